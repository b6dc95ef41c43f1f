"""Two deeds on one case at once: they happen one after the other or one is refused, and nothing is overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests import make
from tests.races.together import at_once, errors, holds_up_somebody

from onelane.command.bench.filling import fill
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases import standing
from onelane.office.cases.actions import moving, taking
from onelane.office.cases.models import Case, Work
from onelane.office.stations import actions as stations
from onelane.records.models import Entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]

CLERK, INSPECTOR, REVIEWER = make.actor("clerk"), make.actor("inspector"), make.actor("reviewer")
EXAMINED = ["acceptance", "inspection", "photograph"]
MADE = [*EXAMINED, "review", "payment", "number-choice"]


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let two deeds both read where the case stands before either writes, as they may when no row is locked."""
    both_have_read = threading.Barrier(2)

    def look(case_id: int, step: str, actor: Actor) -> Any:
        found = standing.lock(case_id, step, actor)
        if threading.current_thread() is not threading.main_thread():  # which only prepares
            both_have_read.wait(timeout=10)
        return found

    monkeypatch.setattr(standing, "_LOCK", standing._LOCK.replace("FOR UPDATE", ""))
    monkeypatch.setattr(moving, "lock", look)
    monkeypatch.setattr(taking, "lock", look)
    return


def noted(deed: str) -> int:
    return Entry.objects.filter(deed=deed).count()


def open_steps(case_id: int) -> set[str]:
    case = Case.objects.get(pk=case_id)
    return {*case.ready_steps, *case.taken}


def codes(gave: list[object]) -> list[str]:
    return [one.code for one in gave if isinstance(one, Refused)]


# ------------------------------------------------------------ the same step twice
def accept(case_id: int) -> Callable[[], object]:
    return lambda: cases.complete(case_id=case_id, step="acceptance", actor=CLERK)


def test_a_step_completed_eight_times_at_once_is_done_once() -> None:
    (case,) = fill(1)

    gave = at_once([accept(case)] * 8)

    assert codes(gave) == ["cases.step_not_open"] * 7
    assert (noted("step.completed"), Work.objects.filter(outcome="done").count()) == (1, 1)


def test_a_station_s_step_completed_eight_times_at_once_is_done_once() -> None:
    (case,) = fill(1, done=MADE)
    maker = make.actor("plate_maker")

    gave = at_once([lambda: stations.complete(case_id=case, step="plate-making", actor=maker)] * 8)

    assert codes(gave) == ["cases.step_not_open"] * 7
    assert noted("step.completed") == 1


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_a_step_is_done_twice() -> None:
    (case,) = fill(1)

    assert errors(at_once([accept(case)] * 2)) == []

    assert (noted("step.completed"), Work.objects.filter(outcome="done").count()) == (2, 2)


# ------------------------------------------------------------ both branches at once
def examined_and_accepted() -> tuple[int, list[object]]:
    """Complete acceptance in one branch and inspection in the other at the same moment."""
    (case,) = fill(1)
    examine = lambda: cases.complete(case_id=case, step="inspection", actor=INSPECTOR)  # noqa: E731 - a deed
    return case, at_once([accept(case), examine])


def test_two_branches_completed_at_once_are_both_done() -> None:
    case, gave = examined_and_accepted()

    assert errors(gave) == []
    assert open_steps(case) == {"photograph"}


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_one_of_two_branches_is_forgotten() -> None:
    case, gave = examined_and_accepted()

    assert errors(gave) == []
    assert open_steps(case) in ({"acceptance", "photograph"}, {"inspection"})


def test_the_last_two_steps_before_a_join_completed_at_once_open_what_follows_once() -> None:
    for case in fill(10, done=MADE):
        gave = at_once([
            lambda case=case: cases.complete(case_id=case, step="plate-making", actor=make.actor("plate_maker")),
            lambda case=case: cases.complete(case_id=case, step="certificate-making", actor=make.actor("reviewer")),
        ])  # fmt: skip

        assert sorted(one.opened for one in gave if isinstance(one, moving.Moved)) == [(), ("hand-over",)]
        assert open_steps(case) == {"hand-over"}


# ------------------------------------------------------------ send back against a completion in the other branch
def sent_back_and_accepted() -> tuple[int, list[object]]:
    (case,) = fill(1, done=["inspection"])
    back = lambda: cases.send_back(  # noqa: E731 - a deed
        case_id=case, step="photograph", to=["inspection"], reasons=["车架号不清"], actor=INSPECTOR
    )
    return case, at_once([back, accept(case)])


def test_a_branch_sent_back_while_the_other_is_completed_keeps_both() -> None:
    case, gave = sent_back_and_accepted()

    assert errors(gave) == []
    assert open_steps(case) == {"inspection"}
    assert (noted("step.sent_back"), noted("step.completed")) == (1, 1)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_the_send_back_or_the_completion_is_forgotten() -> None:
    case, gave = sent_back_and_accepted()

    assert errors(gave) == []
    assert open_steps(case) in ({"acceptance", "inspection"}, {"photograph"})


# ------------------------------------------------------------ undo against the next step's take
def undone_and_taken(case: int) -> tuple[int, list[object]]:
    cases.complete(case_id=case, step="acceptance", actor=CLERK)
    return case, at_once([
        lambda: cases.undo(case_id=case, step="acceptance", actor=CLERK, within=timedelta(minutes=5)),
        lambda: cases.take_up(case_id=case, step="review", actor=REVIEWER),
    ])  # fmt: skip


def test_an_undo_and_the_take_of_what_follows_exclude_each_other() -> None:
    seen = set()
    for waiting in fill(6, done=EXAMINED[1:]):
        case, gave = undone_and_taken(waiting)
        (code,) = codes(gave)
        seen.add(code)

        assert errors(gave) == [one for one in gave if isinstance(one, Refused)]
        assert open_steps(case) == ({"review"} if code == "cases.too_late_to_undo" else {"acceptance"})
    assert seen <= {"cases.too_late_to_undo", "cases.step_not_open"}


def test_without_lock_and_constraint_a_step_is_in_hand_that_is_not_open(
    monkeypatch: pytest.MonkeyPatch, as_owner: Callable[[str], None]
) -> None:
    as_owner("ALTER TABLE cases_case DROP CONSTRAINT IF EXISTS only_an_open_step_is_taken")
    (case,) = fill(1, done=EXAMINED[1:])
    cases.complete(case_id=case, step="acceptance", actor=CLERK)
    with transaction.atomic():
        before = standing.lock(case, "review", REVIEWER)
    monkeypatch.setattr(taking, "lock", lambda *_: before)  # as a deed that has read and is overtaken

    cases.undo(case_id=case, step="acceptance", actor=CLERK, within=timedelta(minutes=5))
    cases.take_up(case_id=case, step="review", actor=REVIEWER)

    live = set(Work.objects.filter(case_id=case, ended_at=None).values_list("step", flat=True))
    assert live == {"acceptance", "review"}


# ------------------------------------------------------------ two hands
def test_one_piece_of_work_taken_by_eight_at_once_is_in_one_hand() -> None:
    (case,) = fill(1, done=EXAMINED)
    reviewers = [make.actor("reviewer", name=f"reviewer-{place}") for place in range(8)]

    gave = at_once([lambda who=who: cases.take_up(case_id=case, step="review", actor=who) for who in reviewers])

    assert codes(gave) == ["cases.in_other_hands"] * 7
    assert Work.objects.filter(case_id=case, ended_at=None).count() == 1


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_the_database_still_lets_one_hand_take_it() -> None:
    (case,) = fill(1, done=EXAMINED)
    reviewers = [make.actor("reviewer", name=f"reviewer-{place}") for place in range(2)]

    gave = at_once([lambda who=who: cases.take_up(case_id=case, step="review", actor=who) for who in reviewers])

    assert len(errors(gave)) == 1
    assert "one_live_work_per_step" in str(errors(gave)[0])


# ------------------------------------------------------------ what a deed sees that had to wait for the lock
TOGETHER = """
SELECT w.actor FROM cases_case c LEFT JOIN cases_work w ON w.case_id = c.id AND w.step = 'review' AND w.ended_at IS NULL
WHERE c.id = %s FOR UPDATE OF c
"""


def while_a_reviewer_takes(case_id: int, look: Callable[[], object]) -> object:
    """Look at a case while a reviewer's taking of it is written and not yet committed."""
    gave: list[object] = []
    looking = threading.Thread(target=lambda: gave.extend(at_once([look])))
    with transaction.atomic():
        cases.take_up(case_id=case_id, step="review", actor=REVIEWER)
        looking.start()
        assert holds_up_somebody(connection.connection.info.backend_pid, looking)
    looking.join()
    return gave[0]


def test_whoever_waited_for_the_lock_sees_in_whose_hand_the_step_is_now() -> None:
    (case,) = fill(1, done=EXAMINED)
    other = make.actor("reviewer", name="another")

    gave = while_a_reviewer_takes(case, lambda: cases.complete(case_id=case, step="review", actor=other))

    assert codes([gave]) == ["cases.in_other_hands"]


def test_without_a_statement_of_its_own_the_hand_is_that_of_before() -> None:
    (case,) = fill(1, done=EXAMINED)

    def look() -> object:
        with connection.cursor() as cursor:
            cursor.execute(TOGETHER, [case])
            return cursor.fetchone()

    assert while_a_reviewer_takes(case, look) == (None,)
