"""Questions about followers."""

from __future__ import annotations

from datetime import datetime

from onelane.office.followers.models import Follower


def account_of(open_id: str) -> int | None:
    """Return the citizen's account to which a WeChat account is bound, or None; a locked account counts as none."""
    found = Follower.objects.filter(open_id=open_id, account__is_active=True)
    return found.values_list("account_id", flat=True).first()


def bound_since(account: int) -> datetime | None:
    """Return since when an account has a WeChat account bound, or None."""
    return Follower.objects.filter(account_id=account).values_list("bound_at", flat=True).first()
