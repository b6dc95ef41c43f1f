"""The page that plays the citizen's phone: in a practice office no message goes out, so it arrives here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from onelane.channels.shared.access import public
from onelane.channels.shared.told_by import WAYS
from onelane.office.messages.actions import sender
from onelane.office.messages.gateway import PRACTICE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@never_cache
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Show the phones of a practice office and what arrived on one; a real office has no such page."""
    book = _book()
    phones = book.phones()
    asked = request.GET.get("phone", "")
    chosen = next((one for one in phones if one.key == asked), phones[0] if phones else None)
    context = {
        "phones": [(one, WAYS[one.channel][0], gettext(WAYS[one.channel][1])) for one in phones],
        "chosen": chosen,
        "arrived": book.on(chosen.key) if chosen else [],
        "topic": PRACTICE,
    }
    return render(request, "portal/practice/phone.html", context)


def _book() -> Any:
    """Return what the practice carrier has taken; not found where messages go out for real."""
    found = getattr(sender(), "book", None)
    if found is None or not settings.ONELANE["DEMO"]:
        raise Http404
    return found
