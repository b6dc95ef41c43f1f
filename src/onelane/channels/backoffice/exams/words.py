"""What the exam office calls its sessions and places."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

KINDS = {"test": _("Driving test"), "inspection": _("Vehicle inspection"), "exchange": _("Exchange of plates")}
SUBJECTS = {"1": _("Subject 1"), "2": _("Subject 2"), "3": _("Subject 3"), "4": _("Safety theory")}
SESSIONS = {
    "planned": ("waiting", _("Waits for the second person")), "published": ("now", _("On the public plan")),
    "held": ("done", _("Held")), "cancelled": ("cancelled", _("Called off")),
}  # fmt: skip
PLACES = {
    "booked": ("now", _("Booked")), "make_up": ("held", _("Make-up left")), "passed": ("done", _("Passed")),
    "failed": ("fail", _("Not passed")), "absent": ("no_show", _("Did not come")), "arrived": ("done", _("Came")),
    "cancelled": ("cancelled", _("Given back")), "displaced": ("cancelled", _("Called off")),
}  # fmt: skip


def title(one: Any) -> str:
    """Return what a session is."""
    return gettext(SUBJECTS[one.subject]) if one.kind == "test" else gettext(KINDS[one.kind])


def kind(one: Any) -> str:
    """Return what a site or session is for."""
    return gettext(KINDS[one.kind])


def site(one: Any) -> str:
    """Return the name of a site."""
    return str(one.name_zh if (get_language() or "zh").startswith("zh") else one.name_en)


def hours(one: Any) -> str:
    """Return the hours of a session."""
    return f"{localtime(one.starts_at):%H:%M}–{localtime(one.ends_at):%H:%M}"


def standing(one: Any) -> tuple[str, str]:
    """Return look and word of a session's state."""
    look, word = SESSIONS[one.state]
    return look, gettext(word)


def place(state: str) -> tuple[str, str]:
    """Return look and word of a place's state."""
    look, word = PLACES[state]
    return look, gettext(word)
