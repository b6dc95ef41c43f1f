"""The hall board: numbers and counters, nothing personal, and what a cut-off board asks for."""

from __future__ import annotations

from typing import Any

from django.test import Client

from channels.portal.conftest import lane as lane  # noqa: PLC0414 - the same lane
from channels.portal.scenes import Lane, at
from onelane.office.lane import actions as queue


def state(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/board/qingdao/state/").json()
    return found


def test_the_board_is_open_to_everybody_and_shows_who_goes_where(lane: Lane, client: Client) -> None:
    ticket = lane.ticket()
    lane.call("acceptance", "W2")

    told = client.get("/board/qingdao/").content.decode()

    assert ticket.label in told
    assert "2号窗口" in told
    assert '<meta http-equiv="refresh" content="15">' in told


def test_nothing_personal_is_on_the_board(lane: Lane, client: Client) -> None:
    ticket = lane.bring(lane.ticket(), "hand-over")
    lane.call("hand-over", "H1")

    told = client.get("/board/qingdao/").content.decode() + client.get("/board/qingdao/state/").content.decode()

    for secret in (ticket.key, "试一", "370299199003070125", "鲁B", ticket.case.number):
        assert secret not in told


def test_the_newest_call_stands_first(lane: Lane, client: Client, clock: Any) -> None:
    first, second = lane.ticket(), lane.ticket()
    lane.call("acceptance", "W1")
    clock.forward(seconds=20)
    lane.call("acceptance", "W2")

    assert [one["number"] for one in state(client)["calls"]] == [second.label, first.label]


def test_a_call_made_twice_counts_two(lane: Lane, client: Client) -> None:
    lane.ticket()
    called = lane.call("acceptance", "W1")
    queue.recall(work_id=called.work_id, actor=at("W1"))

    assert state(client)["calls"][0]["calls"] == 2


def test_who_has_come_is_no_longer_called(lane: Lane, client: Client) -> None:
    lane.ticket()
    lane.begin(lane.call("acceptance", "W1"))

    assert state(client)["calls"][0]["there"] is True


def test_a_call_taken_back_is_not_caught_up_with(lane: Lane, client: Client) -> None:
    lane.ticket()
    called = lane.call("acceptance", "W1")
    queue.undo_call(work_id=called.work_id, actor=at("W1"))

    assert state(client)["calls"] == []


def test_old_calls_are_forgotten(lane: Lane, client: Client, clock: Any) -> None:
    lane.ticket()
    lane.call("acceptance", "W1")
    clock.forward(minutes=20)

    assert state(client)["calls"] == []


def test_waiting_people_are_counted_by_step(lane: Lane, client: Client) -> None:
    for _ in range(3):
        lane.ticket()
    lane.call("inspection", "B1")

    assert client.get("/board/qingdao/counts/").json() == {"acceptance": 3, "inspection": 2, "hand-over": 0}


def test_an_office_that_does_not_exist_has_no_board(lane: Lane, client: Client) -> None:
    assert client.get("/board/nowhere/").status_code == 404
