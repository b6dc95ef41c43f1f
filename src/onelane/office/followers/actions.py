"""The deeds of binding: give a code, bind by it, unbind; and answering a message once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.followers import rules
from onelane.office.followers.models import Code, Follower, Seen
from onelane.records import journal
from onelane.registers.people import queries as people


@transaction.atomic
def give_code(*, actor: Actor, digits: Callable[[int], int], at: datetime | None = None) -> tuple[str, datetime]:
    """Give a citizen a code to send in the chat (绑定码); `digits` is the chance, a number below its argument."""
    now, account = at or clock.now(), _account(actor)
    code = str(digits(10**rules.DIGITS)).zfill(rules.DIGITS)
    until = now + rules.CODE_GOOD_FOR
    Code.objects.filter(good_until__lt=now).delete()
    Code.objects.update_or_create(account_id=account, defaults={"digest": _digest(code), "good_until": until})
    return code, until


@transaction.atomic
def bind(*, open_id: str, code: str, office: str, at: datetime | None = None) -> Follower:
    """Bind a WeChat account by a code, which is used up; refuse `followers.code_wrong`. A former binding ends."""
    now = at or clock.now()
    found = Code.objects.select_for_update().filter(digest=_digest(code), good_until__gt=now).first()
    if found is None or not open_id or len(open_id) > rules.LONGEST_ID:
        raise Refused("followers.code_wrong")
    account = found.account_id
    found.delete()
    Follower.objects.filter(open_id=open_id).exclude(account_id=account).delete()
    bound, _ = Follower.objects.update_or_create(account_id=account, defaults={"open_id": open_id, "bound_at": now})
    journal.note(Actor(str(account), "citizen", office), "wechat.bound", chain=f"account:{account}", at=now)
    return bound


@transaction.atomic
def unbind(*, actor: Actor, at: datetime | None = None) -> bool:
    """End the binding of a citizen's WeChat account (解绑); tell whether there was one."""
    account = _account(actor)
    ended, _ = Follower.objects.filter(account_id=account).delete()
    if ended:
        journal.note(actor, "wechat.unbound", chain=f"account:{account}", at=at)
    return bool(ended)


@transaction.atomic
def once(*, key: str, answer: Callable[[], str], at: datetime | None = None) -> str:
    """Answer a message once: the same message again, or at the same moment, gets the same answer and does nothing."""
    now = at or clock.now()
    digest = hashlib.sha256(key.encode()).hexdigest()
    Seen.objects.filter(at__lt=now - rules.SEEN_FOR).delete()
    seen, is_fresh = Seen.objects.get_or_create(key=digest, defaults={"at": now})
    if not is_fresh:
        return seen.answer
    told = answer()
    Seen.objects.filter(pk=digest).update(answer=told)
    return told


def _account(actor: Actor) -> int:
    if people.person_of(actor) is None:
        raise Refused("auth.no_person")
    return int(actor.id)


def _digest(code: str) -> str:
    """Return a keyed digest: rows alone do not tell the code."""
    return salted_hmac("onelane.wechat.code", code.strip(), algorithm="sha256").hexdigest()
