"""Background doors of the lane."""

from __future__ import annotations

from datetime import timedelta

from onelane.office.lane import actions as lane


def forget_yesterdays_standby() -> None:
    """Let no counter stand by for the next owner since an earlier day: whoever pressed Next there has gone home."""
    lane.stand_down_since_yesterday()


PERIODIC = ((timedelta(minutes=5), forget_yesterdays_standby),)
