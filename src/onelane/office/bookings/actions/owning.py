"""Whose wish or place it is: a citizen acts on his own, and learns nothing about another's."""

from __future__ import annotations

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.people.queries import may_act_for, person_of

BY_AGENT = {"inspection": "inspection-booking", "exchange": "new-energy-plate-appointment"}
"""The services of slots, which an agent may ask for (R164 art.86); a driving test is booked in person."""


def must_be_his(person_id: int, actor: Actor, code: str, *, kind: str = "test", vehicle: int | None = None) -> None:
    """Refuse with `code`, which says "not found", a citizen who is not this person (R162 art.39, 46: in person).

    About a vehicle's slot the owner may have authorised somebody.
    """
    if not actor.may("citizen") or person_of(actor) == person_id:
        return
    service = BY_AGENT.get(kind)
    if service is None or may_act_for(actor, person_id, "vehicle", service=service, subject=vehicle) is None:
        raise Refused(code)
