"""My affairs (我的业务): what the office has of me, and who looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from onelane.channels.portal.affairs import sections
from onelane.channels.shared import access
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.roles import role_name
from onelane.kernel.refusal import Refused
from onelane.office.stations import own_affairs
from onelane.registers.offices import catalogue
from onelane.registers.people import authorising
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.records.reading import Reading

LOOKED_SHOWN = 200


@access.citizen
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show cases, licences, vehicles, papers, numbers, appointments, payments and parcels."""
    person = me(request)
    asked = [one for one in authorising.of_person(person) if one.may_decide]
    return render(request, "portal/affairs/home.html", {"sections": sections.of(person), "asked": asked})


@access.citizen
@require_GET
def looked(request: HttpRequest) -> HttpResponse:
    """Show who read my data, when and why: office, post and purpose, never the name of the member of staff."""
    found = own_affairs.lookers(me(request))
    own = str(request.user.pk)
    rows = [_line(one, own) for one in found[:LOOKED_SHOWN]]
    return render(request, "portal/affairs/looked.html", {"rows": rows, "more": max(0, len(found) - LOOKED_SHOWN)})


def me(request: HttpRequest) -> int:
    """Return the person who is signed in."""
    person = people.person_of(access.actor_of(request))
    if person is None:
        raise Refused("auth.no_person")
    return person


def _line(one: Reading, own: str) -> dict[str, object]:
    fields = catalogue.current().vocabulary.fields
    office = catalogue.current().offices.get(one.office)
    return {
        "at": one.at,
        "who": _("You yourself") if one.role == "citizen" and one.actor == own else role_name(one.role),
        "office": worded(office.name) if office else one.office,
        "purpose": one.purpose,
        "fields": [worded(fields[name].name) if name in fields else _plain(name) for name in one.fields],
    }


def _plain(name: str) -> str:
    """Return the word for what the registers call a field."""
    words = {
        "name": _("name"), "id_no": _("identity number"), "mobile": _("mobile number"), "domicile": _("address"),
        "vin": _("vehicle identification number"),
    }  # fmt: skip
    return words.get(name, name)
