"""The deeds of the register of people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import resident_id
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.people.models import Person

RESIDENT_ID = "A"
KINDS = ("individual", "unit")
LONGEST_NAME = 120


@transaction.atomic
def know(
    *,
    kind: str,
    id_type: str,
    id_no: str,
    name: str,
    actor: Actor,
    mobile: str = "",
    domicile: str = "",
    mail_address: str = "",
    postcode: str = "",
    at: datetime | None = None,
) -> Person:
    """Enter a person or unit, or bring what is known under this document up to date; what is not said stays."""
    at = at or clock.now()
    number = _document(kind, id_type, id_no)
    told = {"name": " ".join(name.split()), "mobile": mobile, "domicile": domicile}
    told |= {"mail_address": mail_address, "postcode": postcode}
    if not told["name"] or len(told["name"]) > LONGEST_NAME:
        raise Refused("people.name_missing", longest=LONGEST_NAME)
    person, new = Person.objects.select_for_update().get_or_create(
        id_type=id_type, id_no=number, defaults={**told, "kind": kind, "known_since": at}
    )
    changed = [] if new else [key for key, value in told.items() if value and getattr(person, key) != value]
    for key in changed:
        setattr(person, key, told[key])
    if changed:
        person.save(update_fields=changed)
    if new or changed:
        deed = "person.known" if new else "person.changed"
        journal.note(actor, deed, chain=f"person:{person.pk}", detail={"fields": changed}, at=at)
    return person


def _document(kind: str, id_type: str, id_no: str) -> str:
    """Return the number of the document as the register writes it; a resident's number is checked."""
    if kind not in KINDS:
        raise Refused("people.unknown_kind", kind=kind[:20])
    if id_type == RESIDENT_ID:
        return resident_id.check(id_no)
    number = plain(id_no)
    if not id_type or not number:
        raise Refused("people.document_missing")
    return number
