"""Turn a refusal into a page, an htmx fragment or JSON, in the reader's language."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from onelane.channels.shared import problems, wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.refusal import Refused

MESSAGE_AREA = "#message"  # every frame has it; htmx puts the fragment there


def to(request: HttpRequest, refused: Refused, status: int | None = None) -> HttpResponse:
    """Answer a request with a refusal: JSON, fragment or page, as the asker wants it."""
    if problems.speaks(request):
        return problems.answer(refused, status)
    code = status or wording.status_of(refused.code)
    told = wording.say(refused.code, refused.facts, get_language() or "zh-hans")
    if wants_json(request):
        return JsonResponse({"code": refused.code, "message": told, "facts": refused.facts}, status=code)
    context = {
        "code": refused.code,
        "message": told,
        "status": code,
        "signed_out": code == HTTPStatus.UNAUTHORIZED,
        "back": _back(request),
    }
    if request.headers.get("HX-Request") == "true":
        response = render(request, "shared/parts/refusal.html", context, status=code)
        response["HX-Retarget"] = MESSAGE_AREA
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "shared/refused.html", context, status=code)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the asker is a program: it names JSON and not HTML, or it sent JSON."""
    accept = request.headers.get("Accept", "")
    if "text/html" in accept:
        return False
    return "application/json" in accept or request.content_type == "application/json"


def _back(request: HttpRequest) -> str:
    """Return the page the reader came from when it is ours and another one, else the start page."""
    came = urlsplit(request.headers.get("Referer", ""))
    ours = came.netloc == request.META.get("HTTP_HOST") and came.path.startswith("/") and not came.path.startswith("//")
    if not ours or (request.method == "GET" and came.path == request.path):
        return "/"
    return came.path + (f"?{came.query}" if came.query else "")
