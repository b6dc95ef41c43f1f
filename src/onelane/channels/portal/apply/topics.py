"""The pages of an application: each asks about one topic, and no page asks for more than a hand can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.catalogue.spec import Field, JsonValue

MOST = 7  # questions on one page
TITLES = {
    "answers": _("Your application"),
    "contact": _("How to reach you"),
    "delivery": _("How it comes to you"),
    "statements": _("What you declare"),
}
_DELIVERY = ("delivery_mode", "recipient_", "pickup_")
_CONTACT = ("mobile", "phone", "email", "postcode", "mail_address", "contact_")


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of questions."""

    code: str
    title: str
    fields: tuple[Field, ...]


def topics(asked: Sequence[Field]) -> list[Topic]:
    """Cut the questions of a service into pages, in the order of the service; what is fixed is not asked."""
    groups: dict[str, list[Field]] = {}
    for field in asked:
        if not field.fixed:
            groups.setdefault(_topic_of(field, groups), []).append(field)
    order = sorted(groups, key=list(TITLES).index)
    return [page for code in order for page in _pages(code, groups[code])]


def known(asked: Sequence[Field], answers: Mapping[str, JsonValue]) -> list[Field]:
    """Return what the office knows already and shows instead of asking."""
    return [field for field in asked if field.fixed and answers.get(field.code) not in (None, "")]


def _topic_of(field: Field, groups: Mapping[str, Sequence[Field]]) -> str:
    if field.when is not None:  # what hangs on an answer stands on its page
        for code, fields in groups.items():
            if field.when[0] in {one.code for one in fields}:
                return code
    if field.type == "agree":
        return "statements"
    if field.code.startswith(_DELIVERY):
        return "delivery"
    return "contact" if field.code.startswith(_CONTACT) else "answers"


def _pages(code: str, fields: Sequence[Field]) -> list[Topic]:
    title = gettext(TITLES[code])
    if len(fields) <= MOST:
        return [Topic(code, title, tuple(fields))]
    count = -(-len(fields) // MOST)
    size = -(-len(fields) // count)
    cut = [fields[at : at + size] for at in range(0, len(fields), size)]
    return [
        Topic(code if at == 0 else f"{code}-{at + 1}", f"{title} ({at + 1}/{len(cut)})", tuple(part))
        for at, part in enumerate(cut)
    ]
