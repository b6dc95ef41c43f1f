"""Requests that no view should have to think about: unreadable, too large, with NUL bytes or too many fields."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation

from onelane.channels.shared import answers
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Next = Callable[[HttpRequest], HttpResponse]

BODY_LIMIT = 14 * 1024 * 1024  # one photo of 12 MB and the form around it
LONGEST_QUERY = 8 * 1024
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Unreadable(Exception):  # noqa: N818 - the request is, and gets an answer
    """The request cannot be read as text."""


class Guard:
    """Answer what cannot be read with 400 and what is too large with 413, before any view runs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the request, then let it pass; stands first, so it finds the reader's language itself."""
        refused = _refusal(request)
        if refused is None:
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            return answers.to(request, refused)


def _refusal(request: HttpRequest) -> Refused | None:
    too_large = Refused("requests.too_large", limit=f"{BODY_LIMIT // 1024 // 1024} MB")
    if _announced(request) > BODY_LIMIT:
        return too_large
    try:
        _check(request)
    except RequestDataTooBig:
        return too_large
    except (Unreadable, MultiPartParserError, SuspiciousOperation, BadRequest, UnreadablePostError):
        return Refused("requests.unreadable")
    return None


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _check(request: HttpRequest) -> None:
    if "\0" in request.path_info or "\N{REPLACEMENT CHARACTER}" in request.path_info:
        raise Unreadable
    _check_encoded(request.META.get("QUERY_STRING", ""))
    for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
        del request.COOKIES[name]  # a quoted cookie can smuggle NUL into the session's key
    if request.method in {"POST", "PUT", "PATCH"} and request.content_type in {URLENCODED, MULTIPART}:
        _check_form(request)


def _check_encoded(text: str) -> None:
    if len(text) > LONGEST_QUERY:
        raise Unreadable
    _check_bytes(unquote_to_bytes(text))


def _check_form(request: HttpRequest) -> None:
    """Read the form once; another character set than UTF-8 could smuggle in half characters."""
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"}:
        raise Unreadable
    if request.content_type == URLENCODED:
        _check_bytes(unquote_to_bytes(request.body.replace(b"+", b" ")))
    files = [(name, [getattr(file, "name", "") or ""]) for name, file in request.FILES.items()]
    fields = [*request.POST.lists(), *files]
    for name, values in fields:
        if any("\0" in text or "\N{REPLACEMENT CHARACTER}" in text for text in (name, *map(str, values))):
            raise Unreadable


def _check_bytes(raw: bytes) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        raise Unreadable from reason
    if "\0" in text:
        raise Unreadable


class Refusals:
    """Turn `Refused` raised in a view into an answer."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other exception to be found as the bug it is."""
        return answers.to(request, exception) if isinstance(exception, Refused) else None
