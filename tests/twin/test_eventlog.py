"""The journal as an event log: simulated cases conform, planted deviations are found, others can read the files."""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from onelane.command.__main__ import main
from onelane.office.cases.path import Path as Way
from onelane.office.cases.traces import Event, Trace, ended_at, spells
from onelane.twin import loading
from onelane.twin.eventlog import ocel, planting, simulated, xes
from onelane.twin.eventlog.conformance import deviations
from onelane.twin.eventlog.plan import posts
from onelane.twin.replicate import replicate

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLAN = posts()
WAY = Way.from_plan([["acceptance", "inspection"], "review", "hand-over"])


def at(minutes: float, deed: str, step: str = "", role: str = "", **more: object) -> Event:
    role = role or PLAN.roles.get(step, "guide")
    return Event(NINE + timedelta(minutes=minutes), deed, step, role=role, **more)  # type: ignore[arg-type]


def trace(*events: Event, case: str = "1", arrived: float = 0, **more: object) -> Trace:
    return Trace(case, "invented", WAY, NINE + timedelta(minutes=arrived), events, **more)  # type: ignore[arg-type]


RIGHT = (
    at(0, "case.opened"),
    at(0, "ticket.issued"),
    at(2, "lane.called", "acceptance"),
    at(3, "lane.began", "acceptance"),
    at(9, "step.completed", "acceptance"),
    at(4, "lane.called", "inspection"),
    at(4, "lane.began", "inspection"),
    at(14, "step.completed", "inspection"),
    at(15, "step.taken", "review"),
    at(17, "step.completed", "review"),
    at(18, "lane.called", "hand-over"),
    at(19, "step.completed", "hand-over"),
)
RIGHT = tuple(sorted(RIGHT, key=lambda one: one.at))


def kinds(*traces: Trace, over: bool = True) -> list[str]:
    return [one.kind for one in deviations(traces, roles=PLAN.roles, hand_work=PLAN.hand_work, over=over)]


def cases(days: int) -> list[Trace]:
    scenario = loading.load("after")
    found = replicate(scenario, days=days, log=True)
    return [
        one
        for number, day in enumerate(found)
        for one in simulated.traces(
            scenario, day, midnight=NINE + timedelta(days=number), name=f"{number}", roles=PLAN.roles
        )
    ]


def test_a_case_that_follows_its_path_has_no_deviation_and_tells_its_waits() -> None:
    told = trace(*RIGHT)
    assert kinds(told) == []
    assert ended_at(told) == NINE + timedelta(minutes=19)
    assert [(one.step, one.wait, one.work) for one in spells(told)] == [
        ("acceptance", 2.0, 6.0),
        ("inspection", 4.0, 10.0),
        ("review", 1.0, 2.0),
        ("hand-over", 1.0, None),  # called and completed, never said to have begun
    ]


def test_what_is_sent_back_is_done_again_without_being_a_deviation() -> None:
    again = (
        *RIGHT[:9],
        at(16, "step.sent_back", "review", reasons=("stamp missing",), to=("acceptance",)),
        at(17, "lane.called", "acceptance"),
        at(20, "step.completed", "acceptance"),
        at(21, "step.taken", "review"),
        at(22, "step.completed", "review"),
        at(23, "lane.called", "hand-over"),
        at(24, "step.completed", "hand-over"),
    )
    assert kinds(trace(*again)) == []
    assert [one.outcome for one in spells(trace(*again)) if one.step == "acceptance"] == ["done", "done"]


def test_a_completion_that_is_taken_back_may_be_made_again() -> None:
    undone = (*RIGHT[:10], at(17.5, "step.undone", "review"), at(17.8, "step.completed", "review"), *RIGHT[10:])
    assert kinds(trace(*undone)) == []


def test_nobody_is_told_to_be_left_open_while_the_day_goes_on() -> None:
    assert kinds(trace(*RIGHT[:-1]), over=False) == []
    assert kinds(trace(*RIGHT[:-1])) == ["left-open"]
    assert kinds(trace(*RIGHT[:-2], at(30, "ticket.carried_over"))) == []


def test_a_call_out_of_turn_is_found_and_a_fair_one_is_not() -> None:
    early = trace(*RIGHT)
    jumped = [at(1, "case.opened"), at(1, "ticket.issued"), at(1.5, "lane.called", "acceptance")]
    late = trace(*jumped, case="2", arrived=1)
    assert kinds(early, late, over=False) == ["out-of-turn"]
    aside = trace(*RIGHT[:2], at(0.5, "ticket.held"), at(1.8, "ticket.brought_back"), *RIGHT[2:])
    assert kinds(aside, late, over=False) == []  # who was away may be passed
    urgent = trace(*jumped, case="2", arrived=1, priority="priority")
    assert kinds(early, urgent, over=False) == []


def test_simulated_cases_conform_and_every_planted_deviation_is_found() -> None:
    known = cases(5)
    assert kinds(*known) == []
    changed, planted = planting.plant(known, 55, np.random.default_rng(2))
    found = deviations(changed, roles=PLAN.roles, hand_work=PLAN.hand_work, over=True)
    assert {one.kind for one in planted} == {*planting.ALONE, "out-of-turn"}
    assert planting.missed(planted, found) == []
    assert planting.false_alarms(planted, found) == []


def test_a_blind_eye_is_noticed() -> None:
    _, planted = planting.plant(cases(1), 11, np.random.default_rng(2))
    assert len(planting.missed(planted, [])) == 11


def test_the_command_plants_and_finds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "plant", "--cases", "500", "--deviations", "22", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["planted"], told["found"], told["false_alarms"]) == (22, 22, 0)


def test_the_command_writes_both_forms_and_knows_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "export", str(tmp_path / "day.xes"), "--simulated", "3"]) == 0
    assert main(["log", "export", str(tmp_path / "day.json"), "--simulated", "3"]) == 0
    assert main(["log", "export", str(tmp_path / "day.txt"), "--simulated", "3"]) == 1
    assert "should end in" in capsys.readouterr().err
    assert main(["log", "deviations", "--simulated", "300"]) == 0
    assert "0 deviations" in capsys.readouterr().out


def test_process_miners_read_both_files_and_the_path_replays_them(tmp_path: Path) -> None:
    known = cases(1)[:60]
    (tmp_path / "day.xes").write_bytes(xes.written(known))
    (tmp_path / "day.jsonocel").write_text(json.dumps(ocel.written(known)))
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")  # of the judge's own libraries
        import pm4py

        read = pm4py.read_xes(str(tmp_path / "day.xes"))
        objects = pm4py.read_ocel2_json(str(tmp_path / "day.jsonocel"))
        done = read[(read["deed"] == "step.completed")]
        net = petri_net(pm4py, Way(loading.load("after").path))
        fit = pm4py.fitness_token_based_replay(done, *net)
        wrong = pm4py.fitness_token_based_replay(done[done["concept:name"] != "review"], *net)
    assert len(read) == sum(len(one.events) for one in known)
    assert fit["percentage_of_fitting_traces"] == 100.0
    assert wrong["percentage_of_fitting_traces"] < 50
    assert len(objects.events) == len(read)
    assert set(objects.objects["ocel:type"]) == {"case", "ticket", "counter"}


def petri_net(pm4py: object, way: Way) -> tuple[object, object, object]:
    """The path as the judge's own Petri net: a place for each edge, a transition for each step."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    net = PetriNet("path")
    moves = {name: PetriNet.Transition(name, name) for name in way.steps}
    moves |= {name: PetriNet.Transition(name, None) for name in ("start", "end")}
    begin, finish = PetriNet.Place("begin"), PetriNet.Place("finish")
    net.transitions.update(moves.values())
    net.places.update({begin, finish})
    add_arc_from_to(begin, moves["start"], net)
    add_arc_from_to(moves["end"], finish, net)
    for source, target in way.edges:
        place = PetriNet.Place(f"{source}-{target}")
        net.places.add(place)
        add_arc_from_to(moves[source], place, net)
        add_arc_from_to(place, moves[target], net)
    return net, Marking({begin: 1}), Marking({finish: 1})
