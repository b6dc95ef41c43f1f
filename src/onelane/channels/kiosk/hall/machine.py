"""Which machine asks: it shows its own key with each request, and serves nobody while it is locked or shut."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render

from onelane.channels.kiosk.hall import seat
from onelane.channels.shared import access
from onelane.kernel import clock
from onelane.office.kiosks import queries as kiosks

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.channels.shared.access import GuardedView

    View = Callable[..., HttpResponse]


def kiosk(request: HttpRequest) -> Any:
    """Return the machine that asks; refuse `auth.device_unknown`."""
    grant = access.device_of(request)
    return kiosks.by_key(grant.office, grant.name, grant.key)


def at_kiosk(view: View) -> GuardedView:
    """Let in an enrolled kiosk that is neither locked nor shut; else the page says so and nobody stays signed in."""

    @functools.wraps(view)
    def open_only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = kiosk(request)
        if code := kiosks.shut(mine, clock.now()):
            seat.leave(request, "refused")
            return render(request, "kiosk/hall/shut.html", {"kiosk": mine, "code": code})
        return view(request, mine, *args, **kwargs)

    return access.device("kiosk")(open_only)


def at_any_time(view: View) -> GuardedView:
    """Let in an enrolled kiosk whether it serves now or not."""

    @functools.wraps(view)
    def known_only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, kiosk(request), *args, **kwargs)

    return access.device("kiosk")(known_only)


def seated(view: View) -> GuardedView:
    """Let in whoever signed in at this kiosk and touched it lately; everybody else begins again."""

    @functools.wraps(view)
    def with_somebody(request: HttpRequest, mine: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        taken = seat.of(request, mine)
        if taken is None:
            return redirect("hall:start")
        return view(request, taken, *args, **kwargs)

    return at_kiosk(with_somebody)
