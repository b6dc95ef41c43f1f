"""The hall board: read, render; public, for it shows nothing personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from onelane.channels.display import boards
from onelane.channels.shared.access import public
from onelane.kernel import clock
from onelane.records import live
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@public
def page(request: HttpRequest, office: str) -> HttpResponse:
    """Show the board of an office."""
    place = offices.office_of(office)
    calls = boards.calls(office)
    context = {
        "office": place,
        "name": place.name_zh if (get_language() or "zh").startswith("zh") else place.name_en,
        "now": clock.now(),
        "waiting_calls": [one for one in calls if not one.there],
        "earlier_calls": [one for one in calls if one.there],
        "queues": boards.queues(office),
        "topics": (live.board(office), live.lane(office)),
        "told": {"signs": boards.signs(office), "calls": [one.told() for one in calls]},
    }
    return render(request, "display/board.html", context)


@require_GET
@public
def state(request: HttpRequest, office: str) -> JsonResponse:  # noqa: ARG001 - a view is called so
    """Tell a board that was cut off what it missed."""
    offices.office_of(office)
    return JsonResponse({"calls": [one.told() for one in boards.calls(office)], "waiting": boards.counted(office)})


@require_GET
@public
def counts(request: HttpRequest, office: str) -> JsonResponse:  # noqa: ARG001 - a view is called so
    """Tell how many wait at each step: a few bytes, asked for after something moved."""
    offices.office_of(office)
    return JsonResponse(boards.counted(office))
