"""Whose wish or place it is: a citizen acts on his own, and learns nothing about another's."""

from __future__ import annotations

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.people.queries import person_of


def must_be_his(person_id: int, actor: Actor, code: str) -> None:
    """Refuse with `code`, which says "not found", a citizen who is not this person (R162 art.39, 46: in person)."""
    if actor.may("citizen") and person_of(actor) != person_id:
        raise Refused(code)
