"""Where a case stands, read under its row lock: the first of the two statements of every move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case
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
    row: Case
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


_FIELDS = [field.attname for field in Case._meta.concrete_fields]  # noqa: SLF001 - the documented way to a model's columns

# One row lock per transaction, always on the case and always first: deeds on one case queue up and cannot deadlock.
_LOCK = f"SELECT {', '.join(_FIELDS)} FROM cases_case WHERE id = %s FOR UPDATE"  # noqa: S608 - our own columns

# A statement of its own: one that had to wait for the lock would see the case of now beside the work of before.
_IN_HAND = """
SELECT id, actor, counter_id, began_at IS NOT NULL FROM cases_work
WHERE case_id = %s AND step = %s AND ended_at IS NULL
"""


def lock(case_id: int, step: str, actor: Actor) -> Standing:
    """Lock a case of the actor's office and tell where it stands; refuse `cases.not_found`, `cases.other_office`."""
    found = statements.one(_LOCK, [case_id])
    if found is None:
        raise Refused("cases.not_found")
    case = Case.from_db(DEFAULT_DB_ALIAS, _FIELDS, found)
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    work = statements.one(_IN_HAND, [case_id, step]) if step in case.taken else None
    work_id, work_actor, work_counter, began = work or (None, "", None, False)
    state: State = case.state  # type: ignore[assignment]  # the column holds what `rules` moves to
    return Standing(
        id=case.pk, office=case.office_id, number=case.number, plan=case.plan_id, state=state,
        marking=frozenset(case.marking), taken=tuple(case.taken), present=case.present, rank_at=case.rank_at, row=case,
        work_id=work_id, work_actor=work_actor, work_counter=work_counter, began=began,
    )  # fmt: skip
