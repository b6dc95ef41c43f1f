"""Every address x every visitor x whose object it is; see docs/howto/guard-an-address.md when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

import make
from access.matrix import NOT_THEIRS, Door, Visitor, all_doors, answers, may, turned_away
from access.objects import HIDDEN, OPEN_OBJECTS, World
from onelane.channels.shared import access

pytestmark = pytest.mark.django_db
KNOWN = ("public", "staff:", "ticket_holder", "device:", "citizen", "signed_in", "token:")


@pytest.fixture
def world(clock: Any, settings: Any) -> Iterator[World]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver"]
    yield World()
    forget()


def starts(door: Door, table: dict[str, str]) -> bool:
    return any(door.route.startswith(start) for start in table)


def test_every_address_declares_who_may_open_it() -> None:
    found = all_doors()

    assert len(found) > 100
    undeclared = [one.route for one in found if not all(part.startswith(KNOWN) for part in one.guard.split("|"))]
    assert undeclared == []


def test_whoever_is_not_named_is_turned_away(world: World) -> None:
    wrong = [
        line
        for door in all_doors()
        for visitor in world.visitors
        if not may(door.guard, visitor.kind)
        for line in turned_away(door, visitor)
    ]
    assert "\n".join(wrong) == ""


def test_objects_of_another_office_are_not_there_for_anybody(world: World) -> None:
    wrong, reached = [], 0
    for door in all_doors():
        if door.parameters and not starts(door, OPEN_OBJECTS) and door.guard not in {"public", "ticket_holder"}:
            values = world.of(door)
            nowhere = {name: world.nowhere.get(name, 10**17) for name in values}
            for visitor in (one for one in world.visitors if may(door.guard, one.kind)):
                is_own = visitor.place == "citizen 1" or (visitor.place == make.OFFICE and not personal(door))
                unknown = answers(door, visitor, nowhere)
                for method, told in answers(door, visitor, values).items():
                    reached += is_own and told[0] not in NOT_THEIRS
                    if complaint := judged(told, unknown.get(method), is_hidden=starts(door, HIDDEN), is_own=is_own):
                        wrong.append(f"{method.upper()} /{door.route} answers {visitor.name} with {told}, {complaint}")
    assert "\n".join(wrong) == ""
    assert reached > 50


def personal(door: Door) -> bool:
    """Tell whether an address is about somebody's own account, which no post gives a right to."""
    return door.guard.startswith(("citizen", "signed_in", "token:"))


def judged(told: tuple[int, str], unknown: tuple[int, str] | None, *, is_hidden: bool, is_own: bool) -> str:
    """Say what is wrong with an answer: nobody may tell another's object from one that is not there."""
    if told[0] >= 500:
        return "which is a fault"
    if is_own:
        is_lost = told[0] in NOT_THEIRS and told == unknown and not is_hidden
        return "though it is his own: is the object in tests/access/objects.py the right one?" if is_lost else ""
    is_safe = told[0] in NOT_THEIRS or told == unknown
    return "" if is_safe else "though it is not his"


def test_a_key_that_nobody_has_opens_nothing(world: World) -> None:
    stranger = Visitor("nobody", "street", Client())
    for door in all_doors():
        if door.guard == "ticket_holder":
            values = world.of(door) | {"key": "a-key-that-nobody-has"}
            told = {status for status, _ in answers(door, stranger, values).values()}
            assert told == {404}, door.route


def test_a_view_that_forgets_its_guard_would_be_found(world: World) -> None:
    def forgetful(_request: HttpRequest, case_id: int) -> HttpResponse:
        return HttpResponse(str(case_id))

    door = Door("open/<row:case_id>/", forgetful, "staff:manager")
    told = list(turned_away(door, world.visitors[0]))
    assert told == [f"{method} /open/<row:case_id>/ lets in nobody (street): 200" for method in ("GET", "POST")]


def test_a_guard_that_names_another_post_would_be_found(world: World) -> None:
    @access.staff("clerk", "manager")
    def looser(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    manager = next(one for one in world.visitors if one.kind == "manager")
    assert may("staff:clerk", "manager") is False
    assert list(turned_away(Door("loose/", looser, "staff:clerk"), manager)) != []
