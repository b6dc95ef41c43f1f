"""The path of a case: reading a plan, opening steps, sending back, undoing."""

from __future__ import annotations

from typing import Any

import pytest

from onelane.kernel.refusal import Refused
from onelane.office.cases import path as paths
from onelane.office.cases.path import Path, Place, PlanError

LANE = Path.from_plan(
    [
        ["acceptance", ["inspection", "photograph"]],
        "review",
        "payment",
        "number-choice",
        ["plate-making", "certificate-making"],
        "hand-over",
    ]
)


def walked(path: Path, *steps: str) -> paths.Marking:
    """Return the marking after these steps in this order."""
    marking = paths.start(path)
    for step in steps:
        marking = paths.complete(path, marking, step)
    return marking


def test_the_lane_opens_acceptance_and_inspection_at_once() -> None:
    assert paths.open_steps(paths.start(LANE)) == ("acceptance", "inspection")


def test_a_token_says_where_it_goes_how_many_are_needed_and_where_it_came_from() -> None:
    assert walked(LANE, "acceptance") == {"review:2:acceptance", "inspection:1:start"}


def test_the_parallel_part_joins_before_review() -> None:
    assert paths.open_steps(walked(LANE, "inspection", "acceptance")) == ("photograph",)
    assert paths.open_steps(walked(LANE, "inspection", "acceptance", "photograph")) == ("review",)


@pytest.mark.parametrize("order", [("accept", "inspect"), ("inspect", "accept")])
def test_review_stays_closed_until_the_branch_sent_back_is_done_again(order: tuple[str, str]) -> None:
    path = Path.from_plan([["accept", "inspect"], "review"])
    marking = paths.send_back(path, walked(path, *order), "review", ["inspect"])

    assert paths.open_steps(marking) == ("inspect",)
    assert marking == {"inspect:1:start", "review:2:accept"}
    assert paths.open_steps(paths.complete(path, marking, "inspect")) == ("review",)


def test_a_step_between_the_target_and_the_join_keeps_what_its_other_branch_did() -> None:
    path = Path.from_plan([["a", "b"], "c", ["d", "e"], "f"])
    marking = paths.send_back(path, walked(path, "a", "b", "c", "d"), "e", ["b"])

    assert paths.open_steps(marking) == ("b",)
    assert paths.open_steps(paths.complete(path, marking, "b")) == ("c",)


def test_two_branches_sent_back_are_both_awaited() -> None:
    path = Path.from_plan([["accept", "inspect"], "review"])
    marking = paths.send_back(path, walked(path, "accept", "inspect"), "review", ["accept", "inspect"])
    assert paths.open_steps(marking) == ("accept", "inspect")


def test_the_case_ends_after_its_last_step() -> None:
    marking = walked(LANE, *LANE.steps)
    assert paths.ended(marking)
    assert paths.open_steps(marking) == ()
    assert LANE.done(marking) == set(LANE.steps)


def test_a_case_on_its_way_has_not_ended() -> None:
    assert not paths.ended(walked(LANE, "acceptance"))


@pytest.mark.parametrize("step", ["review", "hand-over", "nowhere", "end", "start"])
def test_a_step_that_is_not_open_cannot_be_done(step: str) -> None:
    with pytest.raises(Refused, match=r"cases\.step_not_open"):
        paths.complete(LANE, paths.start(LANE), step)


@pytest.mark.parametrize("targets", [[], ["review"], ["payment"], ["nowhere"], ["inspection", "payment"]])
def test_nothing_is_sent_back_to_a_step_that_is_not_behind(targets: list[str]) -> None:
    marking = walked(LANE, "acceptance", "inspection", "photograph")
    with pytest.raises(Refused, match=r"cases\.cannot_send_back"):
        paths.send_back(LANE, marking, "review", targets)


def test_only_an_open_step_sends_back() -> None:
    with pytest.raises(Refused, match=r"cases\.step_not_open"):
        paths.send_back(LANE, walked(LANE, "acceptance"), "review", ["acceptance"])


def test_undo_gives_the_marking_before() -> None:
    before = walked(LANE, "inspection")
    assert paths.undo(LANE, paths.complete(LANE, before, "acceptance"), "acceptance") == before


def test_undo_is_too_late_when_the_next_step_is_done() -> None:
    marking = walked(LANE, "inspection", "photograph")
    with pytest.raises(Refused, match=r"cases\.too_late_to_undo"):
        paths.undo(LANE, marking, "inspection")


def test_a_fork_is_undone_only_while_no_branch_has_moved() -> None:
    marking = walked(LANE, "acceptance", "inspection", "photograph", "review", "payment", "number-choice")
    moved = paths.complete(LANE, marking, "plate-making")

    assert "number-choice" in paths.open_steps(paths.undo(LANE, marking, "number-choice"))
    with pytest.raises(Refused, match=r"cases\.too_late_to_undo"):
        paths.undo(LANE, moved, "number-choice")


def test_a_path_survives_being_kept_as_json() -> None:
    assert Path.from_json(LANE.to_json()) == LANE


def test_a_step_knows_its_neighbours_and_all_before_and_after() -> None:
    assert LANE.predecessors("review") == ("acceptance", "photograph")
    assert LANE.successors("number-choice") == ("plate-making", "certificate-making")
    assert LANE.predecessors("inspection") == ()
    assert LANE.successors("hand-over") == ()
    assert LANE.ancestors("review") == {"acceptance", "inspection", "photograph"}
    assert LANE.descendants("number-choice") == {"plate-making", "certificate-making", "hand-over"}


def test_the_drawing_puts_parallel_branches_in_rows() -> None:
    drawn = Path.from_plan([["a", ["b", "c"]], "d"]).layout()
    assert drawn == (Place("a", 0, 0), Place("b", 0, 1), Place("c", 1, 1), Place("d", 2, 0))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([], "path: holds no step"),
        ("review", "path: must be a list of steps"),
        (["a", []], "path[1]: a list inside the path needs two entries or more"),
        (["a", ["b"]], "path[1]: a list inside the path needs two entries or more"),
        (["a", ["b", ["c", 3]]], "path[1][1][1]: must be the name of a step or a list, not 3"),
        (["a", ["b", "a"]], 'path[1][1]: the step "a" stands twice'),
        (["a", "Review"], 'path[1]: "Review" is no name for a step'),
        (["a", "end"], 'path[1]: "end" is no name for a step'),
        (["a:b"], 'path[0]: "a:b" is no name for a step'),
    ],
)
def test_a_malformed_plan_is_refused_with_its_place(plan: Any, said: str) -> None:
    with pytest.raises(PlanError) as told:
        Path.from_plan(plan)
    assert str(told.value) == said
