"""Lists: as many statements for thirty rows as for one; filters, pages and the table for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import make

LISTS = {
    "manager": "/today/",
    "auditor": "/journal/",
    "reviewer": "/review/queue/",
    "plate_maker": "/plate-room/queue/",
}


def statements(client: Client, url: str) -> int:
    client.get(url)  # what is kept in memory is read once
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("role", LISTS)
def test_thirty_rows_cost_as_many_statements_as_one(sign_in: Callable[..., Client], role: str) -> None:
    client = sign_in(role)
    take(1, role)
    few = statements(client, LISTS[role])

    take(29, role)

    assert statements(client, LISTS[role]) <= few + (role in {"reviewer", "plate_maker"})  # a long queue is counted
    assert few <= 14


def take(count: int, role: str) -> None:
    """Take tickets; for a desk their cases have come to its step already."""
    from onelane.office.cases.models import Case

    step = {"reviewer": "review", "plate_maker": "plate-making"}.get(role)
    for _ in range(count):
        case_id = make.ticket().case_id
        if step:
            Case.objects.filter(pk=case_id).update(marking=[f"{step}:1:start"])


def test_the_manager_sees_why_somebody_goes_first(sign_in: Callable[..., Client]) -> None:
    from onelane.office.lane.actions.tickets import Claim

    make.ticket(claim=Claim("priority", "老人（72岁）"))

    assert "老人（72岁）" in sign_in("manager").get("/today/").content.decode()


def test_the_figures_of_a_finished_car(sign_in: Callable[..., Client], car: Callable[[str], Any], clock: Any) -> None:
    from onelane.office.lane.day import figures

    visit = car("hand-over")
    clock.forward(minutes=40)
    visit.hand_over()

    day = figures("qingdao", clock.at.date(), target=45)
    assert (day.finished, day.half, day.share, day.queues) == (1, 40, 100, "1.0")
    assert sign_in("manager").get("/today/figures/").status_code == 200


def test_the_table_opens_in_a_spreadsheet_and_runs_no_formula(sign_in: Callable[..., Client]) -> None:
    from onelane.office.lane.actions.tickets import Claim

    make.ticket(claim=Claim("priority", '=HYPERLINK("http://x")'))
    content = sign_in("manager").get("/today/visits.csv").content

    assert content.startswith(b"\xef\xbb\xbf")
    assert ",\"'=HYPERLINK" in content.decode()


@pytest.mark.parametrize(
    "query", ["day=junk", "day=9999-12-31", "day=0001-01-01", "before=x", "before=-1", "day=2026-11-20"]
)
def test_a_strange_day_is_no_fault(sign_in: Callable[..., Client], query: str) -> None:
    client = sign_in("manager")

    assert client.get(f"/today/?{query}").status_code in {200, 422}
    assert client.get(f"/today/visits.csv?{query}").status_code in {200, 422}


def test_the_journal_is_read_page_by_page(sign_in: Callable[..., Client]) -> None:
    auditor = sign_in("auditor")
    take(60, "auditor")

    first = auditor.get("/journal/").content.decode()
    older = auditor.get(
        "/journal/?" + first.split('href="?before=')[1].split('"')[0].join(["before=", ""])
    ).content.decode()

    assert first.count("<tr>") == 51
    assert 1 < older.count("<tr>") <= 51


def test_the_journal_is_searched_by_case_person_and_purpose(
    sign_in: Callable[..., Client], car: Callable[[str], Any]
) -> None:
    from onelane.office.cases.models import Case

    visit, auditor = car("review"), sign_in("auditor")
    number = Case.objects.get(pk=visit.case_id).number
    sign_in("manager").get(f"/case/{number}/")

    page = auditor.get(f"/journal/?case={number}&actor=manager&readings=1").content.decode()

    assert page.count("<tr>") == 2
    assert "Looking the case up" in page
    assert "370299199003070125" not in page


@pytest.mark.parametrize(
    "query",
    ["case=1", "actor=nobody", "day=junk", "before=0", "before=99999999999999999999", "actor=12345678901234567890"],
)
def test_a_search_without_a_find_is_no_fault(sign_in: Callable[..., Client], query: str) -> None:
    assert sign_in("auditor").get(f"/journal/?{query}").status_code in {200, 422}


@pytest.mark.django_db(transaction=True)
def test_the_auditor_verifies_the_journal(sign_in: Callable[..., Client], settings: Any, tmp_path: Any) -> None:
    settings.STATE = tmp_path
    auditor = sign_in("auditor")

    assert auditor.post("/journal/verify/").status_code == 302
    assert "Verified" in auditor.get("/journal/").content.decode()


def test_every_setting_is_told_and_who_chose_it(sign_in: Callable[..., Client]) -> None:
    from onelane.catalogue import load

    page = sign_in("administrator").get("/settings/").content.decode()

    assert [key for key in load().vocabulary.settings if f">{key}<" not in page] == []
    assert page.count(">the office's file<") == len(load().office("qingdao").settings)
