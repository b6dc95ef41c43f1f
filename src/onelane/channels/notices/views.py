"""Notices of payment providers: no account, the signature is the guard."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from onelane.channels.shared import access
from onelane.kernel.refusal import Refused
from onelane.office.delivery import actions as delivery
from onelane.office.delivery.gateway import NoticeRefused as CarrierNotice
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills
from onelane.office.payments.gateway import NoticeRefused

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 64 * 1024  # bytes; a notice has about one kilobyte

_log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
@access.public
def payment(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a notice; what is not settled is told by status, so that the provider repeats what may still succeed."""
    body = _body(request)
    if body is None:
        return _told("too_large", 413)
    try:
        payments.take_notice(provider=provider, headers=request.headers, body=body)
    except NoticeRefused as refused:  # whatever cannot be read or trusted; never 500
        _log.warning("a notice for %s was refused: %s", provider, refused.why)
        return _told("forged", 401)
    except Refused as refusal:
        return _told(refusal.code, 404 if refusal.code == "payments.no_such_means" else 409)
    except DatabaseError as trouble:  # a lock waited for too long, or the database is away: the provider comes again
        _log.warning("a notice for %s was not taken: %s", provider, type(trouble).__name__)
        return _told("later", 503)
    return HttpResponse(bills.thanks(provider), content_type="text/plain; charset=utf-8")


def _body(request: HttpRequest) -> bytes | None:
    """Read the body up to the limit, whatever length the sender claims."""
    claimed = request.headers.get("Content-Length", "")
    if claimed.isdecimal() and int(claimed) > MOST:
        return None
    try:
        body = request.read(MOST + 1)
    except UnreadablePostError:  # the sender went away; an empty notice is refused like any other
        return b""
    return body if len(body) <= MOST else None


def _told(code: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code}, status=status)


@csrf_exempt
@require_POST
@access.public
def post(request: HttpRequest) -> HttpResponse:
    """Take a carrier's notice about a parcel; one that is forged changes nothing, one that repeats is the same."""
    body = _body(request)
    if body is None:
        return _told("too_large", 413)
    try:
        delivery.take_notice(headers=request.headers, body=body)
    except CarrierNotice as refused:
        _log.warning("a notice of a parcel was refused: %s", refused.why)
        return _told("forged", 401)
    except Refused as refusal:
        return _told(refusal.code, 404 if refusal.code == "delivery.unknown_number" else 409)
    except DatabaseError as trouble:
        _log.warning("a notice of a parcel was not taken: %s", type(trouble).__name__)
        return _told("later", 503)
    return _told("taken", 200)
