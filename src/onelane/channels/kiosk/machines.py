"""Which machine may open which page, and what machines draw."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from onelane.channels.shared import access

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.channels.shared.access import GuardedView
    from onelane.kernel.actor import Role

    View = Callable[..., HttpResponse]


def machine_or(kind: str, *roles: Role) -> Callable[[View], GuardedView]:
    """Let in a machine of this kind, or somebody at one of these posts who is signed in."""

    def decorate(view: View) -> GuardedView:
        by_machine, by_person = access.device(kind)(view), access.staff(*roles)(view)

        @functools.wraps(view)
        def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            signed_in = "post" in request.session or access.DEVICE_COOKIE not in request.COOKIES
            return (by_person if signed_in else by_machine)(request, *args, **kwargs)

        either.access = f"{by_machine.access}|{by_person.access}"  # type: ignore[attr-defined]  # as `access._guarded` does
        return either  # type: ignore[return-value]  # the attribute was just set

    return decorate
