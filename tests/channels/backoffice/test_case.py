"""The page of a case: who waits for whom, how it came there, pictures and the path as a diagram."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


def number_of(visit: Any) -> str:
    from onelane.office.cases.models import Case

    return str(Case.objects.get(pk=visit.case_id).number)


def test_the_page_says_who_waits_for_whom(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit = car("inspection")

    page = sign_in("guide").get(f"/case/{number_of(visit)}/").content.decode()

    assert "Inspection waits for: Vehicle inspector." in page
    assert "Review waits for Photograph." in page


def test_a_case_sent_back_tells_why(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit, desk = car("review"), sign_in("reviewer")
    desk.post("/review/next/")
    desk.post(f"/review/{visit.case_id}/send-back/", {"to": "inspection", "reason": "inspection:vin-unclear"})

    page = sign_in("manager").get(f"/case/{number_of(visit)}/").content.decode()

    assert "way-sent_back" in page
    assert "The photo of the VIN cannot be read" in page


def test_the_path_is_handed_out_as_a_diagram(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    answer = sign_in("manager").get(f"/case/{number_of(car('review'))}/path.bpmn")

    assert b"parallelGateway" in answer.content


def test_a_picture_is_shown_and_noted(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    from onelane.office.cases.models import Document
    from onelane.records.queries import lines

    visit, manager = car("review"), sign_in("manager")
    document = Document.objects.filter(case_id=visit.case_id).first()
    assert document is not None

    answer = manager.get(f"/case/{number_of(visit)}/pictures/{document.pk}/")

    assert answer["Content-Type"] == "image/jpeg"
    (noted,) = [one for one in lines("qingdao", chain=f"case:{visit.case_id}") if one.deed == "document.shown"]
    assert noted.purpose == "case look-up"


def test_a_picture_of_another_case_is_not_found(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit, manager = car("review"), sign_in("manager")

    assert manager.get(f"/case/{number_of(visit)}/pictures/999999/").status_code == 404


def test_a_post_without_the_right_sees_no_data_in_full(
    sign_in: Callable[..., Client], car: Callable[[str], Any]
) -> None:
    visit, auditor = car("review"), sign_in("auditor")

    answer = auditor.post(f"/case/{number_of(visit)}/show/", {"field": "owner_id_no", "reason": "curious"})

    assert answer.status_code == 403


@pytest.mark.parametrize("number", ["1", "x", "-", "A" * 64])
def test_a_number_that_no_case_has_is_not_found(sign_in: Callable[..., Client], number: str) -> None:
    assert sign_in("manager").get(f"/case/{number}/").status_code == 404


def test_the_standing_alone_holds_no_personal_data(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    page = sign_in("manager").get(f"/case/{number_of(car('review'))}/standing/").content.decode()

    assert "way-now" in page
    assert "370" not in page
