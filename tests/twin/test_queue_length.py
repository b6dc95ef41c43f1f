"""The estimate of waits from queue lengths."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator

import pytest

from onelane.twin.forecast.paces import Pace, calibrated, pace_of
from onelane.twin.forecast.queue_length import (
    Class,
    Minutes,
    Span,
    Stage,
    Visit,
    to_begins,
    to_call,
    to_end,
    to_end_of_step,
    told,
)

PACE = Pace(servers=4, mean=5.5, cv=0.4)


def waits(number: int, pace: Pace = PACE) -> Stage:
    return Stage(pace, ahead=(Class(waiting=number),))


def test_whoever_finds_a_free_counter_waits_for_nothing() -> None:
    assert told(to_call(Stage(PACE, ahead=(Class(waiting=0),), free=1))) == Minutes(0, 0)


def test_each_owner_ahead_costs_one_gap_of_the_counters() -> None:
    assert to_call(waits(7)).mean == pytest.approx(8 * 5.5 / 4)


def test_more_ahead_is_never_sooner_and_more_counters_never_later() -> None:
    by_people = [to_call(waits(number)).mean for number in range(30)]
    by_counters = [to_call(waits(9, Pace(servers, 5.5, 0.4))).mean for servers in range(1, 9)]

    assert by_people == sorted(by_people)
    assert by_counters == sorted(by_counters, reverse=True)


def test_a_class_that_takes_longer_makes_the_wait_longer() -> None:
    quick = to_call(Stage(PACE, ahead=(Class(waiting=6), Class(waiting=2, mean=5.5))))
    slow = to_call(Stage(PACE, ahead=(Class(waiting=6), Class(waiting=2, mean=15.0))))

    assert slow.mean > quick.mean


def test_newcomers_with_a_head_start_count_only_while_they_pass() -> None:
    passing = Class(waiting=0, per_hour=12, passes_for=15)
    no_more = Class(waiting=0, per_hour=12, passes_for=0)

    alone = to_call(waits(8)).mean
    assert to_call(Stage(PACE, ahead=(Class(waiting=8), passing))).mean > alone
    assert to_call(Stage(PACE, ahead=(Class(waiting=8), no_more))).mean == pytest.approx(alone)


def test_work_in_hand_has_less_left_the_longer_it_goes_on_and_never_nothing() -> None:
    left = [to_end_of_step(Stage(PACE, served_for=minutes)).mean for minutes in (0, 2, 4, 60)]

    assert left == sorted(left, reverse=True)
    assert left[-1] > 0


def test_side_by_side_the_later_counts_and_in_a_row_the_sum() -> None:
    stages = {"papers": waits(0), "car": waits(20), "review": waits(1)}

    together = to_end(Visit(["review", ["papers", "car"]], stages))

    alone = to_end(Visit(["review", "car"], stages))
    assert alone.mean <= together.mean < to_end(Visit(["review", "papers", "car"], stages)).mean


def test_of_two_alike_the_later_is_later_than_each() -> None:
    one = Span(10.0, 4.0)

    later = one.beside(one)

    assert later.mean == pytest.approx(10 + math.sqrt(8) / math.sqrt(2 * math.pi))  # exact for two normals
    assert later.variance < one.variance


def test_each_step_begins_after_all_before_it_and_what_is_side_by_side_begins_together() -> None:
    stages = {
        "papers": waits(2),
        "car": waits(2),
        "photo": waits(0),
        "review": waits(1),
        "gone": Stage(PACE, done=True),
    }
    path = ["gone", ["papers", ["car", "photo"]], "review"]

    begins = to_begins(Visit(path, stages))

    assert set(begins) == {"papers", "car", "photo", "review"}
    assert begins["papers"] == begins["car"] == to_call(waits(2))
    assert begins["photo"].mean == pytest.approx((to_end_of_step(waits(2)).then(to_call(waits(0)))).mean)
    assert begins["review"].mean + PACE.mean == pytest.approx(to_end(Visit(path, stages)).mean)


def test_what_is_done_takes_no_time() -> None:
    assert to_end(Visit(["a", ["b", "c"]], {step: Stage(PACE, done=True) for step in "abc"})) == Span()


def test_a_step_that_follows_in_the_same_place_joins_no_queue() -> None:
    assert to_call(Stage(pace_of("photograph"), ahead=(Class(waiting=30),))) == Span()


def test_long_waits_are_told_in_fives() -> None:
    range_told = told(to_call(waits(40)))

    assert (range_told.low % 5, range_told.high % 5) == (0, 0)
    assert range_told.low < to_call(waits(40)).mean < range_told.high


def test_the_offices_own_counters_and_minutes_take_the_place_of_ours() -> None:
    assert pace_of("acceptance", servers=2, minutes=7.0) == Pace(2, 7.0, 0.4)
    assert pace_of("acceptance") == calibrated()["acceptance"]
    assert pace_of("unheard-of").servers == 1


# ------------------------------------------------------------ against a queue that is played through
def chances(seed: str) -> Iterator[float]:
    """Numbers in (0, 1) that are the same in every run."""
    for turn in range(10**6):
        digest = hashlib.sha256(f"{seed}:{turn}".encode()).digest()
        yield (int.from_bytes(digest[:7], "big") + 0.5) / 2**56


def work_time(chance: Iterator[float], pace: Pace) -> float:
    """Minutes of one piece of work: log-normal with the mean and spread of the pace."""
    sigma = math.sqrt(math.log(1 + pace.cv**2))
    normal = math.sqrt(-2 * math.log(next(chance))) * math.cos(2 * math.pi * next(chance))
    return math.exp(math.log(pace.mean) - sigma * sigma / 2 + sigma * normal)


def played(chance: Iterator[float], pace: Pace, ahead: int) -> float:
    """Minutes until my call when all counters are somewhere in their work."""
    free_at = [work_time(chance, pace) * next(chance) for _ in range(pace.servers)]
    for _ in range(ahead):
        at = min(free_at)
        free_at[free_at.index(at)] = at + work_time(chance, pace)
    return min(free_at)


@pytest.mark.parametrize(("servers", "ahead"), [(1, 5), (4, 3), (4, 12), (6, 20)])
def test_the_range_holds_four_of_five_played_waits(servers: int, ahead: int) -> None:
    pace, chance = Pace(servers, 6.0, 0.4), chances(f"{servers}/{ahead}")
    range_told = told(to_call(waits(ahead, pace)))

    held = sum(range_told.low <= played(chance, pace, ahead) <= range_told.high for _ in range(400))

    assert held / 400 >= 0.8
