"""Closed forms against one another and against the simulator; the whole check is `onelane twin check`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onelane.twin.engine.day import simulate
from onelane.twin.engine.plan import Plan
from onelane.twin.intervals import batches, mean_of
from onelane.twin.replicate import generator
from onelane.twin.scenario import Rework, Spread, Station
from onelane.twin.theory import networks, single
from onelane.twin.theory.cases import Case, cases, check
from onelane.twin.theory.checking import Held, check_all
from twin.offices import office

CASES = cases(4000)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_theory_lies_in_the_interval_of_most_runs(case: Case) -> None:
    assert sum(check(case, seed).holds for seed in range(6)) >= 4


@pytest.mark.parametrize("case", CASES[:4], ids=[case.name for case in CASES[:4]])
def test_a_theory_that_is_far_off_is_found_out(case: Case) -> None:
    wrong = replace(case, theory=case.theory * 1.5)
    assert sum(check(wrong, seed).holds for seed in range(6)) < 4


def test_all_cases_are_checked_and_told() -> None:
    found = check_all(seeds=1, cars=400)
    assert [one.case for one in found] == [case.name for case in CASES]
    assert {one.runs for one in found} == {1}


def test_a_case_that_holds_too_seldom_or_lies_too_far_off_is_not_ok() -> None:
    one = Held("M/M/4", theory=6.0, simulated=6.03, error=0.01, held=93, runs=100)
    assert one.as_wished
    assert one.ok
    assert not replace(one, held=92).ok
    assert not replace(one, simulated=6.04).ok


def test_what_is_sent_back_is_done_anew_in_a_time_of_its_own() -> None:
    again = Rework(0.5, Spread(0.0), back_to="papers")
    stations = {"papers": Station(Spread(1.0), servers=999), "stamp": Station(Spread(1.0, 1.0), servers=999),
                "review": Station(Spread(1.0, 1.0), servers=999, rework=again)}  # fmt: skip
    day = simulate(Plan(office(stations, cars=50)), generator(3, 0), log=True)
    for step in ("stamp", "review"):
        times = [visit.minutes for visit in day.stations[step].log]
        assert len(times) > 60
        assert len(set(times)) == len(times)


@settings(deadline=None)
@given(st.integers(1, 40), st.floats(0.05, 0.95))
def test_erlang_c_is_the_sum_over_states(servers: int, busy: float) -> None:
    load = servers * busy
    terms = np.cumprod([1.0, *(load / count for count in range(1, servers + 1))])
    waiting = terms[-1] / (1 - busy)
    assert single.erlang_c(servers, load) == pytest.approx(waiting / (terms[:-1].sum() + waiting), rel=1e-9)


@settings(deadline=None)
@given(st.floats(0.05, 0.95))
def test_one_memoryless_window_is_the_same_in_three_formulas(busy: float) -> None:
    wait = busy * 5 / (1 - busy)
    assert single.wait_mmc(busy / 5, 5, 1) == pytest.approx(wait)
    assert single.wait_mg1(busy / 5, 5, 1) == pytest.approx(wait)
    assert single.waits_by_priority([busy / 5], 5, 1) == pytest.approx([wait])


@settings(deadline=None)
@given(st.floats(0.1, 0.9), st.floats(0.05, 0.95))
def test_priority_moves_waiting_from_one_class_to_another_and_makes_no_more_of_it(busy: float, share: float) -> None:
    rates = [busy * 0.8 * share, busy * 0.8 * (1 - share)]
    first, last = single.waits_by_priority(rates, 5, 4)
    assert first <= last
    together = share * first + (1 - share) * last
    assert together == pytest.approx(single.wait_mmc(busy * 0.8, 5, 4))


@settings(deadline=None)
@given(st.floats(0.1, 3.0), st.integers(1, 8), st.integers(0, 10))
def test_a_full_yard_is_the_equilibrium_of_its_birth_and_death(load: float, servers: int, more: int) -> None:
    room = servers + more
    matrix = np.zeros((room + 1, room + 1))
    for here in range(room):
        matrix[here, here + 1] = load
        matrix[here + 1, here] = min(here + 1, servers)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    shares = np.linalg.lstsq(np.vstack([matrix.T, np.ones(room + 1)]), [0.0] * (room + 1) + [1.0], rcond=None)[0]
    assert single.turned_away_mmck(load, 1.0, servers, room) == pytest.approx(shares[-1], rel=1e-6, abs=1e-9)


def test_endless_patience_is_no_patience_at_all() -> None:
    assert single.gave_up_mmcm(0.5, 5, 4, 1e7) * 1e7 == pytest.approx(single.wait_mmc(0.5, 5, 4), rel=1e-4)


def test_no_patience_is_erlang_b() -> None:
    assert single.gave_up_mmcm(0.5, 5, 4, 1e-9) == pytest.approx(single.erlang_b(4, 2.5), rel=1e-6)


def test_more_work_than_the_servers_can_do_has_no_equilibrium() -> None:
    with pytest.raises(single.OverloadError):
        single.wait_mmc(1.0, 5, 4)
    with pytest.raises(single.OverloadError):
        single.wait_mg1(0.3, 5, 1)


def test_feedback_is_counted_by_the_traffic_equations() -> None:
    nodes = [networks.Node(1.0, 2, 0.5), networks.Node(1.0, 2)]
    assert networks.rates(nodes, [[0.0, 1.0], [0.2, 0.0]]) == pytest.approx([0.625, 0.625])


@pytest.mark.parametrize("cv", [0.4, 0.7, 1.3])
def test_four_windows_with_other_spreads_wait_nearly_what_allen_and_cunneen_say(cv: float) -> None:
    scenario = office({"window": Station(Spread(5.0, cv), servers=4)}, cars=40_000, minutes=40_000 / 0.64)
    waits = simulate(Plan(scenario), generator(9, 0)).stations["window"].waits
    found = mean_of(batches(waits, 20))
    assert abs(found.mean - single.wait_allen_cunneen(0.64, 5.0, 4, cv)) < 0.1 * found.mean + found.half
