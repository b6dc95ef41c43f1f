"""The publication of segments: public, complete, to be downloaded; numbers kept back stand there with the reason."""

from __future__ import annotations

from typing import Any

from django.test import Client

from channels.portal.scenes import OFFICE, Lane
from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates


def page(phone: Client, query: str = "") -> str:
    answer = phone.get(f"/plates/segments/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_everybody_reads_which_numbers_there_are_and_how_many_are_left(lane: Lane, phone: Client) -> None:
    lane.choose(lane.bring(lane.ticket(), "number-choice"))

    told = page(phone)

    assert "鲁B·K0000 – 鲁B·K0149" in told
    assert ">150<" in told
    assert ">149<" in told


def test_a_segment_is_found_by_category_prefix_and_day(lane: Lane, phone: Client, clock: Any) -> None:
    today = clock.at.astimezone().date().isoformat()

    assert "K0149" in page(phone, f"?category=02&prefix=鲁B&since={today}&until=2999-01-01")
    for query in ("?category=52", "?prefix=鲁U", "?since=2999-01-01", "?until=2001-01-01"):
        assert "No segment fits" in page(phone, query)
    assert "K0149" in page(phone, "?since=yesterday&category=")


def test_the_table_opens_in_a_spreadsheet(lane: Lane, phone: Client) -> None:
    answer = phone.get("/plates/segments.csv")

    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert rows[1].startswith("02,鲁B,LNNNN,K0000,K0149,150,150,")


def test_numbers_kept_back_stand_there_with_the_reason(lane: Lane, phone: Client) -> None:
    maker, checker = (Actor(one, "manager", OFFICE) for one in ("li", "wang"))
    notice = plates.propose_notice(deed="withhold", category="02", plates=["鲁BK0007"], why="库存损坏", actor=maker)
    assert "库存损坏" not in page(phone)

    plates.confirm_notice(notice_id=notice.pk, actor=checker)

    assert "库存损坏" in page(phone)
    assert "鲁BK0007" in page(phone)


def test_the_account_by_which_lists_are_drawn_is_there_with_its_hash(lane: Lane, phone: Client) -> None:
    from onelane.office.plates import queries

    assert queries.publications(OFFICE)[0].digest in page(phone)
