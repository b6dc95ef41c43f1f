"""The order of a draw: every place once, each as likely as any other, and the published account behind it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha512
from itertools import islice
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onelane.office.plates import drawing, series, vrf
from onelane.records import merkle

DRAWS, SIZE, LIST = 20_000, 500, 50


@given(st.binary(max_size=64), st.integers(0, 300))
@settings(deadline=None)
def test_every_place_comes_once(output: bytes, size: int) -> None:
    assert sorted(drawing.order(output, size)) == list(range(size))


@pytest.mark.slow
def test_twenty_thousand_lists_prefer_no_number_and_no_digit() -> None:
    secret = sha512(b"a key of this test").digest()[:32]
    seen: Counter[int] = Counter()
    for number in range(DRAWS):
        asked = drawing.input_of(publication="0" * 64, case=str(number), turn=1, commitment="0" * 64)
        seen.update(islice(drawing.order(vrf.proof_to_hash(vrf.prove(secret, asked)), SIZE), LIST))

    by_digit = Counter({digit: sum(seen[place] for place in range(digit, SIZE, 10)) for digit in range(10)})
    assert chance(seen, SIZE) > 0.001
    assert chance(by_digit, 10) > 0.001


def test_the_statistic_would_find_an_order_that_prefers_some_numbers() -> None:
    even = DRAWS * LIST // SIZE

    assert chance(Counter({place: even + place % 2 for place in range(SIZE)}), SIZE) > 0.001
    assert chance(Counter({place: even + 200 * (place < 50) for place in range(SIZE)}), SIZE) < 0.001


def chance(seen: Counter[int], kinds: int) -> float:
    """The p of a chi-square test for equal shares, by the approximation of Wilson and Hilferty."""
    from statistics import NormalDist

    equal, free = seen.total() / kinds, kinds - 1
    square = sum((seen[kind] - equal) ** 2 / equal for kind in range(kinds))
    z = ((square / free) ** (1 / 3) - (1 - 2 / (9 * free))) / sqrt(2 / (9 * free))
    return 1 - NormalDist().cdf(z)


@given(st.integers(1, 3000), st.data())
@settings(deadline=None)
def test_a_leaf_of_the_account_is_proved_by_its_path_and_no_other_leaf_is(size: int, data: st.DataObject) -> None:
    states = series.StatesOfSeries(
        "".join(data.draw(st.sampled_from("fhiwr")) for _ in range(min(size, 70))).ljust(size, "f")
    )
    leaf = data.draw(st.integers(0, len(states.leaves) - 1))

    proof = states.proof(leaf)

    assert proof == merkle.inclusion_proof(states.leaves, leaf)
    assert states.root == merkle.root(states.leaves)
    assert merkle.includes(states.leaves[leaf], leaf, series.leaves_in(size), proof, states.root)
    assert not merkle.includes(b"x" + states.leaves[leaf][1:], leaf, series.leaves_in(size), proof, states.root)


def test_places_and_numbers_of_a_series_name_each_other() -> None:
    numbers = series.Series([("鲁B", "NLNNN", "1A990", "1B010"), ("鲁U", "LNNNN", "A0000", "A0009")])

    plates = [numbers.plate(place) for place in range(numbers.size)]

    assert (plates[0], plates[10], plates[-1], len(set(plates))) == ("鲁B1A990", "鲁B1B000", "鲁UA0009", 31)
    assert [numbers.place(plate) for plate in plates] == list(range(31))
    for place in (-1, 31):
        with pytest.raises(IndexError):
            numbers.plate(place)
    with pytest.raises(LookupError):
        numbers.place("鲁B1A000")
