"""A machine from its one-time code to its end: made, enrolled, changed, locked, retired."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.kiosks import rules
from onelane.office.kiosks.digests import digest
from onelane.office.kiosks.models import Kiosk
from onelane.records import journal
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices

DIGITS = 10
IN_CHARGE = ("administrator", "manager")


@transaction.atomic
def make(*, name: str, actor: Actor, at: datetime | None = None) -> Kiosk:
    """Enter a machine that stands at a counter of the office; refuse `kiosk.no_such_counter`, `kiosk.sign_taken`."""
    _in_charge(actor)
    if offices.counter(actor.office, name).kind != "kiosk":
        raise Refused("kiosk.no_such_counter", counter=name[:8])
    with refused_by("one_kiosk_per_sign", "kiosk.sign_taken", sign=name), transaction.atomic():
        kiosk = Kiosk.objects.create(office_id=actor.office, name=name, made_at=at or clock.now())
    _note(actor, "kiosk.made", kiosk, at)
    return kiosk


@transaction.atomic
def offer_code(
    *, kiosk_id: int, actor: Actor, draw: Callable[[int], int] = secrets.randbelow, at: datetime | None = None
) -> str:
    """Return a one-time code with which the machine gets its key; the code before it is worth nothing any more."""
    _in_charge(actor)
    at, kiosk = at or clock.now(), locked(kiosk_id, actor)
    code = f"{draw(10**DIGITS):0{DIGITS}d}"
    kiosk.code_digest, kiosk.code_until = digest("code", code), at + rules.CODE_LASTS
    kiosk.save(update_fields=["code_digest", "code_until"])
    _note(actor, "kiosk.code_offered", kiosk, at)
    return code


@transaction.atomic
def enrol(
    *, code: str, program: bool = False, key: Callable[[], str] = lambda: secrets.token_urlsafe(32),
    at: datetime | None = None,
) -> tuple[Kiosk, str]:  # fmt: skip
    """Use a code up and return the machine with its own new key; the key that it had is worth nothing any more.

    A `program` that reads cards at the machine gets a key of its own, with which it does nothing else.
    """
    at, told = at or clock.now(), "".join(one for one in code if one.isdecimal())
    found = Kiosk.objects.select_for_update().filter(code_digest=digest("code", told), retired_at=None).first()
    if not told or found is None or found.code_until is None or found.code_until < at:
        raise Refused("kiosk.code_wrong")
    made = key()
    found.code_digest, found.code_until = "", None
    if program:
        found.reader_digest = digest("reader", made)
    else:
        found.key_digest, found.enrolled_at = digest("key", made), at
    found.save(update_fields=["code_digest", "code_until", "key_digest", "reader_digest", "enrolled_at"])
    _note(machine(found), "kiosk.enrolled", found, at, program=program)
    return found, made


@transaction.atomic
def change(
    *, kiosk_id: int, services: Sequence[str], opens: time | None, closes: time | None, printer: str, actor: Actor,
    at: datetime | None = None,
) -> Kiosk:  # fmt: skip
    """Say what a machine offers, when, and where its printer is."""
    _in_charge(actor)
    kiosk = locked(kiosk_id, actor)
    known = catalogue.current().services
    if wrong := [one for one in services if one not in known or "kiosk" not in known[one].offered]:
        raise Refused("applications.not_offered", service=wrong[0][:60])
    kiosk.services, kiosk.opens, kiosk.closes, kiosk.printer = [*services], opens, closes, printer[:80]
    with refused_by("a_kiosk_closes_after_it_opens", "kiosk.hours"), transaction.atomic():
        kiosk.save(update_fields=["services", "opens", "closes", "printer"])
    _note(actor, "kiosk.changed", kiosk, at, services=[*services])
    return kiosk


@transaction.atomic
def lock(*, kiosk_id: int, why: str, actor: Actor, at: datetime | None = None) -> Kiosk:
    """Lock a machine with a reason: it serves nobody until it is unlocked."""
    _in_charge(actor, "guide")
    at, kiosk, reason = at or clock.now(), locked(kiosk_id, actor), why.strip()[: rules.LONGEST_WHY]
    if not reason:
        raise Refused("kiosk.why_missing")
    kiosk.locked_at, kiosk.lock_why = kiosk.locked_at or at, reason
    kiosk.save(update_fields=["locked_at", "lock_why"])
    _note(actor, "kiosk.locked", kiosk, at, why=reason)
    return kiosk


@transaction.atomic
def unlock(*, kiosk_id: int, actor: Actor, at: datetime | None = None) -> Kiosk:
    """Let a locked machine serve again."""
    _in_charge(actor, "guide")
    kiosk = locked(kiosk_id, actor)
    kiosk.locked_at, kiosk.lock_why = None, ""
    kiosk.save(update_fields=["locked_at", "lock_why"])
    _note(actor, "kiosk.unlocked", kiosk, at)
    return kiosk


@transaction.atomic
def retire(*, kiosk_id: int, actor: Actor, at: datetime | None = None) -> Kiosk:
    """Take a machine out of service for good: its key opens nothing any more; its sign may be given to another."""
    _in_charge(actor)
    at, kiosk = at or clock.now(), locked(kiosk_id, actor)
    kiosk.retired_at, kiosk.key_digest, kiosk.code_digest, kiosk.reader_digest = at, "", "", ""
    kiosk.save(update_fields=["retired_at", "key_digest", "code_digest", "reader_digest"])
    _note(actor, "kiosk.retired", kiosk, at)
    return kiosk


def beat(*, kiosk: Kiosk, told: Mapping[str, object], alive: bool = True, at: datetime | None = None) -> None:
    """Keep what a machine says of its parts; a sign of life is no deed and goes into no journal.

    The program of the reader tells of the reader only: that the page lives is for the page to say (`alive`).
    """
    parts = {str(part): str(state) for part, state in rules.parts_told({**kiosk.told, **told}).items()}
    seen = (at or clock.now()) if alive else kiosk.seen_at
    Kiosk.objects.filter(pk=kiosk.pk).update(seen_at=seen, told=parts)


def machine(kiosk: Kiosk) -> Actor:
    """Return a machine as who does something."""
    return Actor(id=f"machine:{kiosk.name}", role="machine", office=kiosk.office_id)


def locked(kiosk_id: int, actor: Actor) -> Kiosk:
    """Lock a machine of the actor's office that is not retired; refuse `kiosk.not_found`."""
    found = Kiosk.objects.select_for_update().filter(pk=kiosk_id, office_id=actor.office, retired_at=None).first()
    if found is None:
        raise Refused("kiosk.not_found")
    return found


def _in_charge(actor: Actor, *others: str) -> None:
    if actor.role not in {*IN_CHARGE, *others}:
        raise Refused("kiosk.not_in_charge")


def _note(actor: Actor, deed: str, kiosk: Kiosk, at: datetime | None, **detail: object) -> None:
    journal.note(actor, deed, chain=f"kiosk:{kiosk.pk}", subject=kiosk.name, detail=detail, at=at)
