"""Every URL says who may come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

GUARDS = ("public", "staff:", "ticket_holder", "device:", "citizen", "signed_in", "token:")


def doors(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in (resolver or get_resolver()).url_patterns:
        place = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from doors(entry, place)
        elif isinstance(entry, URLPattern):
            yield place, entry.callback


def is_guarded(view: Callable[..., Any]) -> bool:
    return str(getattr(view, "access", "")).startswith(GUARDS)


def test_every_door_has_a_guard() -> None:
    found = list(doors())
    assert found
    assert [place for place, view in found if not is_guarded(view)] == []


def test_a_door_without_a_guard_would_be_found() -> None:
    def open_to_all(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    entry = path("open/", open_to_all)
    assert not is_guarded(entry.callback)


def test_pages_of_errors_are_guarded_too() -> None:
    resolver = get_resolver()
    for code in (400, 403, 404, 500):
        assert is_guarded(resolver.resolve_error_handler(code)), code


def test_the_admin_of_django_is_not_installed() -> None:
    assert not apps.is_installed("django.contrib.admin")
