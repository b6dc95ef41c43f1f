"""Accounts of citizens: one person, one account."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib.auth.hashers import is_password_usable, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import contacts, resident_id
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.registers.people import actions
from onelane.registers.people.models import Account, Person
from onelane.registers.people.queries import person_of

LONGEST_ADDRESS = 200
SHORTEST_PASSWORD = 12  # as AUTH_PASSWORD_VALIDATORS has it


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
    number = resident_id.check(id_no)
    known = Person.objects.filter(id_type=actions.RESIDENT_ID, id_no=number).first()
    if known is not None and known.name != " ".join(name.split()):
        raise Refused("people.has_account_already")  # another name than the register's; told like a taken number
    person = known or actions.know(
        kind="individual", id_type=actions.RESIDENT_ID, id_no=number, name=name, actor=actor, mobile=mobile
    )
    with (
        refused_by("one_account_per_person", "people.has_account_already"),
        refused_by("one_account_per_mobile", "people.mobile_taken"),
    ):
        account = _without_password(person) or Account(person=person, name="")
        account.username, account.mobile, account.email = username or f"c-{key()}", mobile, email
        account.password = make_password(password or None)
        account.save()
    journal.note(actor, "account.opened", chain=f"account:{account.pk}", subject=f"person:{person.pk}")
    return account


def _without_password(person: Person) -> Account | None:
    """Return the account that a person got by his identity card at a machine: it becomes his account everywhere."""
    mine = Account.objects.select_for_update().filter(person=person, mobile="", is_active=True)
    found = mine.filter(username__startswith="card-").first()
    return found if found is not None and not is_password_usable(found.password) else None


@transaction.atomic
def change_contact(*, mail_address: str, postcode: str, email: str, actor: Actor) -> None:
    """Correct a citizen's own postal address, postcode and e-mail (PIPL art.46); empty fields become empty."""
    account = _own(actor)
    if postcode:
        postcode = contacts.check_postcode(postcode)
    if email and not is_email(email):
        raise Refused("people.email_form")
    if len(mail_address) > LONGEST_ADDRESS:
        raise Refused("people.address_too_long", longest=LONGEST_ADDRESS)
    person = Person.objects.select_for_update().get(pk=account.person_id or 0)
    told = {"mail_address": mail_address, "postcode": postcode}
    changed = [name for name, value in told.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, told[name])
    if changed:
        person.save(update_fields=changed)
    if account.email != email:
        account.email = email
        account.save(update_fields=["email"])
        changed.append("email")
    if changed:
        journal.note(actor, "person.changed", chain=f"person:{person.pk}", detail={"fields": changed})


@transaction.atomic
def change_mobile(*, mobile: str, actor: Actor) -> None:
    """Take the mobile number that a code proved, for signing in and for messages."""
    account, number = _own(actor), contacts.check_mobile(mobile)
    account.mobile = number
    with refused_by("one_account_per_mobile", "people.mobile_taken"):
        account.save(update_fields=["mobile"])
    Person.objects.filter(pk=account.person_id or 0).update(mobile=number)
    journal.note(actor, "person.changed", chain=f"person:{account.person_id}", detail={"fields": ["mobile"]})


@transaction.atomic
def change_password(*, account: int, password: str, actor: Actor) -> Account:
    """Set a new password; every other session of the account ends with it."""
    found = Account.objects.select_for_update().get(pk=account)
    weaknesses(password, found)
    found.password = make_password(password)
    found.save(update_fields=["password"])
    journal.note(actor, "account.password_changed", chain=f"account:{account}")
    return found


@transaction.atomic
def sign_out_everywhere(*, account: int, actor: Actor) -> Account:
    """End every session of an account, this one too."""
    found = Account.objects.select_for_update().get(pk=account)
    found.epoch += 1
    found.save(update_fields=["epoch"])
    journal.note(actor, "account.signed_out_everywhere", chain=f"account:{account}")
    return found


def weaknesses(password: str, account: Account | None = None) -> None:
    """Refuse a password that is too short or too common."""
    try:
        validate_password(password, account)
    except ValidationError as reason:
        raise Refused("people.password_weak", shortest=SHORTEST_PASSWORD) from reason


def is_email(text: str) -> bool:
    """Tell whether a text has the form of an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _own(actor: Actor) -> Account:
    if person_of(actor) is None:
        raise Refused("auth.no_person")
    return Account.objects.select_for_update().get(pk=int(actor.id))


def check_new(*, name: str, id_no: str, mobile: str, email: str) -> None:
    """Refuse what cannot become an account whoever asks: name, number, mobile number, e-mail."""
    resident_id.check(id_no, by=clock.today())
    contacts.check_mobile(mobile)
    if not name.strip() or len(name) > actions.LONGEST_NAME:
        raise Refused("people.name_missing", longest=actions.LONGEST_NAME)
    if email and not is_email(email):
        raise Refused("people.email_form")


def has_account(*, mobile: str, id_no: str) -> bool:
    """Tell whether mobile and identity number belong to one account; never shown to whoever asks."""
    return _with(mobile, id_no) is not None


@transaction.atomic
def recover(*, mobile: str, id_no: str, password: str, actor: Actor) -> None:
    """Set a new password for whoever proved the account's mobile number and knows its identity number."""
    found = _with(mobile, id_no)
    if found is None:
        raise Refused("people.code_over")  # nobody got a code for it, so this is what everybody else hears too
    changed = change_password(account=found.pk, password=password, actor=actor)
    changed.epoch += 1
    changed.save(update_fields=["epoch"])


def _with(mobile: str, id_no: str) -> Account | None:
    told = {"mobile": plain(mobile), "person__id_type": actions.RESIDENT_ID, "person__id_no": plain(id_no)}
    return Account.objects.filter(**told, is_active=True).exclude(mobile="").first()


@transaction.atomic
def account_behind(*, name: str, id_no: str, actor: Actor) -> Account:
    """Return the account of whom an identity provider names, opened now where there is none."""
    number = resident_id.check(id_no)
    found = Account.objects.filter(person__id_type=actions.RESIDENT_ID, person__id_no=number).first()
    if found is None:
        return open_account(name=name, id_no=number, mobile="", password="", actor=actor)
    if not found.is_active:
        raise Refused("auth.signed_out")
    return found
