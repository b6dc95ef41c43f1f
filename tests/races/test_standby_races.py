"""Counters stand by and an owner arrives: exactly one call, and nobody waits beside a free counter."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import QuerySet
from tests import make
from tests.races.together import at_once, errors, holds_up_somebody

from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, Work
from onelane.office.lane import actions as lane
from onelane.office.lane.actions import calling
from onelane.office.lane.models import Standby
from onelane.records import journal
from onelane.registers.offices.queries import counter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]

FIRST, SECOND = make.actor("clerk", "W1"), make.actor("clerk", "W2")
BAY = make.actor("inspector", "B1")


def stand_by(*clerks: Actor) -> None:
    for clerk in clerks:
        assert lane.call_next(step="acceptance", actor=clerk) is None


def meanwhile(deed: Callable[[], object]) -> object:
    """Do a deed on a connection of its own and wait for it."""
    return at_once([deed])[0]


def test_one_arrival_is_called_to_one_of_two_counters_that_stand_by() -> None:
    stand_by(FIRST, SECOND)

    make.ticket()

    assert [work.counter.code for work in Work.objects.select_related("counter") if work.counter] == ["W1"]
    assert [place.counter.code for place in Standby.objects.select_related("counter")] == ["W2"]


def test_eight_matches_at_once_call_one_arrival_once() -> None:
    stand_by(FIRST, SECOND)
    Case.objects.filter(pk=make.ticket().case_id)
    with connection.cursor() as cursor:  # the owner comes back a second time, and nobody has looked yet
        cursor.execute("UPDATE cases_work SET ended_at = now(), outcome = 'released'")
        cursor.execute("UPDATE cases_case SET taken = '{}'")

    gave = at_once([lambda: lane.match(office=make.OFFICE)] * 8)

    assert errors(gave) == []
    assert sum(len(one) for one in gave if isinstance(one, list)) == 1
    assert Work.objects.filter(ended_at=None).count() == 1


def test_four_arrivals_at_once_are_called_to_the_two_counters_that_stand_by() -> None:
    stand_by(FIRST, SECOND)

    gave = at_once([make.ticket] * 4)

    assert errors(gave) == []
    assert Work.objects.filter(ended_at=None).count() == 2
    assert Standby.objects.count() == 0


def test_an_arrival_matched_while_another_window_presses_next_is_called_once() -> None:
    for _ in range(10):
        stand_by(FIRST)
        gave = at_once([make.ticket, lambda: lane.call_next(step="acceptance", actor=SECOND)])

        assert errors(gave) == []
        assert Work.objects.filter(ended_at=None).count() == 1
        Standby.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_work SET ended_at = now(), outcome = 'done' WHERE ended_at IS NULL")


def test_an_arrival_between_the_look_and_the_note_is_called_by_the_second_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrive_after_the_first_look(monkeypatch)

    called = lane.call_next(step="acceptance", actor=FIRST)

    assert called is not None
    assert Standby.objects.count() == 0


def test_an_arrival_that_sees_the_note_first_is_told_to_the_presser_as_his_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    once = calling._call
    looks = []

    def look(step: str, actor: Actor, at: Any, **told: Any) -> Any:
        looks.append(step)
        if len(looks) == 2:
            meanwhile(make.ticket)  # it is matched at once, for the note stands
        return once(step, actor, at, **told)

    monkeypatch.setattr(calling, "_call", look)

    called = lane.call_next(step="acceptance", actor=FIRST)

    assert called is not None
    assert Work.objects.filter(ended_at=None).count() == 1
    assert Standby.objects.count() == 0


# ------------------------------------------------------------ the race is real
def arrive_after_the_first_look(monkeypatch: pytest.MonkeyPatch, *, looks: int = 2) -> None:
    """Let an owner arrive right after the first look of a press of Next, and let it look only so often."""
    once, done = calling._call, []

    def look(step: str, actor: Actor, at: Any, **told: Any) -> Any:
        done.append(step)
        found = once(step, actor, at, **told) if len(done) <= looks else None
        if len(done) == 1:
            meanwhile(make.ticket)
        return found

    monkeypatch.setattr(calling, "_call", look)


def test_without_the_second_look_an_owner_waits_beside_a_counter_that_stands_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrive_after_the_first_look(monkeypatch, looks=1)

    assert lane.call_next(step="acceptance", actor=FIRST) is None

    assert Standby.objects.count() == 1
    assert "acceptance" in Case.objects.get().ready_steps


def press_while_a_bay_calls_the_same_car(server_url: str) -> tuple[object, bool]:
    """Press Next at a window while a bay's call of the only car is written and not yet committed."""
    make.ticket()
    told = journal.parameters(BAY, "lane.called", chain="", subject="inspection", at=office_clock.now())
    place = counter(make.OFFICE, "B1").pk
    gave: list[object] = []
    window = threading.Thread(target=lambda: gave.append(meanwhile(lambda: stand_by_or_call(SECOND))))
    with psycopg.connect(server_url, dbname=connection.settings_dict["NAME"]) as bay:
        assert bay.execute(calling._statement("inspection"), told | {"place": place}).fetchone()
        window.start()
        waited = holds_up_somebody(bay.info.backend_pid, window)
        bay.commit()
        window.join()
    return gave[0], waited


def stand_by_or_call(clerk: Actor) -> object:
    return lane.call_next(step="acceptance", actor=clerk)


def test_a_window_gets_the_car_that_a_bay_is_calling_at_this_moment(server_url: str) -> None:
    called, waited = press_while_a_bay_calls_the_same_car(server_url)

    assert (type(called), waited) == (lane.Called, True)
    assert Standby.objects.count() == 0


def test_without_patience_a_window_stands_by_while_its_owner_waits(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "_PATIENT_CALL", calling._CALL)
    calling._statement.cache_clear()

    called, waited = press_while_a_bay_calls_the_same_car(server_url)
    calling._statement.cache_clear()

    assert (called, waited) == (None, False)
    assert (Standby.objects.count(), Case.objects.get().ready_steps) == (1, ["acceptance"])


def stand_down_while_matched(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Stand down when an arrival has found the counter's note but not yet called; tell whether that had to wait."""
    stand_by(FIRST)
    once, waited, backend = calling._call, [], connection.connection.info.backend_pid
    leaving = threading.Thread(target=lambda: meanwhile(lambda: lane.stand_down(actor=FIRST)))

    def look(step: str, actor: Actor, at: Any, **told: Any) -> Any:
        leaving.start()
        waited.append(holds_up_somebody(backend, leaving))
        return once(step, actor, at, **told)

    monkeypatch.setattr(calling, "_call", look)
    make.ticket()
    leaving.join()
    return waited == [True]


def test_standing_down_waits_for_a_match_that_has_found_the_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stand_down_while_matched(monkeypatch)

    assert Work.objects.filter(ended_at=None).count() == 1  # the match was first: the clerk is told of an owner


def test_without_the_lock_of_the_note_an_owner_is_called_to_a_counter_that_has_stood_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_told: self.all())

    waited = stand_down_while_matched(monkeypatch)

    assert (waited, Standby.objects.count(), Work.objects.filter(ended_at=None).count()) == (False, 0, 1)
