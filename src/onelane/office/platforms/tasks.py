"""Background doors of platforms."""

from __future__ import annotations

from datetime import timedelta

from onelane.office.platforms import actions


def forget_old() -> None:
    """Forget answers of yesterday."""
    actions.forget_old()


PERIODIC = ((timedelta(minutes=10), forget_old),)
