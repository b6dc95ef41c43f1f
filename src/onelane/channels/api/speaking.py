"""The API itself: how bodies are read and how refusals are told; the operations stand in modules beside this one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from onelane.channels.shared import problems
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DEEPEST = 20


class Strict(Parser):
    """Reads JSON as it is meant (RFC 8259): text without NUL and half characters, numbers that are numbers."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what was sent; refuse what no database could keep."""
        try:
            told = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        except RequestDataTooBig as large:
            raise Refused("requests.too_large", limit="2 MB") from large
        except (ValueError, RecursionError) as reason:
            raise Refused("requests.unreadable") from reason
        _check(told, DEEPEST)
        return told


def _no_number(name: str) -> float:
    raise ValueError(name)


def _check(told: Any, deep: int) -> None:
    if deep == 0:
        raise Refused("requests.unreadable")
    if isinstance(told, str) and ("\0" in told or any("\ud800" <= one <= "\udfff" for one in told)):
        raise Refused("requests.unreadable")
    if isinstance(told, float) and told in {float("inf"), float("-inf")}:
        raise Refused("requests.unreadable")
    if isinstance(told, dict):
        for key, value in told.items():
            _check(key, deep - 1)
            _check(value, deep - 1)
    if isinstance(told, list):
        for value in told:
            _check(value, deep - 1)


api = NinjaAPI(
    title="OneLane",
    version="1",
    description="What the government site, the integrated platform and the phone app do for citizens.",
    docs_url=None,
    openapi_url=None,
    parser=Strict(),
    urls_namespace="api",
)


@api.exception_handler(Refused)
def refused(_request: HttpRequest, why: Refused) -> HttpResponse:
    """Tell a refusal."""
    return problems.answer(why)


@api.exception_handler(ValidationError)
def misshapen(_request: HttpRequest, why: ValidationError) -> HttpResponse:
    """Tell all that does not have the shape of the description, each place once."""
    places = [".".join(str(part) for part in one["loc"])[:100] for one in why.errors]
    return problems.answer(Refused("requests.misshapen", places=list(dict.fromkeys(places))[:20]))


@api.exception_handler(HttpError)
def unread(_request: HttpRequest, why: HttpError) -> HttpResponse:
    """Tell why a body could not be read."""
    cause = why.__cause__
    return problems.answer(cause if isinstance(cause, Refused) else Refused("requests.unreadable"))
