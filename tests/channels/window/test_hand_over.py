"""The hand-over desk: things one by one, a signature, and a visit that is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import make
from onelane.office.cases.models import Case, File, Work

THINGS = ["plates", "registration-certificate", "vehicle-licence", "inspection-mark"]


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def case_id(office: str, hand_over: Client) -> int:
    """A car whose owner stands at the desk."""
    visit = make.Visit().walk_to("hand-over")
    hand_over.post("/hand-over/next/")
    hand_over.post(f"/hand-over/calls/{Work.objects.get(step='hand-over').pk}/begin/")
    return visit.case_id


def test_a_clerk_hands_nothing_over(clerk: Client, case_id: int) -> None:
    assert clerk.get("/hand-over/").status_code == 403
    assert clerk.post(f"/hand-over/cases/{case_id}/done/", {"handed": THINGS}).status_code == 403


def test_the_desk_lists_the_things_with_their_numbers_and_masks_the_owner(hand_over: Client, case_id: int) -> None:
    page = text(hand_over.get("/hand-over/"))

    for thing in THINGS:
        assert f'value="{thing}"' in page
    assert "× 2" in page
    assert "试*" in page
    assert "试一" not in page
    assert "370299199003070125" not in page


def test_nothing_is_over_while_a_thing_is_left_behind(hand_over: Client, case_id: int) -> None:
    answer = hand_over.post(f"/hand-over/cases/{case_id}/done/", {"handed": THINGS[:2], "who": "owner"})

    assert answer.status_code == 422
    assert text(answer).count("Not handed over yet") == 3  # two things, and the sentence that names them
    assert Case.objects.get(pk=case_id).state == "open"


def test_the_visit_ends_with_its_minutes_and_can_be_taken_back(hand_over: Client, case_id: int, clock: Any) -> None:
    clock.forward(minutes=22)
    answer = hand_over.post(f"/hand-over/cases/{case_id}/done/", {"handed": THINGS, "who": "owner"}, follow=True)

    assert "22 minutes" in text(answer)
    assert "Take back" in text(answer)
    assert Case.objects.get(pk=case_id).state == "finished"
    assert File.objects.get(pk=case_id).answers["received_by"] == "试一"

    hand_over.post(f"/hand-over/cases/{case_id}/undo/")
    assert Case.objects.get(pk=case_id).state == "open"


def test_somebody_else_needs_a_name(hand_over: Client, case_id: int) -> None:
    nameless = hand_over.post(f"/hand-over/cases/{case_id}/done/", {"handed": THINGS, "who": "other", "name": " "})
    assert nameless.status_code == 422
    assert Case.objects.get(pk=case_id).state == "open"

    hand_over.post(f"/hand-over/cases/{case_id}/done/", {"handed": THINGS, "who": "other", "name": "代领"})
    assert File.objects.get(pk=case_id).answers["received_by"] == "代领"


def test_a_second_signature_changes_nothing(hand_over: Client, case_id: int) -> None:
    for _ in range(2):
        answer = hand_over.post(f"/hand-over/cases/{case_id}/done/", {"handed": THINGS, "who": "owner"})

    assert answer.status_code == 409
    assert Work.objects.filter(case_id=case_id, step="hand-over", outcome="done").count() == 1


def test_a_summary_of_somebody_elses_case_is_not_shown(
    hand_over: Client, case_id: int, sign_in: Callable[..., Client]
) -> None:
    from onelane.registers.offices.models import Office

    Office.objects.create(code="jinan", name_zh="济南", name_en="Jinan", area_code="3701", prefixes=["鲁A"])
    Case.objects.filter(pk=case_id).update(office_id="jinan")

    assert hand_over.get("/hand-over/", {"over": case_id}).status_code == 403
    assert hand_over.get("/hand-over/", {"over": "x"}).status_code == 422


def test_the_desk_itself_lets_nobody_go_while_a_thing_lies_there(case_id: int) -> None:
    from onelane.kernel.refusal import Refused
    from onelane.office.stations import actions as stations

    told = {"received_by": "试一", "things_handed": THINGS[1:]}
    with pytest.raises(Refused, match="things_missing") as refused:
        stations.complete(case_id=case_id, step="hand-over", actor=make.actor("hand_over", "H1"), answers=told)

    assert refused.value.facts == {"things": ["plates"]}
    assert Case.objects.get(pk=case_id).state == "open"
