"""Giving places out with the office's verifiable random function, and going on with what comes free."""

from __future__ import annotations

from datetime import datetime

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries, rules
from onelane.office.bookings.models import Allotment
from onelane.office.plates import keys, vrf


def seed(root: str) -> tuple[str, bytes]:
    """Return proof and output of the random function for the root of an allotment (RFC 9381)."""
    proof = vrf.prove(keys.secret(), question(root))
    return proof.hex(), vrf.proof_to_hash(proof)


def question(root: str) -> bytes:
    """Return what the random function is asked for an allotment."""
    return f"onelane allotment 1\n{root}\n".encode()


def give_out_due(at: datetime | None = None) -> list[Allotment]:
    """Give out the places of every deadline that is over; done by the worker, once for each."""
    at = at or clock.now()
    made = []
    for office, kind, subject, deadline in queries.due(at):
        made.append(
            bookings.allot(
                kind=_kind(kind), subject=subject, deadline_at=deadline, seed=seed,
                actor=Actor(id="bookings", role="system", office=office), at=at,
            )
        )  # fmt: skip
    return made


def _kind(told: str) -> rules.Kind:
    for one in rules.KINDS:
        if one == told:
            return one
    raise LookupError(told)
