"""The life of a message, and the table of who is told what."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from onelane.kernel.refusal import Refused

Channel = Literal["sms", "mail", "wechat"]
State = Literal["waiting", "sent", "given_up"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
STATES: tuple[State, ...] = get_args(State)
GIVE_UP_AFTER = timedelta(hours=24)
"""A message that could not be sent for a day is no news any more."""
CODE = "one-time-code"
CODE_KEPT = timedelta(minutes=10)
FILE = Path(__file__).with_name("templates.toml")


@dataclass(frozen=True, slots=True)
class Template:
    """One message: to whom it goes, and its words in both languages."""

    code: str
    to: tuple[str, ...]
    zh: str
    en: str

    def said(self, language: str, facts: Mapping[str, object]) -> str:
        """Return the message in the reader's language; a fact that is missing is a fault, told at once."""
        return (self.zh if language.startswith("zh") else self.en).format_map(dict(facts))

    @property
    def facts(self) -> set[str]:
        """Return the facts that its words need."""
        return {name for _, name, _, _ in string.Formatter().parse(self.zh) if name}


@cache
def templates() -> dict[str, Template]:
    """Return all messages by code, read once."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: Template(code, tuple(one["to"]), one["zh"], one["en"]) for code, one in told.items()}


def template(code: str) -> Template:
    """Return a message by its code; refuse `messages.unknown_template`."""
    found = templates().get(code)
    if found is None:
        raise Refused("messages.unknown_template", template=code[:40])
    return found


def channels(*, sms: bool, mail: bool, wechat: bool, has: Mapping[Channel, str]) -> list[Channel]:
    """Return over which channels somebody is told: those he chose and can be reached by; never none if any works."""
    wanted: dict[Channel, bool] = {"sms": sms, "mail": mail, "wechat": wechat}
    found = [one for one in CHANNELS if wanted[one] and has.get(one)]
    return found or [one for one in CHANNELS if has.get(one)][:1]
