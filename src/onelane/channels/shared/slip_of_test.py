"""The slip that only shows whether a printer works."""

from __future__ import annotations

from typing import Any

from onelane.kernel import clock
from onelane.office.kiosks.devices import Sheet
from onelane.registers.offices import queries as offices

CHARACTERS = "ABCXYZ 0123456789 龘䶮㛃"


def sheet(kiosk: Any) -> Sheet:
    """Return what stands on it: whose printer, when, and characters that are hard to draw."""
    now = clock.now().astimezone(clock.OFFICE_ZONE)
    return Sheet(
        office=offices.office_of(kiosk.office_id).name_zh, title="打印测试 Test",
        rows=(("自助机", kiosk.name), ("时间", f"{now:%Y-%m-%d %H:%M}")), number=kiosk.name, foot=CHARACTERS,
    )  # fmt: skip
