"""The acceptance window: called, typed, kept, handed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

import make
from onelane.office.cases.models import Case, File, Work
from onelane.office.lane.models import Standby, Ticket


def text(response: Any) -> str:
    return str(response.content.decode())


def answers(case_id: int) -> dict[str, Any]:
    return dict(File.objects.values_list("answers", flat=True).get(pk=case_id))


# ------------------------------------------------------------ who may
def test_nobody_enters_the_window_without_signing_in(office: str, client: Client) -> None:
    assert client.get("/window/")["Location"].startswith("/sign-in/")


def test_a_guide_is_told_that_the_window_is_not_hers(guide: Client) -> None:
    answer = guide.get("/window/")

    assert answer.status_code == 403
    assert "Window clerk" in text(answer)


def test_the_form_of_another_office_is_closed(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any]
) -> None:
    make.ticket()
    work = in_hand()
    Case.objects.filter(pk=work.case_id).update(office_id=_elsewhere())

    for deed in ("draft", "done"):
        assert clerk.post(f"/window/cases/{work.case_id}/{deed}/", papers).status_code == 403
    assert answers(work.case_id) == {}


def _elsewhere() -> str:
    from onelane.registers.offices.models import Office

    return Office.objects.create(code="jinan", name_zh="济南", name_en="Jinan", area_code="3701", prefixes=["鲁A"]).pk


# ------------------------------------------------------------ calling
def test_an_empty_queue_makes_the_window_stand_by(clerk: Client) -> None:
    clerk.post("/window/next/")

    assert Standby.objects.filter(counter__code="W1").exists()
    assert "as soon as one arrives" in text(clerk.get("/window/"))


def test_standing_by_ends_with_a_press(clerk: Client) -> None:
    clerk.post("/window/next/")
    clerk.post("/window/stand-down/")

    assert not Standby.objects.exists()


def test_next_shows_the_number_large_and_what_can_be_done(clerk: Client) -> None:
    ticket = make.ticket()

    clerk.post("/window/next/")
    page = text(clerk.get("/window/"))

    assert f'<p class="huge-number mb-1">{ticket.label}</p>' in page
    assert "Call again (3 left)" in page
    assert "Did not come" in page


def test_an_owner_on_hold_is_waiting_no_more_and_the_reason_is_kept(clerk: Client) -> None:
    ticket = make.ticket()
    clerk.post("/window/next/")

    clerk.post(f"/window/tickets/{ticket.pk}/hold/", {"why": "Fetches a missing paper"})

    ticket.refresh_from_db()
    assert (ticket.state, ticket.away_reason) == ("away", "Fetches a missing paper")
    assert "Call next" in text(clerk.get("/window/"))


def test_an_owner_handed_to_another_window_does_not_queue_again(clerk: Client, sign_in: Callable[..., Client]) -> None:
    ticket = make.ticket()
    clerk.post("/window/next/")
    work = Work.objects.get(case_id=ticket.case_id, ended_at=None)

    clerk.post(f"/window/calls/{work.pk}/transfer/", {"to_counter": "W3"})

    assert ticket.label in text(sign_in("clerk", "W3", name="clerk3").get("/window/"))


def test_a_hold_keeps_what_was_typed(clerk: Client, in_hand: Callable[[], Any], papers: dict[str, Any]) -> None:
    ticket = make.ticket()
    work = in_hand()

    clerk.post(f"/window/tickets/{ticket.pk}/hold/", {**papers, "case": work.case_id, "why": "x", "owner_name": "甲"})

    assert answers(work.case_id)["owner_name"] == "甲"


def test_a_refused_press_stands_on_the_page_and_not_instead_of_it(clerk: Client) -> None:
    ticket = make.ticket()
    clerk.post("/window/next/")
    answer = clerk.post(f"/window/tickets/{ticket.pk}/hold/", {"why": " "})

    assert answer.status_code == 422
    assert 'data-code="lane.reason_missing"' in text(answer)
    assert ticket.label in text(answer)


def test_no_call_of_another_counter_can_be_taken_back(clerk: Client, sign_in: Callable[..., Client]) -> None:
    make.ticket()
    clerk.post("/window/next/")
    work = Work.objects.get(ended_at=None)

    answer = sign_in("clerk", "W2", name="clerk2").post(f"/window/calls/{work.pk}/undo/")

    assert answer.status_code == 409
    assert Work.objects.get(pk=work.pk).ended_at is None


# ------------------------------------------------------------ the form
def test_the_form_asks_in_sections_and_ticks_the_papers(in_hand: Callable[[], Any], clerk: Client) -> None:
    make.ticket()
    in_hand()
    page = text(clerk.get("/window/"))

    assert [page.index(f'id="section-{code}"') for code in ("owner", "vehicle", "papers", "delivery")] == sorted(
        page.index(f'id="section-{code}"') for code in ("owner", "vehicle", "papers", "delivery")
    )
    assert 'value="identity-document"' in page


def test_a_complete_form_is_accepted_and_can_be_taken_back_for_a_minute(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any], clock: Any
) -> None:
    make.ticket()
    work = in_hand()
    assert clerk.post(f"/window/cases/{work.case_id}/done/", papers)["Location"] == "/window/"

    assert "acceptance" not in Case.objects.get(pk=work.case_id).ready_steps
    assert "Take back" in text(clerk.get("/window/"))
    clerk.post(f"/window/cases/{work.case_id}/undo/")
    assert 'value="试一"' in text(clerk.get("/window/"))

    clerk.post(f"/window/cases/{work.case_id}/done/", papers)
    clock.forward(seconds=61)
    assert "Take back" not in text(clerk.get("/window/"))


def test_all_that_is_wrong_is_told_at_once_and_nothing_typed_is_lost(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any]
) -> None:
    make.ticket()
    work = in_hand()
    wrong = {
        **papers,
        "case": work.case_id,
        "vin": "LSVAU2184TN000002",
        "owner_id_no": "370299199003070126",
        "price_cny": "dear",
    }

    answer = clerk.post(f"/window/cases/{work.case_id}/done/", wrong)
    page = text(answer)

    assert answer.status_code == 422
    for name in ("vin", "owner_id_no", "price_cny"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}_why"' in page
        assert f'value="{wrong[name]}"' in page
    assert Case.objects.get(pk=work.case_id).taken == ["acceptance"]


def test_missing_papers_are_marked_and_the_ticks_stay(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any]
) -> None:
    make.ticket()
    work = in_hand()

    answer = clerk.post(
        f"/window/cases/{work.case_id}/done/", {**papers, "case": work.case_id, "materials_seen": ["identity-document"]}
    )
    page = text(answer)

    assert 'data-code="stations.papers_missing"' in page
    assert page.count("Not seen yet") == 5
    assert 'value="identity-document" checked' in " ".join(page.split())


def test_a_draft_keeps_good_and_bad_answers_alike(in_hand: Callable[[], Any], clerk: Client) -> None:
    make.ticket()
    work = in_hand()
    clerk.post(
        f"/window/cases/{work.case_id}/draft/",
        {"owner_name": "甲", "vin": "LSV", "price_cny": "128800", "materials_seen": ["purchase-tax"]},
    )

    kept = answers(work.case_id)
    page = text(clerk.get("/window/"))
    assert (kept["owner_name"], kept["vin"], kept["price_cny"]) == ("甲", None, 12_880_000)
    for shown in ('value="甲"', 'value="LSV"', 'value="128800.00"'):
        assert shown in page


def test_a_second_press_of_done_changes_nothing(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any]
) -> None:
    make.ticket()
    work = in_hand()
    clerk.post(f"/window/cases/{work.case_id}/done/", papers)

    answer = clerk.post(f"/window/cases/{work.case_id}/done/", papers)

    assert answer.status_code == 409
    assert Work.objects.filter(case_id=work.case_id, step="acceptance", outcome="done").count() == 1


def test_a_draft_after_done_overwrites_nothing(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any]
) -> None:
    make.ticket()
    work = in_hand()
    clerk.post(f"/window/cases/{work.case_id}/done/", papers)

    assert clerk.post(f"/window/cases/{work.case_id}/draft/", {"owner_name": "乙"}).status_code == 409
    assert answers(work.case_id)["owner_name"] == "试一"


def test_an_agent_who_was_struck_out_is_gone_from_the_file(
    in_hand: Callable[[], Any], clerk: Client, papers: dict[str, Any]
) -> None:
    make.ticket()
    work = in_hand()
    clerk.post(f"/window/cases/{work.case_id}/draft/", {**papers, "agent_name": "代理"})
    clerk.post(f"/window/cases/{work.case_id}/done/", {**papers, "agent_name": ""})

    assert answers(work.case_id)["agent_name"] is None


def test_whatever_is_sent_is_an_answer_and_no_fault(in_hand: Callable[[], Any], clerk: Client) -> None:
    make.ticket()
    work = in_hand()
    for odd in ("\U0001f697" * 2000, "<b>x</b>", "'; DROP", "9" * 500, "\u202e"):
        for deed in ("done", "draft"):
            names = (
                "owner_name",
                "vin",
                "price_cny",
                "manufacture_date",
                "materials_seen",
                "owner_id_type",
                "use_nature",
            )
            answer = clerk.post(f"/window/cases/{work.case_id}/{deed}/", {"case": odd} | dict.fromkeys(names, odd))
            assert answer.status_code < 500


def test_a_case_that_is_not_there_is_not_found(clerk: Client) -> None:
    assert clerk.post("/window/cases/999999999/done/", {}).status_code == 404
    assert clerk.post("/window/calls/999999999/again/").status_code == 404


def test_a_known_owner_is_shown_masked_only(clerk: Client) -> None:
    from onelane.registers.people import actions as people

    known = {"kind": "individual", "id_type": "A", "id_no": "370299199003070125", "name": "试一人"}
    people.know(**known, mobile="13800000000", actor=make.actor("clerk"))

    page = text(clerk.post("/window/person/", {"owner_id_type": "A", "owner_id_no": "370299199003070125"}))

    assert "试*人" in page
    assert "试一人" not in page
    assert "370299199003070125" not in page


def test_what_was_sent_back_comes_with_its_reasons(clerk: Client) -> None:
    from onelane.office.stations import actions as stations

    visit = make.Visit().walk_to("review")
    stations.take_next(step="review", actor=visit.reviewer)
    stations.send_back(
        case_id=visit.case_id, step="review", to=["acceptance"], reasons=["发票号不清"], actor=visit.reviewer
    )

    clerk.post("/window/next/")
    work = Work.objects.get(case_id=visit.case_id, step="acceptance", ended_at=None)
    clerk.post(f"/window/calls/{work.pk}/begin/")

    assert "发票号不清" in text(clerk.get("/window/"))


# ------------------------------------------------------------ how much it asks of the database
def test_calling_the_next_owner_is_at_most_two_statements(clerk: Client, statements: Callable[..., Any]) -> None:
    make.ticket()
    clerk.post("/window/next/")
    clerk.post(f"/window/calls/{Work.objects.get().pk}/undo/")

    with statements(2):
        clerk.post("/window/next/")
    assert Ticket.objects.count() == Work.objects.filter(ended_at=None).count() == 1


def test_done_is_at_most_six_statements_beside_reading_the_form(
    clerk: Client, in_hand: Callable[[], Any], papers: dict[str, Any], statements: Callable[..., Any]
) -> None:
    make.ticket()
    work = in_hand()
    reading = 4

    with statements(6 + reading):
        clerk.post(f"/window/cases/{work.case_id}/done/", papers)
    assert Work.objects.get(pk=work.pk).outcome == "done"
