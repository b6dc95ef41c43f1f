"""The guard of the API: who calls, what the token allows, the pace, and the same answer for the same key."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import get_language

from onelane.channels.api.callers import ApiRequest, caller_of, check_scope
from onelane.channels.shared import problems
from onelane.kernel.refusal import Refused
from onelane.office.platforms import actions as platforms
from onelane.office.platforms.rules import SCOPES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.channels.shared.access import GuardedView
    from onelane.office.platforms.rules import Pace, Whose

Operation = TypeVar("Operation", bound=Callable[..., Any])
KEY = "Idempotency-Key"
POLICY = '"minute"'


@dataclass(frozen=True, slots=True)
class Need:
    """What one operation asks of a token; `keyed` may be repeated under a key, its body is written in `media`."""

    scopes: tuple[str, ...]
    whose: Whose
    keyed: bool
    media: str = ""


NEEDS = "api_need"


def needs(*scopes: str, keyed: bool = False) -> Callable[[Operation], Operation]:
    """Say which scopes open an operation; any of them is enough, and they say in whose name it is."""
    whose = {SCOPES[one].whose for one in scopes}
    if len(whose) != 1:
        raise ValueError(f"{scopes} are not all in the same name")
    need = Need(scopes, whose.pop(), keyed)

    def mark(operation: Operation) -> Operation:
        setattr(operation, NEEDS, need)
        return operation

    return mark


def guarded(view: Callable[..., HttpResponse], needed: dict[str, Need]) -> GuardedView:
    """Put the guard before an address of the API; `needed` says by method what a token must allow."""

    @functools.wraps(view)
    def door(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pace = None
        try:
            caller = caller_of(request)
            pace = caller.count()
            if not pace.allowed:
                raise Refused("auth.too_many_requests", seconds=pace.seconds)  # noqa: TRY301 - answered below as others
            need = needed.get(request.method or "")
            if need is None:
                return _told(_not_so(list(needed)), pace)
            check_scope(caller, need.scopes, need.whose)
            if need.media and request.content_type != need.media:
                raise Refused("requests.media_type", wanted=need.media)  # noqa: TRY301 - as above
            request.caller = caller
            answer = _once(request, need, lambda: view(request, *args, **kwargs))
        except Refused as refused:
            answer = problems.answer(refused)
        return _told(answer, pace)

    door.access = "|".join(sorted(f"token:{one}" for need in needed.values() for one in need.scopes))  # type: ignore[attr-defined]  # a function carries its guard's name
    return door  # type: ignore[return-value]  # as above


def _not_so(methods: list[str]) -> HttpResponse:
    answer = problems.answer(Refused("requests.method", methods=methods), 405)
    answer["Allow"] = ", ".join(methods)
    return answer


def _told(answer: HttpResponse, pace: Pace | None) -> HttpResponse:
    """Add what every answer tells: the pace (draft-ietf-httpapi-ratelimit-headers), the language, its privacy."""
    if pace is not None:
        answer["RateLimit-Policy"] = f"{POLICY};q={pace.most};w=60"
        answer["RateLimit"] = f"{POLICY};r={pace.left};t={pace.seconds}"
        if not pace.allowed:
            answer["Retry-After"] = str(pace.seconds)
    if answer.status_code == 401:  # noqa: PLR2004 - HTTP's number for "who are you?"
        answer["WWW-Authenticate"] = 'Bearer realm="onelane"'
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Language"] = get_language() or "zh-hans"
    return answer


def _once(request: ApiRequest, need: Need, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do a deed once under its key: with the same key again the same answer comes, another request is refused."""
    key = request.headers.get(KEY)
    if key is None or not need.keyed:
        return do()
    client, account = request.caller.client, request.caller.account
    with transaction.atomic():
        before = platforms.asked(client=client, account=account, key=key, digest=_digest(request))
        if before is not None:
            return _again(*before)
        answer = do()
        if answer.status_code >= 400:  # noqa: PLR2004 - HTTP's first number of a refusal
            transaction.set_rollback(True)  # nothing was done, so the key is free for the request put right
        else:
            told = answer.content.decode()
            platforms.answered(client=client, account=account, key=key, status=answer.status_code, body=told)
    return answer


def _again(status: int, body: str) -> HttpResponse:
    return HttpResponse(
        body, status=status, content_type="application/json; charset=utf-8", headers={"Idempotency-Replayed": "true"}
    )


def _digest(request: HttpRequest) -> str:
    """Return what tells two requests apart; the boundary of a form with files differs each time and does not count."""
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        told.update(json.dumps(sorted(request.POST.lists())).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                told.update(f"{name}\n".encode() + hashlib.sha256(file.read()).digest())
                file.seek(0)
    else:
        told.update(request.body)
    return told.hexdigest()
