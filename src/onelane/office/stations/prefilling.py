"""Prefilled answers (预填): nobody types what the office knows (OGS art.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from onelane.catalogue import forms
from onelane.catalogue.spec import Field, JsonValue
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.stations.register_facts import facts_for

Facts = Mapping[str, JsonValue]
USUAL = {
    "recipient_name": "person.name",
    "recipient_mobile": "person.mobile",
    "recipient_address": "person.mail_address",
    "recipient_postcode": "person.postcode",
}
"""Where a parcel usually goes: to the applicant, unless he says otherwise."""


def facts(*, person_id: int, about: str, subject: int | None, at: datetime) -> dict[str, JsonValue]:
    """Return what the registers know, by flat keys such as `person.mobile`."""
    day = at.astimezone(clock.OFFICE_ZONE).date()
    found = facts_for(person_id=person_id, about=about, subject_id=subject, on=day)
    if not found:
        raise Refused("applications.no_such_person")
    return found


def answers(asked: Sequence[Field], known: Facts) -> dict[str, JsonValue]:
    """Return the answers that the registers give; one that cannot stand is left to the applicant."""
    found: dict[str, JsonValue] = {}
    for field in asked:
        value = known.get(field.prefill or USUAL.get(field.code, ""))
        value = field.default if value in (None, "") else value
        if value is None:
            continue
        try:
            decided = {field.when[0]: field.when[1]} if field.when else {}
            found |= forms.validate([field], {**found, **decided, field.code: value})
        except Refused:
            continue
    return found


def fixed(asked: Sequence[Field], known: Facts) -> dict[str, JsonValue]:
    """Return the answers that nobody may type: what the registers say on the day counts."""
    return answers([field for field in asked if field.fixed], known)
