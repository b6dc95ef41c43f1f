"""The second factor of an account (二次验证): codes of an authenticator app (RFC 6238), recovery codes, passkeys.

The secrets and ceremonies are allauth's; what counts as used, and when, is decided here with the office's clock.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.crypto import constant_time_compare

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import one_time
from onelane.kernel.numbers.one_time import PRACTICE_SECRET
from onelane.kernel.refusal import Refused
from onelane.records import journal
from onelane.registers.people.models import Account

AROUND = (-1, 0, 1)  # periods; clocks of phones go wrong by some seconds


def fresh_secret() -> str:
    """Return a new secret for an authenticator app; it counts when a code made with it was typed."""
    return str(generate_totp_secret())


def kinds_of(account: int) -> set[str]:
    """Return which second factors an account has: `totp`, `recovery_codes`, `webauthn`."""
    return set(Authenticator.objects.filter(user_id=account).values_list("type", flat=True))


def is_practice(account: int) -> bool:
    """Tell whether the account's authenticator app is the one of the demonstration."""
    row = Authenticator.objects.filter(user_id=account, type=Authenticator.Type.TOTP).first()
    return row is not None and decrypt(row.data["secret"]) == PRACTICE_SECRET


def practice_code() -> str:
    """Return what the demonstration's authenticator app shows now."""
    return one_time.practice_code(clock.now())


@transaction.atomic
def give_practice(*, account: int) -> None:
    """Give a demonstration account the demonstration's authenticator app, if it has none."""
    if not Authenticator.objects.filter(user_id=account, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(Account.objects.get(pk=account), PRACTICE_SECRET)


@transaction.atomic
def add_app(*, account: int, secret: str, code: str, actor: Actor) -> None:
    """Bind an authenticator app (动态验证码) to the account; the code typed proves that the app has the secret."""
    if _matching(secret, code, after=0) is None:
        raise Refused("auth.code_wrong")
    owner = Account.objects.select_for_update().get(pk=account)
    if Authenticator.objects.filter(user_id=account, type=Authenticator.Type.TOTP).exists():
        raise Refused("auth.app_already")
    TOTP.activate(owner, secret)
    journal.note(actor, "account.app_added", chain=f"account:{account}")


@transaction.atomic
def remove(*, account: int, authenticator: int, actor: Actor) -> None:
    """Take a second factor away; the last one of a member of staff stays."""
    owner = Account.objects.select_for_update().get(pk=account)
    mine = list(Authenticator.objects.filter(user_id=account).exclude(type=Authenticator.Type.RECOVERY_CODES))
    found = next((one for one in mine if one.pk == authenticator), None)
    if found is None:
        raise Refused("requests.not_found")
    if len(mine) == 1 and owner.posts.exists():
        raise Refused("auth.last_factor")
    found.delete()
    if len(mine) == 1:
        Authenticator.objects.filter(user_id=account).delete()
    journal.note(actor, "account.factor_removed", chain=f"account:{account}", detail={"kind": found.type})


@transaction.atomic
def fresh_recovery_codes(*, account: int, actor: Actor) -> list[str]:
    """Return new recovery codes, to be shown once; the former ones end."""
    Authenticator.objects.filter(user_id=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(Account.objects.get(pk=account)).get_unused_codes()
    journal.note(actor, "account.recovery_codes", chain=f"account:{account}")
    return list(codes)


def recovery_codes_left(account: int) -> int:
    """Return how many recovery codes are unused."""
    row = Authenticator.objects.filter(user_id=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return 0 if row is None else len(RecoveryCodes(row).get_unused_codes())


@transaction.atomic
def check_code(*, account: int, code: str, practice: bool) -> str:
    """Use up a code of the app or a recovery code and return its kind; refuse a wrong one and one used before.

    `practice` says that this is a practice office: only there the demonstration's app counts, and its codes again.
    """
    rows = Authenticator.objects.select_for_update().filter(user_id=account)
    for row in rows.filter(type=Authenticator.Type.TOTP):
        if _app_says(row, code, practice=practice):
            return "totp"
    for row in rows.filter(type=Authenticator.Type.RECOVERY_CODES):
        if RecoveryCodes(row).validate_code(code.strip()):
            return "recovery_codes"
    raise Refused("auth.code_wrong")


def _app_says(row: Authenticator, code: str, *, practice: bool) -> bool:
    secret = decrypt(row.data["secret"])
    if secret == PRACTICE_SECRET:
        return practice and _matching(secret, code, after=0) is not None
    period = _matching(secret, code, after=row.data.get("used_until", 0))
    if period is None:
        return False
    row.data["used_until"] = period  # RFC 6238, section 5.2: a code counts once, whichever process saw it
    row.last_used_at = clock.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def _matching(secret: str, code: str, *, after: int) -> int | None:
    """Return the period whose code this is, later than `after`, or None."""
    now, told = one_time.period_of(clock.now()), "".join(code.split())
    for period in (now + step for step in AROUND):
        if period > after and constant_time_compare(told, one_time.code(secret, period)):
            return period
    return None
