from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onelane.office.bookings import ranking
from onelane.office.bookings.ranking import Entry

START = datetime(2026, 1, 1, tzinfo=UTC)
SESSIONS = [1, 2, 3]
wished = st.lists(st.sampled_from(SESSIONS), min_size=1, max_size=3, unique=True).map(tuple)
keys = st.integers(0, 3).map(lambda day: START + timedelta(days=day))
permits = st.one_of(st.none(), st.integers(0, 2).map(lambda day: date(2025, 1, 1 + day)))
lists = st.lists(st.tuples(keys, permits, wished), max_size=12).map(
    lambda rows: [Entry(f"W{number:03d}", *row) for number, row in enumerate(rows)]
)
capacities = st.fixed_dictionaries({one: st.integers(0, 3) for one in SESSIONS})
seeds = st.binary(min_size=8, max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the order
@given(lists, capacities, seeds)
def test_no_session_gets_more_people_than_places(entries: list[Entry], places: dict[int, int], seed: bytes) -> None:
    result = ranking.allot(entries, places, seed)

    for session, count in places.items():
        assert sum(one.session == session for one in result) <= count


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the order
@given(lists, capacities, seeds)
def test_nobody_without_a_place_is_overtaken_by_somebody_ranked_below(
    entries: list[Entry], places: dict[int, int], seed: bytes
) -> None:
    result = ranking.allot(entries, places, seed)

    for above in result:
        taken_above = above.entry.sessions.index(above.session) if above.session else len(above.entry.sessions)
        better = above.entry.sessions[:taken_above]
        assert not [one for one in result if one.rank > above.rank and one.session in better]


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the order
@given(lists.filter(bool), capacities, seeds, st.data())
def test_one_wish_withdrawn_changes_nothing_above_it(
    entries: list[Entry], places: dict[int, int], seed: bytes, data: st.DataObject
) -> None:
    before = ranking.allot(entries, places, seed)
    gone = data.draw(st.sampled_from(before))

    after = ranking.allot([one for one in entries if one is not gone.entry], places, seed)

    assert [(one.entry, one.session) for one in after][: gone.rank - 1] == [(one.entry, one.session) for one in before][
        : gone.rank - 1
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the order
@given(lists, capacities, seeds)
def test_the_order_of_the_list_does_not_matter(entries: list[Entry], places: dict[int, int], seed: bytes) -> None:
    assert ranking.allot(entries, places, seed) == ranking.allot(entries[::-1], places, seed)
    assert ranking.root_of(entries, places) == ranking.root_of(entries[::-1], places)


def test_earlier_keys_go_first_then_older_permits() -> None:
    early, late = START, START + timedelta(days=1)
    entries = [
        Entry("A", late, date(2025, 1, 1), (1,)),
        Entry("B", early, date(2025, 3, 1), (1,)),
        Entry("C", early, date(2025, 2, 1), (1,)),
    ]

    assert [one.entry.name for one in ranking.allot(entries, {1: 1}, b"seed")] == ["C", "B", "A"]


def test_a_key_is_the_latest_of_acceptance_lost_test_and_cancellation() -> None:
    lost, cancelled = START + timedelta(days=2), START + timedelta(days=1)

    assert ranking.key_of(START, None, None) == START
    assert ranking.key_of(START, lost, cancelled) == lost
    assert ranking.key_of(START, None, cancelled) == cancelled
