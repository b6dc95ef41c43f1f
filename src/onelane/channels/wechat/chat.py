"""What the official account answers: how your cases stand, in plain words; nothing about anybody to a stranger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from onelane.channels.shared import attempts
from onelane.channels.shared.case_words import CaseWords
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.problems import said
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.followers import queries as followers
from onelane.office.stations import applied, following
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.channels.wechat.letters import Letter

SHOWN = 5
CODE = re.compile(r"(?:绑定|bind)?[\s:：]*([0-9]{8})", re.IGNORECASE)
ASKS = frozenset({"进度", "查询", "状态", "我的业务", "办到哪了", "查进度", "status", "cases", "my-cases"})
ENDS = frozenset({"解绑", "解除绑定", "取消绑定", "unbind"})
ENGLISH = re.compile(r"[A-Za-z ]+")


def answer(letter: Letter, office: str, address: str) -> str:
    """Return the answer to a message; English is answered in English."""
    said_ = letter.event_key if letter.event.upper() == "CLICK" else letter.text
    is_english = letter.kind == "text" and ENGLISH.fullmatch(said_) is not None
    with translation.override("en" if is_english else "zh-hans"):
        if letter.kind == "event" and letter.event.lower() == "subscribe":
            return _welcome(address)
        if letter.kind not in {"text", "event"}:
            return _help()
        try:
            return _said(said_.strip(), letter.sender, office, address)
        except Refused as refused:
            return said(refused)


def _said(text: str, open_id: str, office: str, address: str) -> str:
    if (code := CODE.fullmatch(text)) is not None:
        return _bound(open_id, code[1], office)
    account = followers.account_of(open_id)
    actor = Actor(str(account), "citizen", office) if account is not None else None
    if text.lower() in ENDS:
        return _unbound(actor)
    if actor is None:
        return _stranger(address)
    if text.lower() in ASKS:
        return _cases(actor)
    return _one(actor, text) if re.fullmatch(r"[A-Za-z0-9-]{6,20}", text) and any(map(str.isdigit, text)) else _help()


def _bound(open_id: str, code: str, office: str) -> str:
    """Bind by a code, with tries counted so that nobody finds one by trying."""
    closed = attempts.minutes_closed(f"wechat {open_id}")
    if closed:
        raise Refused("auth.locked", minutes=closed)
    following.bind(open_id=open_id, code=code, office=office)
    attempts.forget(f"wechat {open_id}")
    return gettext("Bound. Send “status” to see how your cases stand, “unbind” to end this.")


def _unbound(actor: Actor | None) -> str:
    if actor is None or not following.unbind(actor=actor):
        return gettext("This WeChat account is not bound to anybody.")
    return gettext("The binding is ended. Nothing about you is told here any more.")


def _cases(actor: Actor) -> str:
    found = applied.page(actor, limit=SHOWN)
    if not found:
        return gettext("You have applied for nothing yet.")
    return "\n".join(_line(CaseWords(one, actor)) for one in found)


def _one(actor: Actor, number: str) -> str:
    return _line(CaseWords(applied.mine(number=number, actor=actor), actor))


def _line(case: CaseWords) -> str:
    title = worded(catalogue.current().services[case.mine.service].title)
    return gettext("%(title)s (%(number)s): %(standing)s") % {
        "title": title, "number": case.mine.number, "standing": case.standing,
    }  # fmt: skip


def _welcome(address: str) -> str:
    return gettext("Welcome. Here you ask how your cases stand.") + "\n" + _stranger(address)


def _stranger(address: str) -> str:
    told = gettext("First bind this WeChat account to yourself: open %(page)s, sign in, and send the code here.")
    return told % {"page": f"{address}/my/wechat/"}


def _help() -> str:
    return gettext("Send “status” for your cases, a number for one of them, or “unbind” to end the binding.")
