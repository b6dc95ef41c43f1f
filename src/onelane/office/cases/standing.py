"""Where a case stands, read under its row lock: the first of the two statements of every move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.path import Marking, Path
from onelane.office.cases.plans import path_of
from onelane.office.cases.rules import State
from onelane.records import statements
from onelane.registers.offices.queries import counter_id_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A locked case: its place on the path, and the live work on one step of it, if any."""

    id: int
    office: str
    number: str
    plan: str
    state: State
    marking: Marking
    taken: tuple[str, ...]
    present: bool
    rank_at: datetime
    work_id: int | None
    work_actor: str
    work_counter: int | None
    began: bool

    def in_hands_of(self, actor: Actor) -> bool:
        """Tell whether the actor, or the counter where he sits, has the step in hand."""
        if self.work_actor == actor.id or actor.role == "system":
            return True
        return bool(actor.counter) and self.work_counter == counter_id_of(actor)

    @property
    def path(self) -> Path:
        """Return the path this case opened with."""
        return path_of(self.plan)


# One row lock per transaction, always on the case and always first: deeds on one case queue up and cannot deadlock.
_LOCK = """
SELECT id, office_id, number, plan_id, state, marking, taken, present, rank_at
FROM cases_case WHERE id = %s FOR UPDATE
"""

# A statement of its own: one that had to wait for the lock would see the case of now beside the work of before.
_IN_HAND = """
SELECT id, actor, counter_id, began_at IS NOT NULL FROM cases_work
WHERE case_id = %s AND step = %s AND ended_at IS NULL
"""


def lock(case_id: int, step: str, actor: Actor) -> Standing:
    """Lock a case of the actor's office and tell where it stands; refuse `cases.not_found`, `cases.other_office`."""
    row = statements.one(_LOCK, [case_id])
    if row is None:
        raise Refused("cases.not_found")
    if row[1] != actor.office:
        raise Refused("cases.other_office")
    work = statements.one(_IN_HAND, [case_id, step]) if step in row[6] else None
    standing: tuple[Any, ...] = (
        *row[:5],
        frozenset(row[5]),
        tuple(row[6]),
        *row[7:],
        *(work or (None, "", None, False)),
    )
    return Standing(*standing)
