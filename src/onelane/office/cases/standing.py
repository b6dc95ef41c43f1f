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
SELECT c.id, c.office_id, c.number, c.plan_id, c.state, c.marking, c.taken, c.present, c.rank_at,
       w.id, coalesce(w.actor, ''), w.counter_id, w.began_at IS NOT NULL
FROM cases_case c LEFT JOIN cases_work w ON w.case_id = c.id AND w.step = %s AND w.ended_at IS NULL
WHERE c.id = %s FOR UPDATE OF c
"""


def lock(case_id: int, step: str, actor: Actor) -> Standing:
    """Lock a case of the actor's office and tell where it stands; refuse `cases.not_found`, `cases.other_office`."""
    row = statements.one(_LOCK, [step, case_id])
    if row is None:
        raise Refused("cases.not_found")
    standing: tuple[Any, ...] = (*row[:5], frozenset(row[5]), tuple(row[6]), *row[7:])
    found = Standing(*standing)
    if found.office != actor.office:
        raise Refused("cases.other_office")
    return found
