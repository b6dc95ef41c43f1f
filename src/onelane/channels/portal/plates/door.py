"""The citizen's place at the door of a pool (候号): he takes it once and sees where he stands."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, citizen, ticket_holder
from onelane.kernel import clock
from onelane.office.door import queries as places
from onelane.office.stations import applied, doors

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
@citizen
def arrive(request: HttpRequest, number: str) -> HttpResponse:
    """Take a place; pressing again finds the same one."""
    actor = actor_of(request)
    mine = applied.mine(number=number, actor=actor)
    key = doors.arrive(case_id=mine.case_id, back=reverse("portal:preselect", args=[number]), actor=actor)
    return redirect("portal:door", key)


@require_GET
@ticket_holder
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show where the holder of this key stands; the page looks again by itself and goes in when it is his turn."""
    place = places.standing(key, at=clock.now())
    if place.state == "turn":
        return redirect(place.back)
    answer = render(request, "portal/door.html", {"place": place}, status=HTTPStatus.OK)
    if place.state != "over":
        answer["Refresh"] = str(place.next_look)
    return answer
