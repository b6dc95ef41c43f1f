"""The callback that WeChat calls, and the page where a citizen binds his account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import access
from onelane.channels.wechat import chat, letters, protocol
from onelane.channels.wechat.account import account
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.followers import actions as followers
from onelane.office.followers import queries
from onelane.office.followers.rules import WINDOW
from onelane.office.stations import following
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.channels.wechat.protocol import Account


@csrf_exempt
@never_cache
@access.public
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    """Prove the address to WeChat, or answer a message; who does not know the token is refused."""
    known = account()
    if request.method == "GET":
        _check(request, known, "signature")
        return HttpResponse(request.GET.get("echostr", "")[:64], content_type="text/plain; charset=utf-8")
    if len(request.body) > letters.LARGEST:
        raise Refused("wechat.unreadable")
    sealed = letters.read(request.body).get("Encrypt", "")
    _check(request, known, "msg_signature", sealed)
    letter = letters.letter(protocol.decrypted(known, sealed))
    office = next(iter(catalogue.current().offices))
    text = followers.once(key=letter.key, answer=lambda: chat.answer(letter, office, settings.ONELANE["ADDRESS"]))
    return HttpResponse(_sealed(known, letter, text), content_type="application/xml; charset=utf-8")


def _check(request: HttpRequest, known: Account, name: str, *parts: str) -> None:
    """Refuse a wrong signature, and a right one that is too old to be more than a repetition."""
    told, nonce, seconds = (request.GET.get(one, "")[:64] for one in (name, "nonce", "timestamp"))
    if not protocol.is_signed(told, known.token, seconds, nonce, *parts):
        raise Refused("wechat.not_signed")
    now = clock.now().timestamp()
    if not seconds.isdecimal() or abs(now - int(seconds)) > WINDOW / timedelta(seconds=1):
        raise Refused("wechat.too_old")


def _sealed(known: Account, letter: letters.Letter, text: str) -> bytes:
    seconds, nonce = int(clock.now().timestamp()), secrets.token_hex(8)
    sealed = protocol.encrypted(known, letters.answer(letter, text, seconds), secrets.token_bytes(protocol.RANDOM))
    return letters.envelope(sealed, protocol.signature(known.token, str(seconds), nonce, sealed), seconds, nonce)


@access.citizen
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show whether a WeChat account is bound, and how to bind one."""
    return render(request, "wechat/page.html", {"since": queries.bound_since(int(request.user.pk or 0))})


@access.citizen
@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Show a code to send in the chat, once."""
    told, until = followers.give_code(actor=access.actor_of(request), digits=secrets.randbelow)
    since = queries.bound_since(int(request.user.pk or 0))
    return render(request, "wechat/page.html", {"since": since, "code": f"{told[:4]} {told[4:]}", "until": until})


@access.citizen
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the binding."""
    if following.unbind(actor=access.actor_of(request)):
        messages.success(request, _("The binding is ended. Nothing about you is told there any more."))
    return redirect("wechat:page")
