"""The pages of the catalogue: read, ask once, render."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from onelane.catalogue.cpsv import turtle
from onelane.channels.portal.services import asking, pages
from onelane.channels.shared.access import public
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.catalogue.spec import Service

LONGEST_QUERY = 60


@require_GET
@public
def find(request: HttpRequest) -> HttpResponse:
    """Show the services that answer what was asked, or all of them by subject."""
    wanted = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    return render(request, "portal/services/find.html", {"page": pages.Found(wanted)})


@require_GET
@public
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Show one service: what it is, who may, what is needed, what it costs, how long, and the law."""
    return render(request, "portal/services/service.html", {"page": pages.Page(_service(code))})


@require_GET
@public
def may_i(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a few facts and answer whether one may, before anybody signs in."""
    found = asking.Asked(_service(code), request.GET)
    if not found.fields:
        raise Http404
    status = HTTPStatus.UNPROCESSABLE_ENTITY if found.form.errors else HTTPStatus.OK
    return render(request, "portal/services/may_i.html", {"page": found}, status=status)


@require_GET
@public
def linked(request: HttpRequest) -> HttpResponse:
    """Give the whole catalogue as linked data (CPSV-AP), for directories of public services."""
    text = turtle(catalogue.current(), request.build_absolute_uri("/"))
    return HttpResponse(text, content_type="text/turtle; charset=utf-8")


def _service(code: str) -> Service:
    found = catalogue.current().services.get(code)
    if found is None:
        raise Http404
    return found
