"""Every page opens for its post, in both languages, empty and with work on it; for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

HOMES = {
    "reviewer": "/review/",
    "plate_maker": "/plate-room/",
    "certificate_printer": "/certificate-room/",
    "manager": "/today/",
    "auditor": "/journal/",
    "administrator": "/settings/",
}
STEPS = {"reviewer": "review", "plate_maker": "plate-making", "certificate_printer": "plate-making"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", HOMES)
def test_a_page_opens_when_there_is_nothing_to_do(sign_in: Callable[..., Client], role: str, language: str) -> None:
    answer = sign_in(role, language=language).get(HOMES[role])

    assert answer.status_code == 200


@pytest.mark.parametrize("role", STEPS)
def test_a_desk_shows_the_piece_of_work_it_took(
    sign_in: Callable[..., Client], car: Callable[[str], Any], role: str
) -> None:
    visit, desk = car(STEPS[role]), sign_in(role)

    desk.post(f"{HOMES[role]}next/")
    answer = desk.get(HOMES[role])

    assert answer.status_code == 200
    assert f"/{visit.case_id}/release/" in answer.content.decode()


@pytest.mark.parametrize("role", HOMES)
def test_another_post_is_not_let_in(sign_in: Callable[..., Client], role: str) -> None:
    assert sign_in("guide").get(HOMES[role]).status_code == 403


@pytest.mark.parametrize("role", ["manager", "auditor", "administrator", "guide", "clerk"])
def test_everybody_who_works_here_may_look_a_case_up(
    sign_in: Callable[..., Client], car: Callable[[str], Any], role: str
) -> None:
    visit = car("payment")

    answer = sign_in(role).get(f"/case/{number_of(visit)}/")

    assert answer.status_code == 200
    assert "370***********0125" in answer.content.decode()
    assert "370299199003070125" not in answer.content.decode()


def test_a_case_of_another_office_is_not_found(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit = car("review")

    assert sign_in("manager", at="velo").get(f"/case/{number_of(visit)}/").status_code == 404


def number_of(visit: Any) -> str:
    from onelane.office.cases.models import Case

    return str(Case.objects.get(pk=visit.case_id).number)
