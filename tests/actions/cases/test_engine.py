"""What the engine promises: undo, the kept plan, derived queues, and a database that says no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused

pytestmark = pytest.mark.usefixtures("velo")

CLERK, OTHER = Actor("clerk-1", "clerk", "velo", "C1"), Actor("clerk-2", "clerk", "velo")
SOON = timedelta(seconds=60)


def opened() -> Any:
    from onelane.office.cases import actions as cases

    return cases.open_case(service="bicycle-licence", actor=CLERK)


def row(case: Any) -> Any:
    from onelane.office.cases.models import Case

    return Case.objects.get(pk=case.pk)


def complete(case: Any, *steps: str, actor: Actor = CLERK, **told: Any) -> Any:
    from onelane.office.cases import actions as cases

    for step in steps:
        moved = cases.complete(case_id=case.pk, step=step, actor=actor, **told)
    return moved


def undo(case: Any, step: str, actor: Actor = CLERK) -> Any:
    from onelane.office.cases import actions as cases

    return cases.undo(case_id=case.pk, step=step, actor=actor, within=SOON)


# ------------------------------------------------------------ the path
def test_sending_one_branch_back_keeps_the_join_closed_until_that_branch_is_done_again() -> None:
    from onelane.office.cases import actions as cases

    case = opened()
    complete(case, "counter", "brake-test")
    cases.send_back(case_id=case.pk, step="desk", to=["brake-test"], reasons=["too long"], actor=CLERK)
    assert row(case).ready_steps == ["brake-test"]

    assert complete(case, "brake-test").opened == ("desk",)


def test_a_case_keeps_its_plan_when_the_catalogue_changes(settings: Any, tmp_path: Any) -> None:
    import shutil

    from onelane.office.cases.plans import _written, path_of

    case = opened()
    changed = tmp_path / "catalogue"
    shutil.copytree(settings.ONELANE["CATALOGUE"], changed)
    file = changed / "services" / "bicycles" / "bicycle-licence.toml"
    file.write_text(
        file.read_text().replace('[["counter", "brake-test"], "desk", "badge"]', '["counter", "brake-test", "badge"]')
    )
    settings.ONELANE = settings.ONELANE | {"CATALOGUE": str(changed)}
    _written.cache_clear()
    new = opened()

    assert path_of(row(case).plan_id).steps == ("counter", "brake-test", "desk", "badge")
    assert path_of(row(new).plan_id).steps == ("counter", "brake-test", "badge")
    assert complete(case, "counter", "brake-test").opened == ("desk",)


def test_equal_cases_share_one_plan() -> None:
    from onelane.office.cases.models import Plan

    opened()
    opened()

    assert Plan.objects.count() == 1


def test_a_step_in_somebody_s_hand_is_in_no_queue_and_returns_when_laid_down() -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.cases import queries

    case = opened()
    cases.take_up(case_id=case.pk, step="counter", actor=CLERK)
    assert queries.work_list("velo", "counter") == []
    cases.release(case_id=case.pk, step="counter", actor=CLERK)

    assert [one.pk for one in queries.work_list("velo", "counter")] == [case.pk]


def test_what_another_has_in_hand_is_neither_taken_nor_completed_nor_laid_down() -> None:
    from onelane.office.cases import actions as cases

    case = opened()
    cases.take_up(case_id=case.pk, step="counter", actor=CLERK)

    for deed in (cases.take_up, cases.complete, cases.release):
        with pytest.raises(Refused, match=r"cases\.in_other_hands"):
            deed(case_id=case.pk, step="counter", actor=OTHER)


# ------------------------------------------------------------ undo
@pytest.mark.parametrize("seconds", [60, 61])
def test_a_completion_is_undone_within_its_time_only(clock: Any, seconds: int) -> None:
    case = opened()
    complete(case, "counter")
    clock.forward(seconds=seconds)
    if seconds > 60:
        with pytest.raises(Refused, match=r"cases\.too_late_to_undo"):
            undo(case, "counter")
        return
    undo(case, "counter")

    assert row(case).taken == ["counter"]


def test_nobody_undoes_what_another_did() -> None:
    case = opened()
    complete(case, "counter")

    with pytest.raises(Refused, match=r"cases\.nothing_to_undo"):
        undo(case, "counter", OTHER)


def test_what_was_never_done_is_not_undone() -> None:
    with pytest.raises(Refused, match=r"cases\.nothing_to_undo"):
        undo(opened(), "desk")


def test_nothing_is_undone_once_the_next_has_it_in_hand() -> None:
    from onelane.office.cases import actions as cases

    case = opened()
    complete(case, "counter", "brake-test")
    cases.take_up(case_id=case.pk, step="desk", actor=OTHER)

    with pytest.raises(Refused, match=r"cases\.too_late_to_undo"):
        undo(case, "brake-test")


def test_nothing_is_undone_while_the_counter_serves_the_next() -> None:
    from onelane.office.cases import actions as cases

    case, following = opened(), opened()
    cases.take_up(case_id=case.pk, step="counter", actor=CLERK)
    complete(case, "counter")
    cases.take_up(case_id=following.pk, step="counter", actor=CLERK)

    with pytest.raises(Refused, match=r"cases\.counter_busy"):
        undo(case, "counter")


def test_the_last_completion_can_be_undone_too_and_the_case_lives_again() -> None:
    case = opened()
    assert complete(case, "counter", "brake-test", "desk", "badge").ended
    undo(case, "badge")

    found = row(case)
    assert (found.state, found.ended_at, found.taken) == ("open", None, ["badge"])


# ------------------------------------------------------------ standing still
def test_a_suspended_case_is_worked_by_nobody_and_goes_on_where_it_stood() -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.cases import queries

    case = opened()
    cases.take_up(case_id=case.pk, step="counter", actor=CLERK)
    cases.suspend(case_id=case.pk, why="a paper is missing", actor=CLERK)
    assert queries.work_list("velo", "counter") == []
    with pytest.raises(Refused, match=r"cases\.not_open"):
        complete(case, "counter")
    cases.resume(case_id=case.pk, actor=CLERK)

    assert row(case).ready_steps == ["brake-test", "counter"]


def test_an_investigation_stops_everything_and_ends_cleared_or_refused() -> None:
    from onelane.office.cases import actions as cases

    cleared, refused = opened(), opened()
    for case in (cleared, refused):
        cases.investigate(case_id=case.pk, why="the number was filed off", actor=CLERK)
        with pytest.raises(Refused, match=r"cases\.not_open"):
            complete(case, "counter")
        with pytest.raises(Refused, match=r"cases\.not_now"):
            cases.cancel(case_id=case.pk, why="changed his mind", actor=CLERK)
    cases.clear(case_id=cleared.pk, why="repaired by the maker", actor=CLERK)
    cases.refuse(case_id=refused.pk, step="counter", reasons=["stolen"], actor=CLERK)

    assert row(cleared).state == "open"
    assert row(refused).state == "refused"


def test_a_refused_case_stands_still_no_longer() -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.cases.models import Pause

    case = opened()
    cases.suspend(case_id=case.pk, why="a paper is missing", actor=CLERK)
    cases.refuse(case_id=case.pk, step="counter", reasons=["it never came"], actor=CLERK)

    assert not Pause.objects.filter(until=None).exists()


@pytest.mark.parametrize("why", ["", " \n", "\x00\x1f"])
def test_nothing_is_stopped_or_refused_without_a_reason(why: str) -> None:
    from onelane.office.cases import actions as cases

    case = opened()
    told: dict[str, Any] = {"case_id": case.pk, "actor": CLERK}

    for deed in (cases.suspend, cases.investigate, cases.cancel):
        with pytest.raises(Refused, match=r"cases\.reason_missing"):
            deed(why=why, **told)
    with pytest.raises(Refused, match=r"cases\.reason_missing"):
        cases.refuse(step="counter", reasons=[why], **told)
    assert row(case).state == "open"


def test_a_reason_of_any_length_and_letter_is_kept() -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.cases.models import Work

    case = opened()
    complete(case, "counter", "brake-test")
    cases.send_back(case_id=case.pk, step="desk", to=["counter"], reasons=["长" * 500, "\x00", "第\x00二"], actor=CLERK)

    assert Work.objects.get(case_id=case.pk, outcome="sent_back").reasons == ["长" * 200, "第 二"]


# ------------------------------------------------------------ the database says no
@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE cases_case SET taken = '{desk}'", "only_an_open_step_is_taken"),
        ("UPDATE cases_case SET state = 'finished'", "a_case_has_a_known_state"),
        ("UPDATE cases_case SET state = 'lost'", "a_case_has_a_known_state"),
        ("UPDATE cases_case SET ended_at = now()", "a_case_has_a_known_state"),
        ("UPDATE cases_work SET ended_at = now()", "an_ended_work_has_an_outcome"),
        ("UPDATE cases_work SET outcome = 'done'", "an_ended_work_has_an_outcome"),
        (
            """INSERT INTO cases_work (case_id, office_id, step, actor, taken_at, calls, outcome, reasons)
               SELECT case_id, office_id, step, 'thief', taken_at, 0, '', '[]' FROM cases_work""",
            "one_live_work_per_step",
        ),
    ],
)
def test_the_database_refuses_what_must_not_be(statement: str, constraint: str) -> None:
    from onelane.office.cases import actions as cases

    cases.take_up(case_id=opened().pk, step="counter", actor=OTHER)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nobody_writes_a_queue_by_hand() -> None:
    from django.db import ProgrammingError

    opened()

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET ready_steps = '{badge}'")


def test_a_completion_of_the_engine_is_two_statements() -> None:
    case = opened()
    with CaptureQueriesContext(connection) as seen:
        complete(case, "counter", answers={"frame_no": "F-0001"})

    assert len([one for one in seen if "SAVEPOINT" not in one["sql"]]) == 2
