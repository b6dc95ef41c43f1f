"""Inside the door: choose a counter, sign out, change the language; and whether the process lives."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import access, entering, posts
from onelane.records import journal

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGE_AGE = 400 * 24 * 3600


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
