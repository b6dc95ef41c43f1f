"""What sessions, places and wishes are called, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

KINDS = {"test": _("Driving test"), "inspection": _("Vehicle inspection"), "exchange": _("Exchange of plates")}
SUBJECTS = {
    "1": _("Subject 1 (theory)"), "2": _("Subject 2 (field)"), "3": _("Subject 3 (road)"),
    "4": _("Safety theory"),
}  # fmt: skip
STATES = {
    "booked": ("now", _("Booked")), "make_up": ("held", _("Make-up left")), "passed": ("done", _("Passed")),
    "failed": ("fail", _("Not passed")), "absent": ("no_show", _("Did not come")), "arrived": ("done", _("Came")),
    "cancelled": ("cancelled", _("Given back")), "displaced": ("held", _("Called off")),
}  # fmt: skip


def site(one: Any) -> str:
    """Return the name of a site."""
    return str(one.name_zh if _chinese() else one.name_en)


def address(one: Any) -> str:
    """Return the address of a site."""
    return str(one.address_zh if _chinese() else one.address_en or one.address_zh)


def title(kind: str, subject: str) -> str:
    """Return what is booked."""
    return gettext(SUBJECTS[subject]) if kind == "test" and subject in SUBJECTS else gettext(KINDS.get(kind, kind))


def when(one: Any) -> str:
    """Return day and hours of a session."""
    return f"{day(one.starts_at)} {localtime(one.starts_at):%H:%M}–{localtime(one.ends_at):%H:%M}"


def day(at: datetime) -> str:
    """Return a day with its weekday."""
    local = localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')} {date_format(local, 'D')}"


def state(one: Any) -> tuple[str, str]:
    """Return look and word of a booking's state."""
    look, word = STATES[one.state]
    return look, gettext(word)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
