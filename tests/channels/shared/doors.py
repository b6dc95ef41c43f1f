"""Made-up pages behind each kind of guard, for the tests of the shared channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import include, path

from onelane.channels.shared import access
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest


@access.staff("clerk")
def window(request: HttpRequest) -> HttpResponse:
    """Say who acts."""
    actor = access.actor_of(request)
    return HttpResponse(f"{actor.role}@{actor.office}/{actor.counter}")


@access.staff("manager")
def today(_request: HttpRequest) -> HttpResponse:
    """Open to managers only."""
    return HttpResponse("figures")


@access.public
def taken(_request: HttpRequest) -> HttpResponse:
    """Refuse."""
    raise Refused("auth.locked", minutes=3)


@access.public
def broken(_request: HttpRequest) -> HttpResponse:
    """Fail as a bug does."""
    raise RuntimeError("a bug")


@access.public
def echo(request: HttpRequest, row: int = 0) -> HttpResponse:
    """Read everything a request brings."""
    return HttpResponse(repr((row, dict(request.GET), dict(request.POST), len(request.FILES))))


@access.device("board")
def board(request: HttpRequest) -> HttpResponse:
    """Say which machine acts."""
    return HttpResponse(access.actor_of(request).id)


@access.ticket_holder
def ticket(_request: HttpRequest, key: str) -> HttpResponse:
    """Say which key was shown."""
    return HttpResponse(key)


urlpatterns = [
    path("window/", window),
    path("today/", today),
    path("taken/", taken),
    path("broken/", broken),
    path("echo/", echo),
    path("echo/<row:row>/", echo),
    path("board/", board),
    path("t/<key:key>/", ticket),
    path("", include("onelane.channels.shared.urls")),
]
handler400 = "onelane.channels.shared.errors.bad_request"
handler403 = "onelane.channels.shared.errors.forbidden"
handler404 = "onelane.channels.shared.errors.not_found"
handler500 = "onelane.channels.shared.errors.fault"
