"""The reviewer decides: lets through, sends back, asks, refuses; and may take the last deed back for a minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

GOOD = {"purchase_tax_settled": "true", "model_in_announcement": "true", "stolen": "false", "sealed": "false"}


@pytest.fixture
def visit(car: Callable[[str], Any]) -> Any:
    return car("review")


@pytest.fixture
def desk(sign_in: Callable[..., Client], visit: Any) -> Client:
    """A reviewer with the case in hand."""
    client = sign_in("reviewer")
    client.post("/review/next/")
    return client


def case_of(visit: Any) -> Any:
    from onelane.office.cases.models import Case

    return Case.objects.get(pk=visit.case_id)


def press(desk: Client, visit: Any, deed: str, **given: Any) -> Any:
    return desk.post(f"/review/{visit.case_id}/{deed}/", given)


def test_everything_stands_on_one_page(desk: Client) -> None:
    page = desk.get("/review/").content.decode()

    for told in (
        "R164 art.15",
        "CTALI art.4",
        "LSV***********001",
        "cam1-0900",
        "Owner&#x27;s identity document",
        "In time until",
    ):
        assert told in page
    assert page.count("/pictures/") == 6  # three photos, each a picture and a link to it


def test_a_rule_that_a_finding_decides_is_still_open(desk: Client) -> None:
    page = desk.get("/review/").content.decode()

    assert page.count("tick-pending") - page.count("tick tick-yes") != 0
    assert page.count("Your finding decides") == 4


def test_done_lets_the_case_through(desk: Client, visit: Any) -> None:
    answer = press(desk, visit, "done", **GOOD)

    assert answer.status_code == 302
    assert case_of(visit).ready_steps == ["payment"]


def test_without_findings_nothing_happens_and_each_is_named(desk: Client, visit: Any) -> None:
    answer = press(desk, visit, "done", stolen="false")

    assert answer.status_code == 422
    assert answer.content.decode().count("finding-why") == 3
    assert 'id="stolen-no" required checked' in " ".join(answer.content.decode().split())
    assert case_of(visit).taken == ["review"]


def test_a_rule_that_says_no_keeps_the_case_and_says_which(desk: Client, visit: Any) -> None:
    answer = press(desk, visit, "done", **GOOD | {"stolen": "true"})

    assert answer.status_code == 422
    assert "tick-no" in answer.content.decode()
    assert case_of(visit).taken == ["review"]


def test_what_was_done_can_be_taken_back_for_a_minute(desk: Client, visit: Any, clock: Any) -> None:
    press(desk, visit, "done", **GOOD)
    assert f"/review/{visit.case_id}/undo/" in desk.get("/review/").content.decode()

    clock.forward(seconds=30)
    press(desk, visit, "undo")

    assert case_of(visit).taken == ["review"]


def test_after_the_time_nothing_is_offered(desk: Client, visit: Any, clock: Any) -> None:
    press(desk, visit, "done", **GOOD)

    clock.forward(minutes=10)

    assert "/undo/" not in desk.get("/review/").content.decode()
    assert press(desk, visit, "undo").status_code in {409, 422}


def test_sending_back_tells_the_owner_why(desk: Client, visit: Any) -> None:
    from onelane.office.cases.models import Work

    press(desk, visit, "send-back", to=["inspection"], reason=["inspection:photo-unclear"], text="左侧反光")

    work = Work.objects.get(case_id=visit.case_id, outcome="sent_back")
    assert work.reasons == ["照片不清楚或角度不对 / A photo is unclear or from the wrong side", "左侧反光"]
    assert "inspection" in case_of(visit).ready_steps


def test_sending_back_without_a_reason_keeps_what_was_ticked(desk: Client, visit: Any) -> None:
    answer = press(desk, visit, "send-back", to=["acceptance"])

    assert answer.status_code == 422
    assert 'value="acceptance" checked' in " ".join(answer.content.decode().split())
    assert case_of(visit).taken == ["review"]


def test_the_case_goes_back_only_to_where_it_came_from(desk: Client, visit: Any) -> None:
    answer = press(desk, visit, "send-back", to=["payment", "nowhere"], text="why")

    assert answer.status_code in {409, 422}
    assert case_of(visit).taken == ["review"]


def test_asking_the_citizen_stops_the_clock_and_frees_the_desk(desk: Client, visit: Any) -> None:
    press(desk, visit, "ask", text="请补交完税凭证")
    assert case_of(visit).state == "suspended"

    page = desk.get("/review/").content.decode()
    assert f"/review/{visit.case_id}/go-on/" in page

    press(desk, visit, "go-on")
    assert (case_of(visit).state, case_of(visit).ready_steps) == ("open", ["review"])


def test_a_refusal_needs_a_ground_and_a_confirmation(desk: Client, visit: Any) -> None:
    assert press(desk, visit, "refuse", sure="yes").status_code == 422
    assert press(desk, visit, "refuse", ground=["stolen"]).status_code == 422
    assert press(desk, visit, "refuse", ground=["other"], sure="yes").status_code == 422
    assert case_of(visit).state == "open"

    press(desk, visit, "refuse", ground=["stolen"], text="协查通报", sure="yes")
    assert case_of(visit).state == "refused"


def test_a_case_in_other_hands_is_refused(desk: Client, visit: Any, sign_in: Callable[..., Client]) -> None:
    other = sign_in("reviewer", name="second", counter="R2")

    assert press(other, visit, "done", **GOOD).status_code in {403, 409, 422}
    assert press(other, visit, "refuse", ground=["stolen"], sure="yes").status_code in {403, 409, 422}
    assert case_of(visit).taken == ["review"]


def test_personal_data_are_shown_in_full_only_with_a_reason_that_is_noted(desk: Client, visit: Any, clock: Any) -> None:
    from onelane.records.reading import readings_of

    url = f"/case/{case_of(visit).number}/show/?at=review"
    assert desk.post(url, {"field": "owner_id_no", "reason": " "}).status_code == 422
    desk.post(url, {"field": "owner_id_no", "reason": "核对身份证"})

    assert "370299199003070125" in desk.get("/review/").content.decode()
    assert "核对身份证" in {one.purpose for one in readings_of(f"case:{visit.case_id}")}
    clock.forward(minutes=11)
    assert "370299199003070125" not in desk.get("/review/").content.decode()


def test_each_look_at_the_page_is_noted_once_with_the_step(desk: Client, visit: Any) -> None:
    from onelane.records.reading import readings_of

    desk.get("/review/")

    (noted,) = readings_of(f"case:{visit.case_id}")
    assert noted.purpose == "review"
    assert {"owner_name", "owner_id_no", "vin"} <= set(noted.fields)


JUNK: list[dict[str, Any]] = [
    {},
    {"to": ["x" * 5000], "reason": ["a:b"], "text": "y" * 5000},
    {"stolen": ["true", "false"], "sealed": "\N{PILE OF POO}"},
    {"ground": ["nothing"], "sure": "yes", "text": "\u202e"},
    {"field": "no_such_field", "reason": "because"},
]


@pytest.mark.parametrize("deed", ["done", "send-back", "ask", "go-on", "refuse", "undo", "release"])
def test_no_input_breaks_the_desk(desk: Client, visit: Any, deed: str) -> None:
    for given in JUNK:
        assert press(desk, visit, deed, **given).status_code < 500
        assert desk.post(f"/review/999999999999999999/{deed}/", given).status_code < 500
