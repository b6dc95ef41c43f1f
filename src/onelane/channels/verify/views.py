"""The pages for checking a draw: read, ask, render; nothing that is pasted here is kept."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from onelane.channels.shared.access import public
from onelane.office.plates import queries as plates
from onelane.office.plates.receipts import Faulty

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.catalogue.spec import JsonValue

MOST_BYTES = 1_000_000
FAULTS = {
    "form": gettext_lazy("This is no receipt of a draw, or parts of it are missing."),
    "signature": gettext_lazy("No key of this office signed it, or it was altered afterwards."),
    "account": gettext_lazy("What it says about the published account of the pool does not hold."),
    "proof": gettext_lazy("Its proof does not belong to this office, this case and this applicant."),
    "list": gettext_lazy("The numbers are not those that the proof fixes, or not in their order."),
    "gone": gettext_lazy("A number was passed over without evidence."),
}


@require_http_methods(["GET", "POST"])
@public
def page(request: HttpRequest) -> HttpResponse:
    """Check a receipt that is pasted or sent as a file."""
    if request.method == "GET":
        return render(request, "verify/page.html", {})
    sent = request.FILES.get("file")
    if sent is not None and (sent.size or 0) <= MOST_BYTES:
        told = sent.read().decode("utf-8", errors="replace")
    else:
        told = request.POST.get("receipt", "")[:MOST_BYTES]
    return _checked(request, _parsed(told), told)


@require_GET
@public
def receipt(request: HttpRequest, link: str) -> HttpResponse:
    """Show and check the receipt that the code on the machine's screen leads to."""
    found = plates.receipt_at(link)
    if found is None:
        raise Http404
    address = f"{settings.ONELANE['ADDRESS']}{reverse('verify:receipt', args=[link])}"
    drawn = segno.make(address, error="m").svg_inline(border=3, light="#fff", svgclass="qr", omitsize=True)
    return _checked(request, found, "", link=link, code=mark_safe(drawn))  # noqa: S308 - drawn here from an address of ours


@require_GET
@public
def file(request: HttpRequest, link: str) -> HttpResponse:  # noqa: ARG001 - a view is called so
    """Give the receipt as a file, to be checked anywhere without this office."""
    found = plates.receipt_at(link)
    if found is None:
        raise Http404
    response = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="draw-{link[:8]}.json"'
    return response


@require_GET
@public
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is called so
    """Give the public keys that receipts are checked by, for `onelane draw verify --key`."""
    return HttpResponse(plates.public_keys(), content_type="text/plain; charset=utf-8")


def _checked(request: HttpRequest, told: JsonValue, text: str, **context: object) -> HttpResponse:
    try:
        good = plates.verified(told)
    except Faulty as faulty:
        context |= {"fault": FAULTS[faulty.code], "text": text}
        return render(request, "verify/page.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "verify/page.html", {"good": good, **context})


def _parsed(told: str) -> JsonValue:
    try:
        parsed: JsonValue = json.loads(told)
    except (ValueError, RecursionError):
        return None
    return parsed
