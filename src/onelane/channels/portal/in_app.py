"""Pay inside WeChat (公众号支付, JSAPI): WeChat says who opened the page, then its own keyboard asks for the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from onelane.channels.portal import visit as visit_pages
from onelane.channels.portal import words
from onelane.channels.shared import wording
from onelane.channels.shared.access import ticket_holder
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.visit import Visit

PROVIDER = "wechat"
BROWSER = "MicroMessenger"  # how WeChat's own browser calls itself
SALT, MINUTES = "portal.in-app", 10
LONGEST_CODE = 128


def is_inside(request: HttpRequest, provider: str) -> bool:
    """Tell whether the payer stands inside the app of the provider that he pays with."""
    inside = BROWSER in request.headers.get("User-Agent", "")
    return provider == PROVIDER and inside and "app" in dict(queries.providers()).get(provider, ())


@require_GET
@ticket_holder
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """Ask WeChat who opened the page; when it has told, make the order and hand it to WeChat."""
    visit = visit_pages.find(key)
    if not _is_back(request, key):
        back = request.build_absolute_uri(reverse("portal:in-app", args=[key]))
        return redirect(queries.payer_page(PROVIDER, back=back, state=signing.dumps(key, salt=SALT)))
    try:
        parameters = _ordered(visit, request.GET["code"][:LONGEST_CODE])
    except Refused as refused:
        context = {"visit": visit, "message": words.told(refused)}
        return render(request, "portal/in_app.html", context, status=wording.status_of(refused.code))
    return render(request, "portal/in_app.html", {"visit": visit, "parameters": parameters})


def _is_back(request: HttpRequest, key: str) -> bool:
    """Tell whether WeChat sent the payer back here, with a state that this page gave out for this ticket."""
    if not request.GET.get("code"):
        return False
    try:
        return bool(signing.loads(request.GET.get("state", ""), salt=SALT, max_age=60 * MINUTES) == key)
    except signing.BadSignature:
        return False


def _ordered(visit: Visit, code: str) -> dict[str, str]:
    if visit.bill is None:
        raise Refused("cases.step_not_open", step="payment")
    payer = queries.payer_of(PROVIDER, code)
    attempt = payments.start_attempt(
        bill_id=visit.bill.pk, provider=PROVIDER, way="app", payer=payer, actor=visit.actor
    )
    if not attempt.code_url:
        raise Refused("payments.provider_silent", provider=PROVIDER)
    return queries.app_parameters(attempt)
