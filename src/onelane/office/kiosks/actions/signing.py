"""Who stands before the machine: confirmed once by the own phone, or by the card on the reader of this machine."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import rules
from onelane.office.kiosks.actions.enrolling import machine
from onelane.office.kiosks.digests import digest
from onelane.office.kiosks.models import Kiosk, Login
from onelane.records import journal
from onelane.registers.people import queries as people

CHECK_NUMBERS = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """What a machine shows for a phone: the secret of the QR code, and the two digits that both screens show."""

    id: int
    token: str
    check_no: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who was confirmed, and by what."""

    account: int
    person: int
    by: str


@transaction.atomic
def show(
    *, kiosk: Kiosk, key: Callable[[], str] = lambda: secrets.token_urlsafe(18),
    draw: Callable[[int], int] = secrets.randbelow, at: datetime | None = None,
) -> Shown:  # fmt: skip
    """Open a sign-in at a machine; the one shown there before is over."""
    at = at or clock.now()
    Login.objects.filter(kiosk=kiosk, used_at=None, until__gt=at).update(until=at)
    Login.objects.filter(until__lt=at - rules.LONGEST_STAY, used_at=None).delete()
    token = key()
    made = Login.objects.create(
        kiosk=kiosk, token_digest=digest("login", token), check_no=f"{draw(CHECK_NUMBERS):02d}",
        until=at + rules.LOGIN_LASTS,
    )  # fmt: skip
    return Shown(made.pk, token, made.check_no)


@transaction.atomic
def confirm(*, token: str, actor: Actor, at: datetime | None = None) -> None:
    """Confirm by the phone of a citizen who is signed in; a second press changes nothing, another's is refused."""
    at = at or clock.now()
    found = _by_token(token, at)
    person = people.person_of(actor)
    if person is None:
        raise Refused("auth.no_person")
    if found.confirmed_at is not None:
        if found.account == int(actor.id):
            return
        raise Refused("kiosk.login_over")
    _confirm(found, account=int(actor.id), person=person, by="phone", at=at)
    journal.note(actor, "kiosk.login_confirmed", chain=f"account:{actor.id}", subject=found.kiosk.name, at=at)


@transaction.atomic
def by_card(*, kiosk: Kiosk, account: int, person: int, at: datetime | None = None) -> None:
    """Confirm what the machine shows by the card on its reader; refuse `kiosk.login_over` where it shows nothing."""
    at = at or clock.now()
    found = Login.objects.select_for_update().filter(kiosk=kiosk, used_at=None, until__gt=at).order_by("-pk").first()
    if found is None or found.confirmed_at is not None:
        raise Refused("kiosk.login_over")
    _confirm(found, account=account, person=person, by="card", at=at)
    journal.note(machine(kiosk), "kiosk.card_read", chain=f"account:{account}", subject=kiosk.name, at=at)


@transaction.atomic
def take(*, kiosk: Kiosk, login_id: int, at: datetime | None = None) -> Who | None:
    """Take a confirmed sign-in at the machine that shows it, once; None while nobody has confirmed."""
    at = at or clock.now()
    found = Login.objects.select_for_update().filter(pk=login_id, kiosk=kiosk, used_at=None).first()
    if found is None or found.until < at:
        raise Refused("kiosk.login_over")
    if found.confirmed_at is None or found.account is None or found.person is None:
        return None
    found.used_at = at
    found.save(update_fields=["used_at"])
    return Who(found.account, found.person, found.by)


def _by_token(token: str, at: datetime) -> Login:
    found = (
        Login.objects.select_for_update(of=("self",))
        .select_related("kiosk")
        .filter(token_digest=digest("login", token), used_at=None, until__gt=at)
        .first()
    )
    if found is None:
        raise Refused("kiosk.login_over")
    return found


def _confirm(found: Login, *, account: int, person: int, by: str, at: datetime) -> None:
    found.account, found.person, found.by, found.confirmed_at = account, person, by, at
    found.save(update_fields=["account", "person", "by", "confirmed_at"])
