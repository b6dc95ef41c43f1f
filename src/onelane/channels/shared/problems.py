"""A refusal as a program reads it: a problem after RFC 9457, with the office's code and a sentence for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils.translation import get_language

from onelane.catalogue.forms import FieldErrors
from onelane.channels.shared import wording
from onelane.office.stations.applying import RulesSayNo

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.refusal import Refused

MEDIA_TYPE = "application/problem+json"
PLACE = "/api/"
ABOUT = "/api/documentation/#refusal-"


def speaks(request: HttpRequest) -> bool:
    """Tell whether a request came to the API, whose answers are problems and never pages."""
    return request.path.startswith(PLACE)


def answer(refused: Refused, status: int | None = None) -> HttpResponse:
    """Answer a refusal as a problem."""
    code = status or wording.status_of(refused.code)
    response = JsonResponse(problem(refused, code), status=code, content_type=MEDIA_TYPE)
    response["Content-Language"] = get_language() or "zh-hans"
    response["Cache-Control"] = "no-store"
    return response


def problem(refused: Refused, status: int) -> dict[str, object]:
    """Return a problem; `errors` tells each wrong field or each rule that says no, all at once."""
    told: dict[str, object] = {
        "type": f"{ABOUT}{refused.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": refused.code,
        "detail": said(refused),
        "facts": refused.facts,
    }
    if errors := _errors(refused):
        told["errors"] = errors
    return told


def said(refused: Refused) -> str:
    """Return the sentence of a refusal in the reader's language."""
    return wording.say(refused.code, refused.facts, get_language() or "zh-hans")


def field_errors(errors: dict[str, Refused]) -> list[dict[str, str]]:
    """Return what is wrong with each field."""
    return [{"field": field, "code": why.code, "detail": said(why)} for field, why in errors.items()]


def _errors(refused: Refused) -> list[dict[str, str]]:
    if isinstance(refused, FieldErrors):
        return field_errors(refused.errors)
    if isinstance(refused, RulesSayNo):
        return [{"field": "", "code": one.code, "detail": said(one)} for one in refused.why]
    return []
