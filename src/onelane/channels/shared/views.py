"""The door: sign in, choose a counter, sign out, change the language; and whether the process lives."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language, get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import access, entering, posts, presence, wording
from onelane.kernel.refusal import Refused
from onelane.records import journal

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGE_AGE = 400 * 24 * 3600


@access.public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; count the tries; go on to the counter."""
    onward = entering.own_path(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        return render(request, "shared/sign_in.html", {"next": onward})
    username = request.POST.get("username", "")[:150]
    refused = _refusal(request, username)
    if refused is None:
        return _seat(request, onward)
    told = wording.say(refused.code, refused.facts, get_language() or "zh")
    context = {"next": onward, "username": username, "message": told}
    return render(request, "shared/sign_in.html", context, status=wording.status_of(refused.code))


def _refusal(request: HttpRequest, username: str) -> Refused | None:
    refused = entering.refusal(request, username, request.POST.get("password", ""))
    if refused is None:
        presence.begin(request)
    return refused


def _seat(request: HttpRequest, onward: str) -> HttpResponse:
    """Sit down at the only counter there is, else ask which; an account without a post is shown out."""
    found = posts.places(request)
    if not found:
        logout(request)
        raise Refused("auth.no_post")
    place = posts.take(request, found[0].key)
    journal.note(access.actor_of(request), "auth.signed_in", chain=f"account:{request.user.pk}")
    if len(found) > 1:
        return redirect("shared:counter")
    return redirect(onward or posts.home_of(place.role))


@access.staff()
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Ask which post and counter one works at now."""
    if request.method == "POST":
        place = posts.take(request, request.POST.get("place", ""))
        journal.note(access.actor_of(request), "auth.sat_down", chain=f"account:{request.user.pk}", subject=place.key)
        return redirect(posts.home_of(place.role))
    post = request.session["post"]
    present = f"{post['office']}/{post['role']}/{post['counter']}"
    return render(request, "shared/counter.html", {"places": posts.places(request), "present": present})


@access.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave, and forget the session; a citizen goes back to the start page."""
    door = "/" if "citizen" in request.session else "shared:sign-in"
    logout(request)
    return redirect(door)


@access.public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie and go back to the page."""
    response = redirect(entering.own_path(request, request.POST.get("next")) or "/")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=LANGUAGE_AGE, samesite="Lax")
    return response


@access.public
@require_GET
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is called so
    """Tell a watcher that the process answers; it asks no database."""
    return HttpResponse("ok", content_type="text/plain", status=HTTPStatus.OK)
