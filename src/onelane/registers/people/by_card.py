"""Whoever comes with his identity card alone (持居民身份证办理): known from now on, by an account of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.registers.people import actions
from onelane.registers.people.models import Account


@transaction.atomic
def account_of(
    *, id_no: str, name: str, domicile: str, valid_to: date | None, actor: Actor,
    key: Callable[[], str] = lambda: secrets.token_hex(8), at: datetime | None = None,
) -> Account:  # fmt: skip
    """Return the account of whoever a card names; name and domicile are the card's, and an old card is refused."""
    at = at or clock.now()
    if valid_to is not None and valid_to < at.astimezone(clock.OFFICE_ZONE).date():
        raise Refused("people.card_expired")
    person = actions.know(
        kind="individual", id_type=actions.RESIDENT_ID, id_no=id_no, name=name, domicile=domicile, actor=actor, at=at
    )
    known = Account.objects.filter(person=person).first()
    if known is not None:
        if not known.is_active:
            raise Refused("auth.no_person")
        return known
    with refused_by("one_account_per_person", "auth.no_person"):
        made = Account.objects.create(username=f"card-{key()}", name="", person=person, password=make_password(None))
    journal.note(actor, "account.opened", chain=f"account:{made.pk}", detail={"by": "card"}, at=at)
    return made
