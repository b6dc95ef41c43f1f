"""Lists as chance makes them pass the daily test; lists that somebody steers do not."""

from __future__ import annotations

from itertools import islice

import pytest

from onelane.office.plates import drawing, fairness
from onelane.office.plates.series import Series

SERIES = Series([("鲁B", "LNNNN", "A0000", "B9999")])
OF = fairness.population(((place, SERIES.plate(place)) for place in range(SERIES.size)), SERIES.size)
LISTS = 400


def drawn(seed: str, count: int = LISTS) -> list[tuple[int, str]]:
    """Lists of fifty as the random function fixes them."""
    places = [
        place for turn in range(count) for place in islice(drawing.order(f"{seed}{turn}".encode(), SERIES.size), 50)
    ]
    return [(place, SERIES.plate(place)) for place in places]


@pytest.mark.parametrize(
    ("number", "pretty"),
    [("鲁BA1888", True), ("鲁BA1234", True), ("鲁BA4321", True), ("鲁BA1887", False), ("鲁BD12135", False)],
)
def test_pretty_is_three_equal_or_counting_digits_at_the_end(number: str, pretty: bool) -> None:  # noqa: FBT001
    assert fairness.is_pretty(number) is pretty


def test_lists_of_the_random_function_look_like_chance() -> None:
    some = drawn("fair")
    clerks = {"a": [number for _, number in some[:10_000]], "b": [number for _, number in some[10_000:]]}

    findings = fairness.judge(some, clerks, OF, "account")

    assert {one.question for one in findings} == {"place", "last", "pretty", "clerk"}
    assert (fairness.least(findings) or 0) > fairness.SUSPICIOUS


@pytest.mark.parametrize(
    ("steered", "question"),
    [
        (lambda place, _: place < SERIES.size // 3, "place"),
        (lambda _, number: number[-1] != "4", "last"),
        (lambda _, number: not fairness.is_pretty(number), "pretty"),
    ],
)
def test_lists_that_somebody_steers_are_found(steered: object, question: str) -> None:
    assert callable(steered)
    some = [(place, number) for place, number in drawn("steered") if steered(place, number)]

    findings = {one.question: one.p for one in fairness.judge(some, {}, OF, "account")}

    assert findings[question] < fairness.SUSPICIOUS


def test_a_clerk_whose_lists_are_too_pretty_is_found() -> None:
    some = [number for _, number in drawn("clerk")]
    pretty = [number for number in some if fairness.is_pretty(number)]

    findings = fairness.judge([], {"honest": some, "sly": some[:2000] + pretty}, OF, "account")

    assert {one.about for one in findings if one.p < fairness.SUSPICIOUS} == {"sly"}


def test_too_few_numbers_say_nothing() -> None:
    assert fairness.judge(drawn("few", 1)[:3], {}, OF, "account") == []
    assert fairness.least([]) is None
