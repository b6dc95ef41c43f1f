"""Fill an office with many waiting owners in a second: one real ticket, copied by the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from onelane.kernel.actor import Actor
from onelane.office.cases import path as paths
from onelane.office.cases.models import Case
from onelane.office.cases.plans import path_of
from onelane.office.lane import actions as lane
from onelane.registers.offices import actions as offices
from onelane.registers.offices import catalogue

OFFICE = "qingdao"
SERVICE = "first-registration"

# The copies differ in their place only; each has its file, its ticket and the first entry of its chain, as a real one.
_COPY = (
    """
    CREATE TEMP TABLE copied AS
    WITH pattern AS (SELECT * FROM cases_case WHERE id = %(case)s), made AS (
      INSERT INTO cases_case
        (office_id, number, plan_id, state, marking, taken, rank_at, present, version, opened_at)
      SELECT office_id, %(mark)s || g, plan_id, state, %(marking)s::text[], taken, rank_at + g * interval '1 s',
        present, version, opened_at
      FROM pattern, generate_series(1, %(count)s) g RETURNING id
    ) SELECT id, row_number() OVER (ORDER BY id) AS place FROM made
    """,
    "INSERT INTO cases_file (case_id, answers) SELECT id, '{}' FROM copied",
    """
    INSERT INTO lane_ticket
      (office_id, case_id, day, number, series, key, request_key, priority, priority_reason, arrived_at, taken_at,
       medium, issued_at, copies, state, state_since, away_reason, absences)
    SELECT t.office_id, copied.id, t.day, copied.place, %(mark)s, replace(gen_random_uuid()::text, '-', ''),
      'copy-' || copied.id, t.priority, '', t.arrived_at, t.taken_at, t.medium, t.issued_at, t.copies, t.state,
      t.state_since, '', 0
    FROM copied, lane_ticket t WHERE t.case_id = %(case)s
    """,
    """
    SELECT count(records_note('case:' || copied.id, e.office, e.at, e.actor, e.deed, e.body))
    FROM copied, records_entry e WHERE e.chain = 'case:' || %(case)s AND e.seq = 1
    """,
    "DROP TABLE copied",
)


def load() -> None:
    """Load the demo office with the indexes of its queues; needs the owner of the tables."""
    offices.load_office(catalogue.current().office(OFFICE))
    offices.index_queues()


def fill(count: int, *, done: Sequence[str] = (), mark: str = "B") -> list[int]:
    """Make `count` cases of present owners in which the steps `done` are done, and return their keys in order.

    `mark` is the series of their tickets; each filling needs one of its own.
    """
    guide = Actor("bench:guide", "guide", OFFICE)
    ticket = lane.take_ticket(service=SERVICE, actor=guide, request_key=f"pattern-{mark}", medium="screen")
    case = Case.objects.get(pk=ticket.case_id)
    path, marking = path_of(case.plan_id), frozenset(case.marking)
    for step in done:
        marking = paths.complete(path, marking, step)
    told: dict[str, Any] = {"case": case.pk, "count": count, "mark": mark, "marking": sorted(marking)}
    with connection.cursor() as cursor:
        for statement in _COPY:
            cursor.execute(statement, told)
    Case.objects.filter(pk=case.pk).update(present=False)  # the pattern itself is not called
    return cases_of(mark)


def cases_of(mark: str) -> list[int]:
    """Return the keys of the cases that a filling made."""
    made = Case.objects.filter(office=OFFICE, number__startswith=mark)
    return list(made.order_by("pk").values_list("pk", flat=True))


def seat(count: int, *, steps: Sequence[str]) -> list[str]:
    """Make `count` windows that work `steps`, and return their signs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO offices_counter (office_id, code, name_zh, name_en, kind, steps)
            SELECT %s, 'X' || g, '', '', 'window', %s::varchar[] FROM generate_series(1, %s) g RETURNING code
            """,
            [OFFICE, list(steps), count],
        )
        return [str(row[0]) for row in cursor.fetchall()]
