"""A crowd at an opening, small: more people than numbers, each is told where he stands, nobody gets two or none's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import known, make

from channels.portal.test_preselecting import Chooser, office  # noqa: F401 - a fixture
from onelane.kernel.actor import Actor
from onelane.office.door import queries as doors
from onelane.office.door.models import Door
from onelane.office.plates import actions as plates
from onelane.office.plates import queries as numbers
from onelane.office.plates import tasks
from onelane.office.stations import doors as keeping

NEW = "plate-preselection-new"


def release(first: str, last: str, opens_at: Any) -> None:
    """Let two persons release a few numbers that open at a moment."""
    one, other = (Actor(name, "manager", make.OFFICE) for name in ("a", "b"))
    made = plates.propose_segment(
        office=make.OFFICE, category="52", prefix="鲁B", pattern="FNNNNN", first=first, last=last, actor=one
    )
    plates.release_segment(segment_id=made.pk, actor=other, opens_at=opens_at)


@pytest.fixture
def opening(office: str, clock: Any) -> Any:  # noqa: F811 - the fixture
    """Twelve green numbers that open in five minutes, and a door before them."""
    release("F00100", "F00111", clock() + timedelta(minutes=5))
    assert keeping.keep() == 1
    return Door.objects.get()


def somebody(number: int) -> Chooser:
    found = Chooser()
    found.apply(car_vin=known.vin(8000 + number), fuel_type="P")
    return found


def take_a_place(one: Chooser) -> str:
    return str(one.post("door")["Location"])


def wait_for_the_lots(opening: Any, clock: Any) -> None:
    clock.at = opening.gathers_until
    keeping.keep()


def test_before_the_opening_one_takes_a_place_and_reads_when_it_opens(opening: Any) -> None:
    one = somebody(1)
    assert "Many people want numbers of this opening" in one.read()
    assert one.post("draw").status_code == 409  # nobody goes round the door

    where = take_a_place(one)
    keeping.keep()
    page = one.browser.get(where)

    words = " ".join(page.content.decode().split())
    assert "The numbers open on" in words
    assert "1 person is waiting" in words
    assert opening.seed not in words
    assert 5 <= int(page["Refresh"]) <= 60
    assert take_a_place(one) == where


def turn(one: Chooser, place: str) -> str:
    """Let one of the crowd look once at his place and do what it says; return how he stands then."""
    one.enter()
    page = one.browser.get(place)
    if page.status_code == 302:
        assert page["Location"] == one.where
        if one.post("draw").status_code == 302:
            one.post("hold", plate=one.first(), sure="1")
            return "served"
        return "inside"
    words = " ".join(page.content.decode().split())
    if "have been chosen" in words:
        return "told"
    assert "let in before you" in words
    assert one.post("draw").status_code == 409
    return "waiting"


def test_more_people_than_numbers(opening: Any, clock: Any) -> None:
    crowd = [somebody(number) for number in range(16)]
    places = {one: take_a_place(one) for one in crowd}
    wait_for_the_lots(opening, clock)

    stands = dict.fromkeys(crowd, "waiting")
    for _ in range(20):
        clock.forward(seconds=1)
        keeping.keep()
        stands |= {one: turn(one, places[one]) for one in crowd if stands[one] in {"waiting", "inside"}}

    held = {getattr(numbers.hold_of(one.id), "plate", "") for one in crowd if stands[one] == "served"}
    assert (len(held), list(stands.values()).count("told")) == (12, 4)
    account = numbers.account(make.OFFICE, "52")
    assert account.adds_up
    assert account.by_state["held"] == 12
    assert Door.objects.get().why_over == "gone"


def test_a_look_at_one_s_place_is_one_statement(opening: Any, clock: Any, django_assert_num_queries: Any) -> None:
    place = take_a_place(somebody(1))
    wait_for_the_lots(opening, clock)
    with django_assert_num_queries(1):
        Client().get(place)


def test_somebody_who_lets_his_batch_lapse_lets_the_next_one_in(opening: Any, clock: Any) -> None:
    first, second, third = crowd = [somebody(number) for number in range(3)]
    places = [take_a_place(one) for one in crowd]
    wait_for_the_lots(opening, clock)
    keeping.keep()
    inside = [one for one, place in zip(crowd, places, strict=True) if one.browser.get(place).status_code == 302]
    assert len(inside) == 2  # twelve numbers are two lists, the second of two numbers
    for one in inside:
        one.post("draw")

    clock.forward(seconds=91)
    tasks.return_overdue()
    keeping.keep()

    assert all(one.browser.get(place).status_code == 302 for one, place in zip(crowd, places, strict=True))
    assert {first, second, third} == set(crowd)


def test_a_quiet_door_is_taken_away_and_the_page_is_as_ever(opening: Any, clock: Any) -> None:
    one = somebody(1)
    wait_for_the_lots(opening, clock)

    clock.forward(minutes=10, seconds=1)
    keeping.keep()

    assert doors.live(make.OFFICE, opening.name) is None
    one.enter()
    assert "batches of 10 free numbers" in one.read()
    assert one.post("door").status_code == 409


def test_without_an_opening_there_is_no_door(office: str, clock: Any) -> None:  # noqa: F811 - the fixture
    release("F00100", "F00111", clock() + timedelta(minutes=11))
    assert keeping.keep() == 0
    clock.forward(minutes=1)
    assert keeping.keep() == 1
    assert keeping.keep() == 1
    assert Door.objects.count() == 1


def test_a_key_that_is_nobody_s_and_a_stranger_get_no_place(opening: Any) -> None:
    one = somebody(1)
    assert Client().get("/door/not-a-place/").status_code == 404
    assert Client().post(f"{one.where}door/").status_code in {302, 401, 403}
    assert somebody(2).browser.post(f"{one.where}door/").status_code == 404
