"""Accounts of citizens: one person, one account."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db import transaction

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import refused_by
from onelane.records import journal
from onelane.registers.people import actions
from onelane.registers.people.models import Account


@transaction.atomic
def open_account(
    *,
    name: str,
    id_no: str,
    mobile: str,
    password: str,
    actor: Actor,
    email: str = "",
    username: str = "",
    key: Callable[[], str] = lambda: secrets.token_hex(8),
) -> Account:
    """Open the account of a person known, or from now on known, under an identity number (GB 11643); one for each."""
    person = actions.know(kind="individual", id_type=actions.RESIDENT_ID, id_no=id_no, name=name, actor=actor)
    with (
        refused_by("one_account_per_person", "people.has_account_already"),
        refused_by("one_account_per_mobile", "people.mobile_taken"),
    ):
        account = Account.objects.create(
            username=username or f"c-{key()}", name="", person=person, mobile=mobile, email=email,
            password=make_password(password),
        )  # fmt: skip
    journal.note(actor, "account.opened", chain=f"account:{account.pk}", subject=f"person:{person.pk}")
    return account
