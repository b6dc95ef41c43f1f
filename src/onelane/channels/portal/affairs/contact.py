"""Correct how the office reaches me (PIPL art.46): address, e-mail, and mobile number with a code to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onelane.channels.shared import access, wording
from onelane.kernel.refusal import Refused
from onelane.registers.people import citizens, codes
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIELDS = ("mail_address", "postcode", "email")


@access.citizen(second_factor=True)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Show what is known and keep what is changed."""
    if request.method == "GET":
        return _page(request)
    told = {name: request.POST.get(name, "").strip() for name in FIELDS}
    try:
        citizens.change_contact(**told, actor=access.actor_of(request))
    except Refused as refused:
        return _page(request, refused=refused, typed=told)
    messages.success(request, _("Your contact details are changed."))
    return redirect("affairs:contact")


@access.citizen(second_factor=True)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to the new mobile number."""
    mobile = request.POST.get("mobile", "")[:20]
    try:
        code = codes.send(mobile=mobile, purpose="contact", language=get_language() or "zh-hans")
    except Refused as refused:
        return _page(request, refused=refused, new_mobile=mobile)
    return _page(request, new_mobile=mobile, sent=True, code=code if settings.ONELANE["DEMO"] else "")


@access.citizen(second_factor=True)
@require_POST
def mobile(request: HttpRequest) -> HttpResponse:
    """Take the new mobile number when its code is right."""
    number, code = request.POST.get("mobile", "")[:20], request.POST.get("code", "")[:12]
    try:
        codes.check(mobile=number, purpose="contact", code=code)
        citizens.change_mobile(mobile=number, actor=access.actor_of(request))
    except Refused as refused:
        return _page(request, refused=refused, new_mobile=number, sent=True)
    messages.success(request, _("Your mobile number is changed. You sign in with it from now on."))
    return redirect("affairs:contact")


def _page(request: HttpRequest, *, refused: Refused | None = None, typed: dict[str, str] | None = None,
          new_mobile: str = "", sent: bool = False, code: str = "") -> HttpResponse:  # fmt: skip
    account = int(request.user.pk or 0)
    context = {
        "told": typed or people.contact_of(account),
        "mobile": people.mobile_shown(account),
        "new_mobile": new_mobile,
        "sent": sent,
        "practice_code": code,
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "portal/affairs/contact.html", context, status=status)
