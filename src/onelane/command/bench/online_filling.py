"""Fill the office of a measurement with people, their cars and open applications, by the database itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import django
from django.db import connection

OFFICE = "qingdao"
SERVICE = "inspection-exempt-mark"
ACCOUNTS = 40_000  # of the people, these can sign in and apply in a measurement
PATTERN = "BENCH"

TABLES = ("people_person", "vehicles_vehicle", "vehicles_ownership", "vehicles_numberhistory", "people_account")
# What the database does for each single row (a look into another table, an entry in each index, a comparison with all
# others) it does many times faster for all rows at once, so it is taken away for the filling and made again after it.
_CHECKS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('x', 'f') AND conrelid = ANY (%s::regclass[]) ORDER BY contype DESC
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_SPEED = "SET synchronous_commit = off; SET maintenance_work_mem = '512MB'; SET max_parallel_maintenance_workers = 2"
# Identity numbers of region 370299, which does not exist; the office checks them at its doors, not in its tables.
_PEOPLE = """
INSERT INTO people_person (kind, id_type, id_no, name, mobile, domicile, mail_address, postcode, known_since)
SELECT 'individual', 'A',
  '370299' || to_char(date '1950-01-01' + g %% 18000, 'YYYYMMDD') || lpad((g / 18000)::text, 4, '0'),
  '试' || chr(19968 + g %% 20000), '138' || lpad((g %% 100000000)::text, 8, '0'), '',
  '山东省青岛市市南区示例路' || g %% 999 || '号',
  '266000', now()
FROM generate_series(1, %(people)s) g
"""
_CARS = """
WITH made AS (
  INSERT INTO vehicles_vehicle (office_id, vin, vehicle_type, use_nature, plate_category, particulars, certificate_no,
    status, registered_at, inspection_valid_to, insured_to, tax_paid_to, mortgaged, injury_accident,
    illegally_modified, contact_mobile, contact_address, contact_postcode)
  SELECT %(office)s, 'LSVAU2180TB' || lpad((g %% 1000000)::text, 6, '0'), 'K33', 'A', '02', %(particulars)s::jsonb,
    '37' || lpad(g::text, 10, '0'), 'A', %(registered)s::timestamptz, %(valid_to)s::date,
    %(insured)s::date, %(insured)s::date, false, false, false, '', '', ''
  FROM generate_series(1, %(people)s) g RETURNING id
), placed AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM made),
owners AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM people_person WHERE id_no LIKE '370299%%'),
owned AS (
  INSERT INTO vehicles_ownership (vehicle_id, owner_id, during, acquired_by)
  SELECT placed.id, owners.id, tstzrange(%(registered)s::timestamptz, NULL), 'A' FROM placed JOIN owners USING (place)
)
INSERT INTO vehicles_numberhistory (vehicle_id, plate, category, during)
SELECT id, '鲁' || chr(65 + (place / 100000)::int) || lpad((place %% 100000)::text, 5, '0'), '02',
  tstzrange(%(registered)s::timestamptz, NULL) FROM placed
"""
_ACCOUNTS = """
INSERT INTO people_account (username, name, password, is_active, person_id, mobile, email, epoch)
SELECT 'bench-' || place, '', '', true, id, '', '', 0
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM people_person WHERE id_no LIKE '370299%%') p
WHERE place <= %(accounts)s
"""
_CASES = (
    """
    CREATE TEMP TABLE copied AS
    WITH pattern AS (SELECT * FROM cases_case WHERE id = %(case)s), made AS (
      INSERT INTO cases_case
        (office_id, number, plan_id, state, marking, taken, rank_at, present, version, opened_at)
      SELECT office_id, 'Q' || g, plan_id, state, marking, taken, rank_at, present, version, opened_at
      FROM pattern, generate_series(1, %(cases)s) g RETURNING id
    ) SELECT id, row_number() OVER (ORDER BY id) AS place FROM made
    """,
    """
    INSERT INTO cases_file (case_id, answers)
    SELECT copied.id, f.answers FROM copied, cases_file f WHERE f.case_id = %(case)s
    """,
    """
    INSERT INTO applications_application (case_id, office_id, service, channel, applicant_id, acted_by, about, subject,
      language, typed, request_key, submit_key, begun_at, touched_at, submitted_at, desk, due_at)
    SELECT copied.id, a.office_id, a.service, a.channel, a.applicant_id, a.acted_by, a.about, a.subject, a.language,
      '{}', '', '', a.begun_at, a.touched_at, a.submitted_at, a.desk, a.due_at + copied.place * interval '1 s'
    FROM copied, applications_application a WHERE a.case_id = %(case)s
    """,
    "DROP TABLE copied",
)


def main(people: int, cases: int) -> None:
    """Fill the office as the owner of its tables, and say who can sign in."""
    django.setup()
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office

    load_office(catalogue.current().office(OFFICE))
    _people(people)
    case = _pattern()
    with connection.cursor() as cursor:
        for statement in _CASES:
            cursor.execute(statement, {"case": case, "cases": cases})
    reviewers = _staff()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    print(json.dumps({"reviewers": reviewers}))


def _people(people: int) -> None:
    told: dict[str, Any] = {
        "people": people, "accounts": min(people, ACCOUNTS), "office": OFFICE,
        "particulars": '{"seats": 5, "manufacture_date": "2024-09-01"}',
        "registered": datetime(2024, 12, 10, 2, tzinfo=UTC), "valid_to": "2026-12-31", "insured": "2027-12-31",
    }  # fmt: skip
    with connection.cursor() as cursor, _light(cursor):
        for statement in (_PEOPLE, _CARS, _ACCOUNTS):
            cursor.execute(statement, told)


@contextmanager
def _light(cursor: Any) -> Iterator[None]:
    """Take checks and indexes of the large tables away, and make them again over all rows at once."""
    cursor.execute(_SPEED)
    cursor.execute(_CHECKS, [list(TABLES)])
    checks = cursor.fetchall()
    cursor.execute(_INDEXES, [list(TABLES)])
    indexes = cursor.fetchall()
    for table, name, _ in checks:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in reversed(checks):
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _pattern() -> int:
    """Let the first citizen apply through the office's own deeds; the other open cases are copies of this one."""
    from onelane.command.bench.online_client import Applicant

    return Applicant(1).apply()


def _staff() -> list[str]:
    from onelane.command.bench.crew import CLIENTS
    from onelane.registers.people import second_factor, staff

    names = [f"bench-reviewer-{place}" for place in range(CLIENTS)]
    for name in names:
        post = staff.appoint(
            username=name, name=name, office=OFFICE, role="reviewer", password=os.environ["BENCH_PASSWORD"]
        )
        second_factor.give_practice(account=post.account_id)
    return names


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
