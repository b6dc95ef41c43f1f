"""Fill a measurement's office with people signed in at home, each with an application that waits for a number."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

OFFICE, SERVICE = "qingdao", "plate-preselection-new"
LETTERS = "ABCDE"  # a hundred numbers each
SEGMENT = ("02", "鲁B", "LNLNN")

_PEOPLE = """
INSERT INTO people_person (kind, id_type, id_no, name, mobile, domicile, mail_address, postcode, known_since)
SELECT 'individual', 'A', '370299' || to_char(date '1950-01-01' + g, 'YYYYMMDD') || lpad((g %% 10000)::text, 4, '0'),
  '试', '', '', '', '', now() FROM generate_series(1, %s) g RETURNING id, id_no
"""
_ACCOUNTS = """
INSERT INTO people_account (username, name, password, is_active, person_id, mobile, email, epoch)
SELECT 'crush-' || one, '', '', true, one, '', '', 0 FROM unnest(%s::bigint[]) one RETURNING id, person_id
"""
_CASES = """
INSERT INTO cases_case (office_id, number, plan_id, state, marking, taken, rank_at, present, version, opened_at)
SELECT office_id, 'Q' || g, plan_id, state, marking, taken, rank_at, present, version, opened_at
FROM cases_case, generate_series(1, %s) g WHERE id = %s RETURNING id
"""
_FILES = """
INSERT INTO cases_file (case_id, answers)
SELECT told.id, f.answers || jsonb_build_object('car_vin', told.vin)
FROM unnest(%s::bigint[], %s::text[]) told (id, vin), cases_file f WHERE f.case_id = %s
"""
_APPLICATIONS = """
INSERT INTO applications_application (case_id, office_id, service, channel, applicant_id, acted_by, about, subject,
  language, typed, request_key, submit_key, begun_at, touched_at, submitted_at, desk, due_at)
SELECT told.id, a.office_id, a.service, a.channel, told.person, told.account::text, a.about, told.person, a.language,
  '{}', '', '', a.begun_at, a.touched_at, a.submitted_at, a.desk, a.due_at
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) told (id, person, account), applications_application a
WHERE a.case_id = %s
"""
_HANDS = """
INSERT INTO plates_hand (case_id, office_id, category, pool, owner, vin, online, turn, tries, plates, chosen)
SELECT id, %s, '02', '02', owner, vin, true, 0, 0, '{}', ''
FROM unnest(%s::bigint[], %s::text[], %s::text[]) told (id, owner, vin)
"""
_SESSIONS = """
INSERT INTO django_session (session_key, session_data, expire_date)
SELECT key, data, now() + interval '1 day' FROM unnest(%s::text[], %s::text[]) told (key, data)
"""


def main(people: int, numbers: int, opens_in: float, gathers: float) -> None:
    """Load the office, make the people and their applications, release the numbers last, and write who they are."""
    django.setup()
    from django.db import connection

    from onelane.command.bench import filling
    from onelane.kernel import clock
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    filling.load()
    Office.objects.filter(pk=OFFICE).update(settings={"door.gather_seconds": int(gathers)})
    forget()
    crowd = _crowd(people)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    opens_at = clock.now() + timedelta(seconds=opens_in)
    _release(numbers, opens_at)
    Path(os.environ["BENCH_CROWD"]).write_text(json.dumps(crowd), encoding="utf-8")
    print(json.dumps({"opens_at": opens_at.timestamp()}))


def _crowd(people: int) -> list[tuple[str, str]]:
    """Make everybody with an application of his own; return the number of each and the key of his session.

    The first applies through the office's own deeds, and is not of the crowd: the others' applications are copies.
    """
    persons = _ask(_PEOPLE, [people + 1])
    accounts = {person: account for account, person in _ask(_ACCOUNTS, [[key for key, _ in persons]])}
    pattern = _apply(persons[0][0], accounts[persons[0][0]])
    cases = [row[0] for row in _ask(_CASES, [people, pattern])]
    vins, crowd = [_vin(place) for place in range(people)], persons[1:]
    keys = [person for person, _ in crowd]
    _ask(_FILES, [cases, vins, pattern])
    _ask(_APPLICATIONS, [cases, keys, [accounts[key] for key in keys], pattern])
    _ask(_HANDS, [OFFICE, cases, [_owner(id_no, vin) for (_, id_no), vin in zip(crowd, vins, strict=True)], vins])
    sessions = [f"crush{place:027}" for place in range(people)]
    _ask(_SESSIONS, [sessions, [_session(accounts[key], key) for key in keys]])
    return [(f"Q{1 + place}", session) for place, session in enumerate(sessions)]


def _ask(statement: str, told: list[Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return cursor.fetchall() if cursor.description else []


def _apply(person: int, account: int) -> int:
    from onelane.kernel.actor import Actor
    from onelane.office.stations import applying
    from onelane.registers.offices import catalogue

    actor = Actor(str(account), "citizen", OFFICE)
    begun = applying.begin(service=SERVICE, applicant=person, subject=person, channel="portal", actor=actor)
    applying.save(case_id=begun.pk, answers=catalogue.current().services[SERVICE].example, actor=actor)
    applying.submit(case_id=begun.pk, actor=actor, request_key="crush")
    return int(begun.pk)


def _vin(place: int) -> str:
    from onelane.kernel.numbers.vin import check_digit

    plain = f"LSVAU2180TC{place:06}"
    return plain[:8] + check_digit(plain) + plain[9:]


def _owner(id_no: str, vin: str) -> str:
    from onelane.office.plates import queries

    told = queries.owner_and_vehicle({"owner_id_no": id_no, "vin": vin, "plate_category": SEGMENT[0]})
    return told.owner if told else ""


def _session(account: int, person: int) -> str:
    """Return what the office keeps of somebody who has just signed in."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    from onelane.kernel import clock
    from onelane.registers.people.models import Account

    now = int(clock.now().timestamp())
    told = {
        "_auth_user_id": str(account), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
        "_auth_user_hash": Account(pk=account, password="", epoch=0).get_session_auth_hash(),
        "citizen": {"office": OFFICE, "person": person, "name": "试*"}, "since": now, "seen": now + 3600,
    }  # fmt: skip
    return SessionStore().encode(told)


def _release(numbers: int, opens_at: datetime) -> None:
    """Release as many numbers, a hundred for each letter, for an opening that is soon."""
    from onelane.kernel.actor import Actor
    from onelane.office.plates import actions as plates

    category, prefix, pattern = SEGMENT
    last = f"A0{LETTERS[(numbers - 1) // 100]}{(numbers - 1) % 100:02}"
    made = plates.propose_segment(
        office=OFFICE, category=category, prefix=prefix, pattern=pattern, first="A0A00", last=last,
        actor=Actor("bench:maker", "manager", OFFICE),
    )  # fmt: skip
    plates.release_segment(segment_id=made.pk, actor=Actor("bench:checker", "manager", OFFICE), opens_at=opens_at)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
