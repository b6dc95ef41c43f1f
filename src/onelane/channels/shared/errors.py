"""The pages for what Django itself refuses, and for a fault; settings and the root urls name them."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseServerError, JsonResponse

from onelane.channels.shared import answers, problems, wording
from onelane.channels.shared.access import public
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

FAULT_PAGE = Path(__file__).parent / "templates" / "shared" / "500.html"


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 400: what arrived cannot be read."""
    return answers.to(request, Refused("requests.unreadable"))


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 403: this page is not for you."""
    return answers.to(request, Refused("auth.wrong_role", needed="—"))


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 404: there is no such page."""
    return answers.to(request, Refused("requests.not_found"))


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer a form without a valid token: the page was open too long, or another site sent it."""
    return answers.to(request, Refused("auth.form_expired"))


@public
def fault(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a file in both languages: neither database nor templates are trusted at this point."""
    if problems.speaks(request):
        return problems.answer(Refused("requests.failed"), HTTPStatus.INTERNAL_SERVER_ERROR)
    if answers.wants_json(request):
        told = wording.say("requests.failed", {}, "en")
        return JsonResponse(
            {"code": "requests.failed", "message": told, "facts": {}}, status=HTTPStatus.INTERNAL_SERVER_ERROR
        )
    return HttpResponseServerError(FAULT_PAGE.read_bytes(), content_type="text/html; charset=utf-8")
