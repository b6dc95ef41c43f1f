"""Which machine may open which page, and what machines draw."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from onelane.channels.shared import access

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.catalogue.spec import Words
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


def qr(address: str) -> SafeString:
    """Draw an address as a QR code."""
    drawn = segno.make(address, error="m").svg_inline(border=3, light="#fff", svgclass="qr", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - an SVG of squares


def worded(words: Words | Mapping[str, str]) -> str:
    """Return a name of the catalogue in the reader's language."""
    chinese = (get_language() or "zh").startswith("zh")
    if isinstance(words, Mapping):
        return words["zh"] if chinese else words["en"]
    return words.zh if chinese else words.en
