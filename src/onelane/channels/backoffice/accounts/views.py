"""List accounts; hire, appoint, end a post, lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.roles import role_name
from onelane.kernel.actor import Role
from onelane.kernel.refusal import Refused
from onelane.registers.offices import queries as offices
from onelane.registers.people import managing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

POSTS: tuple[Role, ...] = tuple(
    role for role in get_args(Role) if role not in {"citizen", "platform", "machine", "system"}
)


@staff("administrator")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the accounts of the office, by login name."""
    text, after = request.GET.get("text", "").strip()[:40], request.GET.get("after", "")[:40]
    found = managing.accounts(actor_of(request).office, text=text, after=after)
    shown = found[: managing.PAGE]
    context = {
        "text": text,
        "rows": [(one, [role_name(post.role) for post in one.posts]) for one in shown],
        "after": shown[-1].username if len(found) > managing.PAGE else "",
        "resets": len(managing.open_resets(actor_of(request).office)),
    }
    return render(request, "backoffice/accounts/list.html", context)


@staff("administrator")
@never_cache
@require_http_methods(["GET", "POST"])
def hire(request: HttpRequest) -> HttpResponse:
    """Open an account with its first post, and show its password once."""
    actor = actor_of(request)
    if request.method == "GET":
        return _form(request)
    try:
        made, password = managing.hire(
            username=request.POST.get("username", "")[:60], name=request.POST.get("name", "")[:200],
            role=_role(request), counter=request.POST.get("counter", "")[:8],
            certificate_no=request.POST.get("certificate_no", "")[:60], actor=actor,
        )  # fmt: skip
    except Refused as refused:
        return _form(request, refused)
    return render(request, "backoffice/accounts/hired.html", {"account": made, "password": password})


@staff("administrator")
@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show one account with its posts and what can be done."""
    actor = actor_of(request)
    found = managing.account(actor.office, account_id)
    context = {
        "account": found,
        "posts": [(post, role_name(post.role)) for post in found.posts],
        "free": [(role, role_name(role)) for role in POSTS if role not in {post.role for post in found.posts}],
        "counters": offices.counters_of(actor.office),
        "is_me": str(found.id) == actor.id,
    }
    return render(request, "backoffice/accounts/account.html", context)


@staff("administrator")
@require_POST
def appoint(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give one more post."""
    managing.appoint(
        key=account_id, role=_role(request), counter=request.POST.get("counter", "")[:8],
        certificate_no=request.POST.get("certificate_no", "")[:60], actor=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Appointed."))
    return redirect("accounts:account", account_id=account_id)


@staff("administrator")
@require_POST
def end_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """End a post."""
    managing.end_post(post=post_id, actor=actor_of(request))
    messages.success(request, _("The post has ended; whoever sits there is out within a minute."))
    return redirect("accounts:list")


@staff("administrator")
@require_POST
def lock(request: HttpRequest, account_id: int) -> HttpResponse:
    """Lock an account, or open it again."""
    is_locked = request.POST.get("locked") == "yes"
    managing.lock(key=account_id, locked=is_locked, actor=actor_of(request))
    messages.success(request, _("Locked; all its sessions have ended.") if is_locked else _("Open again."))
    return redirect("accounts:account", account_id=account_id)


def _role(request: HttpRequest) -> Role:
    told = request.POST.get("role", "")
    for role in POSTS:
        if role == told:
            return role
    raise Refused("people.no_such_post")


def _form(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    context = {
        "typed": request.POST,
        "roles": [(role, role_name(role)) for role in POSTS],
        "counters": offices.counters_of(actor_of(request).office),
        "message": wording.say(refused.code, refused.facts, get_language() or "zh") if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "backoffice/accounts/hire.html", context, status=status)
