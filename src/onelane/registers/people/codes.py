"""One-time codes by message (短信验证码): sent through the outbox, six digits, ten minutes, five tries."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from onelane.kernel import clock
from onelane.kernel.numbers.contacts import check_mobile
from onelane.kernel.refusal import Refused
from onelane.records import outbox
from onelane.registers.people.models import MessageCode

LASTS = timedelta(minutes=10)  # codes are not kept longer (domain reference, section 10)
BETWEEN = timedelta(seconds=60)
A_DAY, MOST_A_DAY = timedelta(days=1), 10
TRIES = 5
DIGITS = 6


@transaction.atomic
def send(
    *, mobile: str, purpose: str, language: str, really: bool = True,
    draw: Callable[[int], int] = secrets.randbelow,
) -> str:  # fmt: skip
    """Send a fresh code to a mobile number and return it, for the practice office to show; refuse too many.

    Without `really` everything is counted alike and nothing is sent: who has an account is nobody's business.

    `purpose` is `register`, `prove`, `recover` or `contact`; a code for one purpose is worth nothing for another.
    """
    now, number = clock.now(), check_mobile(mobile)
    key = _key("mobile", number)
    sent = MessageCode.objects.select_for_update().filter(mobile_key=key, sent_at__gt=now - A_DAY)
    times = sorted(one.sent_at for one in sent)
    if times and now - times[-1] < BETWEEN:
        raise Refused("people.code_too_soon", seconds=max(1, (BETWEEN - (now - times[-1])).seconds))
    if len(times) >= MOST_A_DAY:
        raise Refused("people.codes_too_many", most=MOST_A_DAY)
    code = f"{draw(10**DIGITS):0{DIGITS}d}"
    MessageCode.objects.filter(sent_at__lt=now - A_DAY).delete()
    row = MessageCode.objects.create(mobile_key=key, purpose=purpose, digest=_key(key, code), sent_at=now)
    minutes = int(LASTS.total_seconds() // 60)
    told = {"template": "one-time-code", "mobile": number, "language": language}
    if really:
        outbox.put("message.send", f"code:{row.pk}", {**told, "facts": {"code": code, "minutes": minutes}})
    return code


def check(*, mobile: str, purpose: str, code: str) -> None:
    """Use up the newest code of a mobile number; refuse one that is wrong, old, used, or was tried too often."""
    now, key = clock.now(), _key("mobile", check_mobile(mobile))
    newest = MessageCode.objects.filter(mobile_key=key, purpose=purpose).order_by("-sent_at").first()
    if newest is None or newest.used_at is not None or now - newest.sent_at > LASTS:
        raise Refused("people.code_over")
    # Counted before it is looked at, in a statement of its own: guesses made at one moment cannot slip through.
    if not MessageCode.objects.filter(pk=newest.pk, used_at=None, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise Refused("people.code_over")
    if not constant_time_compare(newest.digest, _key(key, code.strip())):
        raise Refused("people.code_wrong")
    if not MessageCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=now):
        raise Refused("people.code_over")


def _key(salt: str, text: str) -> str:
    return salted_hmac(f"onelane.code.{salt}", text, algorithm="sha256").hexdigest()
