"""Giving places out with the office's verifiable random function, and going on with what comes free."""

from __future__ import annotations

from datetime import datetime

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries, ranking, rules
from onelane.office.bookings.models import Allotment
from onelane.office.plates import keys, vrf


def seed(root: str) -> tuple[str, bytes]:
    """Return proof and output of the random function for the root of an allotment (RFC 9381)."""
    proof = vrf.prove(keys.secret(), ranking.question(root))
    return proof.hex(), vrf.proof_to_hash(proof)


def public_key() -> str:
    """Return the public key against which anybody checks a draw."""
    return keys.public()


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


def open_doors(at: datetime | None = None) -> list[Allotment]:
    """Draw everybody behind a fair door that has closed; done by the worker, once for each door."""
    at = at or clock.now()
    found = []
    for office, kind, closed in queries.doors_due(at):
        actor = Actor(id="bookings", role="system", office=office)
        made = bookings.open_door(kind=_kind(kind), closes_at=closed, seed=seed, actor=actor, at=at)
        found += [made] if made else []
    return found


def _kind(told: str) -> rules.Kind:
    for one in rules.KINDS:
        if one == told:
            return one
    raise LookupError(told)
