"""Platforms (对接平台): register one, change its secret, close it; what its webhooks were told, and tell it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import inputs, wording
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel.refusal import Refused
from onelane.office.platforms import actions as platforms
from onelane.office.platforms import queries, webhooks
from onelane.office.platforms.rules import SCOPES, Kind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.office.platforms.queries import Registered


@staff("administrator")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the platforms of the office."""
    return render(request, "backoffice/platforms/list.html", {"rows": queries.platforms(actor_of(request).office)})


@staff("administrator")
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a platform, and show its secret once."""
    if request.method == "GET":
        return _form(request)
    kind: Kind = "app" if request.POST.get("kind") == "app" else "platform"
    try:
        made, secret = platforms.register(
            name=request.POST.get("name", "")[:200], kind=kind, scopes=request.POST.getlist("scopes"),
            addresses=request.POST.get("addresses", "")[:4000].split(), actor=actor_of(request),
        )  # fmt: skip
    except Refused as refused:
        return _form(request, refused)
    return _told(request, _found(request, made.pk), secret)


@staff("administrator")
@require_GET
def platform(request: HttpRequest, platform: str) -> HttpResponse:
    """Show one platform with its webhooks."""
    found = _found(request, platform)
    context = {"one": found, "scopes": _scopes(found), "hooks": queries.webhooks(found.client)}
    return render(request, "backoffice/platforms/one.html", context)


@staff("administrator")
@never_cache
@require_POST
def secret(request: HttpRequest, platform: str) -> HttpResponse:
    """Give a platform a new secret, and show it once; its tokens end."""
    found = _found(request, platform)
    return _told(request, found, platforms.renew_secret(client=found.client, actor=actor_of(request)))


@staff("administrator")
@require_POST
def close(request: HttpRequest, platform: str) -> HttpResponse:
    """Close a platform for good."""
    platforms.close(client=_found(request, platform).client, actor=actor_of(request))
    messages.success(request, _("Closed. Its tokens ended just now; what was applied for over it goes on."))
    return redirect("platforms:list")


@staff("administrator")
@require_GET
def deliveries(request: HttpRequest, platform: str, webhook: int) -> HttpResponse:
    """Show what a webhook was told, and how each stands."""
    found = _found(request, platform)
    after = inputs.whole_number(request.GET, "after", low=0, high=inputs.ROW_LIMIT, default=0)
    listed = queries.deliveries(found.client, webhook, after=after or None, limit=queries.PAGE + 1)
    shown = listed[: queries.PAGE]
    context = {
        "one": found, "webhook": webhook, "rows": shown,
        "after": shown[-1].pk if len(listed) > queries.PAGE else 0,
    }  # fmt: skip
    return render(request, "backoffice/platforms/deliveries.html", context)


@staff("administrator")
@require_POST
def replay(request: HttpRequest, platform: str, webhook: int, delivery: int) -> HttpResponse:
    """Tell a webhook something again."""
    found = _found(request, platform)
    webhooks.replay(client=found.client, endpoint=webhook, delivery=delivery, actor=actor_of(request))
    messages.success(request, _("It is told again within a second, under its old id."))
    return redirect("platforms:deliveries", platform, webhook)


def _found(request: HttpRequest, platform: str) -> Registered:
    found = queries.platform(actor_of(request).office, platform)
    if found is None:
        raise Refused("platforms.not_found")
    return found


def _form(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    english = (get_language() or "zh").startswith("en")
    context = {
        "typed": request.POST,
        "chosen": request.POST.getlist("scopes"),
        "scopes": [(one.code, one.en if english else one.zh, one.kinds) for one in SCOPES.values()],
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "backoffice/platforms/register.html", context, status=status)


def _told(request: HttpRequest, found: Registered, secret: str) -> HttpResponse:
    return render(request, "backoffice/platforms/told.html", {"one": found, "secret": secret})


def _scopes(found: Registered) -> list[tuple[str, str]]:
    english = (get_language() or "zh").startswith("en")
    known = [SCOPES[one] for one in found.scopes if one in SCOPES]
    return [(one.code, one.en if english else one.zh) for one in known]
