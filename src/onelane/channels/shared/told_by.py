"""Messages as a page shows them: over which way, when, and whether they went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from datetime import datetime

WAYS = {
    "sms": ("device-mobile-message", _("Text message")),
    "mail": ("mail", _("E-mail")),
    "wechat": ("brand-wechat", _("WeChat")),
}
STATES = {"waiting": _("goes out in a moment"), "given_up": _("could not be delivered")}


@dataclass(frozen=True, slots=True)
class Told:
    """One message on a page."""

    icon: str
    way: str
    words: str
    at: datetime
    state: str


def told_by(letter: Any) -> Told:
    """Return a message in the reader's words; what it says stays in the language in which it was sent."""
    icon, way = WAYS[letter.channel]
    state = gettext(STATES[letter.state]) if letter.state in STATES else ""
    return Told(icon, gettext(way), letter.words, letter.sent_at or letter.made_at, state)
