"""What the administrator does with accounts: hire, appoint, end a post, lock, reset a second factor with another."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from onelane.kernel import clock
from onelane.kernel.actor import Actor, Role
from onelane.kernel.refusal import Refused, refused_by
from onelane.records import journal
from onelane.registers.offices.models import Counter
from onelane.registers.people.models import Account, FactorReset, Post

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")
LONGEST_NAME = 80
PAGE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as the administrator sees it."""

    id: int
    username: str
    name: str
    is_active: bool
    last_seen: datetime | None
    has_factor: bool
    posts: list[Post]
    reset: FactorReset | None


def accounts(office: str, *, text: str = "", after: str = "") -> list[Kept]:
    """List the accounts with a post at an office, by login name; three statements however many there are."""
    found = Account.objects.filter(posts__office_id=office).distinct().order_by("username")
    if text:
        found = found.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if after:
        found = found.filter(username__gt=after)
    return _kept(list(found[: PAGE + 1]), office)


def account(office: str, key: int) -> Kept:
    """Return one account of an office; another's is not there."""
    found = Account.objects.filter(pk=key, posts__office_id=office).distinct()
    kept = _kept(list(found), office)
    if not kept:
        raise Refused("requests.not_found")
    return kept[0]


def open_resets(office: str) -> list[FactorReset]:
    """List the resets that wait for a second person."""
    waiting = FactorReset.objects.filter(office_id=office, state="asked")
    return list(waiting.select_related("account", "asked_by").order_by("asked_at"))


@transaction.atomic
def hire(
    *, username: str, name: str, role: Role, actor: Actor, counter: str = "", certificate_no: str = "",
    word: Callable[[], str] = lambda: secrets.token_urlsafe(12),
) -> tuple[Account, str]:  # fmt: skip
    """Open an account with its first post; return it with the password to hand over, which is told only now."""
    login, called = username.strip().lower(), " ".join(name.split())
    if not USERNAME.fullmatch(login):
        raise Refused("people.username_form")
    if not called or len(called) > LONGEST_NAME:
        raise Refused("people.name_missing", longest=LONGEST_NAME)
    password = word()
    with refused_by("people_account_username_key", "people.username_taken"):
        made = Account.objects.create(username=login, name=called, password=make_password(password))
    journal.note(actor, "account.opened", chain=f"account:{made.pk}")
    _post(made, role=role, counter=counter, certificate_no=certificate_no, actor=actor)
    return made, password


@transaction.atomic
def appoint(*, key: int, role: Role, actor: Actor, counter: str = "", certificate_no: str = "") -> Post:
    """Give somebody who works here one more post (任岗)."""
    found = _locked(key, actor)
    return _post(found, role=role, counter=counter, certificate_no=certificate_no, actor=actor)


@transaction.atomic
def end_post(*, post: int, actor: Actor) -> None:
    """End a post (离岗); whoever sits there is out within a minute. The last administrator stays."""
    found = Post.objects.select_for_update().filter(pk=post, office_id=actor.office).first()
    if found is None:
        raise Refused("requests.not_found")
    others = Post.objects.filter(office_id=actor.office, role="administrator", account__is_active=True)
    if found.role == "administrator" and not others.exclude(pk=found.pk).exists():
        raise Refused("people.last_administrator")
    key, role = found.account_id, found.role
    found.delete()
    journal.note(actor, "account.post_ended", chain=f"account:{key}", detail={"role": role})


@transaction.atomic
def lock(*, key: int, locked: bool, actor: Actor) -> None:
    """Close an account, so that all its sessions end, or open it again; nobody locks himself out."""
    found = _locked(key, actor)
    if str(found.pk) == actor.id:
        raise Refused("people.not_yourself_locked")
    found.is_active = not locked
    found.epoch += 1
    found.save(update_fields=["is_active", "epoch"])
    journal.note(actor, "account.locked" if locked else "account.unlocked", chain=f"account:{key}")


@transaction.atomic
def propose_reset(*, key: int, why: str, actor: Actor) -> FactorReset:
    """Propose to take somebody's second factors away; another person decides."""
    found, reason = _locked(key, actor), " ".join(why.split())[:120]
    if not reason:
        raise Refused("requests.reason_needed")
    with (
        refused_by("one_open_reset", "people.reset_already"),
        refused_by("nobody_resets_himself", "people.reset_not_yourself"),
    ):
        made = FactorReset.objects.create(
            account=found, office_id=actor.office, why=reason, asked_by_id=int(actor.id), asked_at=clock.now()
        )
    journal.note(actor, "account.reset_proposed", chain=f"account:{key}", purpose=reason)
    return made


@transaction.atomic
def decide_reset(*, reset: int, yes: bool, actor: Actor) -> None:
    """Decide as a second person: with yes all second factors go and all sessions end; the next sign-in binds anew."""
    found = FactorReset.objects.select_for_update().filter(pk=reset, office_id=actor.office, state="asked").first()
    if found is None:
        raise Refused("requests.not_found")
    found.state, found.decided_by_id, found.decided_at = ("done" if yes else "refused"), int(actor.id), clock.now()
    with (
        refused_by("a_reset_takes_two", "people.reset_takes_two"),
        refused_by("nobody_resets_himself", "people.reset_not_yourself"),
    ):
        found.save(update_fields=["state", "decided_by", "decided_at"])
    if yes:
        owner = Account.objects.select_for_update().get(pk=found.account_id)
        Authenticator.objects.filter(user_id=owner.pk).delete()
        owner.epoch += 1
        owner.save(update_fields=["epoch"])
    journal.note(actor, f"account.reset_{found.state}", chain=f"account:{found.account_id}")


def _post(owner: Account, *, role: Role, counter: str, certificate_no: str, actor: Actor) -> Post:
    if role in {"citizen", "platform", "machine", "system"}:
        raise Refused("people.no_such_post")
    place = Counter.objects.filter(office_id=actor.office, code=counter).first() if counter else None
    if counter and place is None:
        raise Refused("offices.no_such_counter", counter=counter[:8])
    if role == "inspector" and not certificate_no.strip():
        raise Refused("people.certificate_needed")
    with refused_by("one_post_per_role", "people.post_already"):
        made = Post.objects.create(
            account=owner, office_id=actor.office, role=role, counter=place, certificate_no=certificate_no.strip()[:40]
        )
    journal.note(actor, "account.appointed", chain=f"account:{owner.pk}", detail={"role": role, "counter": counter})
    return made


def _locked(key: int, actor: Actor) -> Account:
    """Lock an account of the actor's office; another's is not there."""
    if not Post.objects.filter(account_id=key, office_id=actor.office).exists():
        raise Refused("requests.not_found")
    return Account.objects.select_for_update().get(pk=key)


def _kept(found: list[Account], office: str) -> list[Kept]:
    keys = [one.pk for one in found]
    posts = list(Post.objects.filter(account_id__in=keys, office_id=office).select_related("counter").order_by("role"))
    bound = set(
        Authenticator.objects.filter(user_id__in=keys, type__in=["totp", "webauthn"]).values_list("user_id", flat=True)
    )
    resets = {one.account_id: one for one in FactorReset.objects.filter(account_id__in=keys, state="asked")}
    return [
        Kept(
            id=one.pk,
            username=one.username,
            name=one.name,
            is_active=one.is_active,
            last_seen=one.last_login,
            has_factor=one.pk in bound,
            posts=[post for post in posts if post.account_id == one.pk],
            reset=resets.get(one.pk),
        )
        for one in found
    ]
