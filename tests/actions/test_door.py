"""The door before an opening: a lot for everybody who comes in time, one place each, let in as there is room."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import make

from onelane.kernel.refusal import Refused
from onelane.office.door import actions as door
from onelane.office.door import queries as doors
from onelane.office.door import rules
from onelane.office.door.models import Door, Place

pytestmark = pytest.mark.django_db
OPENS = timedelta(minutes=5)
SYSTEM = make.actor("system")


@pytest.fixture
def stands(clock: Any) -> Any:
    """A door that opens in five minutes and gathers for one."""
    make.office()
    found = door.put_up(
        office=make.OFFICE, name="plates:02", opens_at=clock() + OPENS, gathers=timedelta(seconds=60), pace=20,
        actor=SYSTEM,
    )  # fmt: skip
    assert found is not None
    return found


def come(stands: Any, *who: str) -> list[str]:
    return [door.arrive(door_id=stands.pk, who=one, back="/here/") for one in who]


def look(key: str, at: datetime) -> doors.Standing:
    return doors.standing(key, at=at)


def after(stands: Any, clock: Any) -> None:
    clock.at = stands.gathers_until
    door.draw_lots(door_id=stands.pk, actor=SYSTEM)


def test_one_person_has_one_place_however_often_he_presses(stands: Any) -> None:
    assert len(set(come(stands, "1", "1", "1"))) == 1
    assert Place.objects.count() == 1


def test_who_comes_in_time_is_ordered_by_lot_as_anybody_can_check(stands: Any, clock: Any) -> None:
    keys = come(stands, *map(str, range(40)))

    after(stands, clock)

    seen = [look(key, clock()) for key in keys]
    assert sorted(one.number or 0 for one in seen) == list(range(1, 41))
    assert [one.key for one in sorted(seen, key=lambda one: one.number or 0)] == rules.order(seen[0].seed, keys)
    assert rules.commitment_to(seen[0].seed) == look(keys[0], clock()).commitment
    assert [one.number for one in seen] != list(range(1, 41))  # not in the order of coming


def test_the_seed_is_a_secret_until_the_lots_are_drawn(stands: Any, clock: Any) -> None:
    (key,) = come(stands, "1")
    assert (look(key, clock()).state, look(key, clock()).seed) == ("early", "")
    clock.at = stands.opens_at
    assert look(key, clock()).state == "gathering"
    assert door.draw_lots(door_id=stands.pk, actor=SYSTEM) == 0  # before its time nothing is drawn

    after(stands, clock)

    assert (look(key, clock()).state, look(key, clock()).seed) == ("waiting", stands.seed)
    assert door.draw_lots(door_id=stands.pk, actor=SYSTEM) == 0  # and once only


def test_who_comes_later_stands_behind(stands: Any, clock: Any) -> None:
    come(stands, "1", "2", "3")
    after(stands, clock)

    late = come(stands, "4", "5", "4")

    assert [look(key, clock()).number for key in late] == [4, 5, 4]


def test_as_many_are_let_in_as_there_are_free_lists_and_the_pace_allows(stands: Any, clock: Any) -> None:
    keys = come(stands, *map(str, range(60)))
    after(stands, clock)

    assert door.let_in(door_id=stands.pk, free=30, size=10) == 3
    assert door.let_in(door_id=stands.pk, free=30, size=10) == 0  # they are on their way to these three lists
    turn = [key for key in keys if look(key, clock()).state == "turn"]
    assert len(turn) == 3
    served = Place.objects.filter(let_in_at__isnull=False).values_list("who", flat=True)
    for who in served:
        door.serve(door_id=stands.pk, who=who)
    assert door.let_in(door_id=stands.pk, free=500, size=10) == 20
    waiting = next(key for key in keys if look(key, clock()).state == "waiting")
    assert look(waiting, clock()).left == 500


def test_whoever_does_not_come_in_when_it_is_his_turn_does_not_hold_the_others_up(stands: Any, clock: Any) -> None:
    come(stands, *map(str, range(10)))
    after(stands, clock)
    door.let_in(door_id=stands.pk, free=20, size=10)

    clock.forward(seconds=21)

    assert door.let_in(door_id=stands.pk, free=20, size=10) == 2


def test_nobody_is_served_before_his_turn(stands: Any, clock: Any) -> None:
    come(stands, "1", "2")
    after(stands, clock)
    door.let_in(door_id=stands.pk, free=10, size=10)
    first, second = Place.objects.order_by("number")

    door.serve(door_id=stands.pk, who=first.who)
    for who in (second.who, "somebody who never came"):
        with pytest.raises(Refused, match=r"door\.wait"):
            door.serve(door_id=stands.pk, who=who)


def test_a_door_that_is_taken_away_gives_no_place_and_says_why(stands: Any, clock: Any) -> None:
    (key,) = come(stands, "1")
    after(stands, clock)

    door.take_away(door_id=stands.pk, why="gone", actor=SYSTEM)

    assert (look(key, clock()).state, look(key, clock()).why_over) == ("over", "gone")
    assert doors.live(make.OFFICE, "plates:02") is None
    assert come(stands, "1") == [key]
    with pytest.raises(Refused, match=r"door\.over"):
        come(stands, "2")


def test_an_opening_has_one_door(stands: Any, clock: Any) -> None:
    told: dict[str, Any] = {"office": make.OFFICE, "name": "plates:02", "gathers": OPENS, "pace": 1, "actor": SYSTEM}
    assert door.put_up(opens_at=stands.opens_at, **told) is None
    assert door.put_up(opens_at=stands.opens_at + OPENS, **told) is None  # while the first stands
    door.take_away(door_id=stands.pk, why="quiet", actor=SYSTEM)
    assert door.put_up(opens_at=stands.opens_at, **told) is None
    assert door.put_up(opens_at=stands.opens_at + OPENS, **told) is not None
    assert Door.objects.count() == 2


def test_an_unknown_key_is_refused(stands: Any, clock: Any) -> None:
    with pytest.raises(Refused, match=r"door\.no_such_place"):
        look("nothing", clock())


@pytest.mark.parametrize(
    ("waiting", "free", "walking_in", "many"),
    [
        (100, 500, 0, 20),
        (100, 95, 0, 10),
        (100, 95, 10, 0),
        (100, 95, 12, 0),
        (3, 500, 0, 3),
        (100, 9, 0, 1),
        (100, 9, 1, 0),
        (100, 0, 0, 0),
    ],
)
def test_how_many_are_let_in(waiting: int, free: int, walking_in: int, many: int) -> None:
    assert rules.to_let_in(waiting=waiting, free=free, size=10, walking_in=walking_in, pace=20) == many


def test_pages_look_often_when_the_turn_is_near_and_bearably_together() -> None:
    assert rules.next_look(waiting=10_000, ahead=299, pace=20) == 5
    assert rules.next_look(waiting=10_000, ahead=300, pace=20) == 60
    assert rules.next_look(waiting=1_000, ahead=999, pace=20) == 24
    assert rules.next_look(waiting=1_000, ahead=999, pace=1_000) == 10


@pytest.mark.parametrize(("people", "apart"), [(10_000, 60), (1_000, 10), (10, 5)])
def test_after_the_lots_people_look_one_after_the_other(people: int, apart: int) -> None:
    looks = {rules.look_for_lots(str(key), seconds=4.0, people=people) for key in range(2_000)}
    assert (min(looks), max(looks), len(looks)) == (6, min(5 + apart, 60), min(apart, 55))  # never after a minute
