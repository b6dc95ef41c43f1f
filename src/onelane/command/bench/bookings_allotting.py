"""Fill an office with learners who wish for places, give the places out once, and check what came of it."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime, timedelta

import django

PLACES = 20  # a session; 2,000 sessions have fewer places than 50,000 people wish for
SUBJECT = "2"

# Learners whose acceptance lies up to 300 days back, three sessions each, spread so that some are wanted more.
_LEARNERS = """
WITH people AS (
  INSERT INTO people_person (kind, id_type, id_no, name, mobile, domicile, mail_address, postcode, known_since)
  SELECT 'individual', 'Z', 'B' || n, 'bench', '', '', '', '', now() FROM generate_series(1, %(wishes)s) n
  RETURNING id
), learners AS (
  INSERT INTO drivers_learner (person_id, office_id, licence_class, school, accepted_on, permit_no, permit_on,
                               permit_to, passed, paid)
  SELECT id, %(office)s, 'C1', '', %(day)s::date - (id %% 300)::int, 'B' || id, %(day)s::date - (id %% 200)::int - 30,
    %(day)s::date + 900, '{"1": "2026-01-01"}', '[]'
  FROM people RETURNING id, person_id, accepted_on
), numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS n FROM learners),
sessions AS (SELECT array_agg(id ORDER BY id) AS ids FROM bookings_session)
INSERT INTO bookings_wish (office_id, serial, kind, subject, person_id, learner_id, sessions, made_at, rank_at, state)
SELECT %(office)s, 'W' || lpad(n::text, 8, '0'), 'test', %(subject)s, person_id, numbered.id,
  ARRAY[ids[1 + (n * 7919) %% %(sessions)s], ids[1 + (n * 104729 + 1) %% %(sessions)s],
        ids[1 + (n * 1299709 + 2) %% %(sessions)s]]::bigint[],
  %(made)s::timestamptz, accepted_on::timestamptz, 'waiting'
FROM numbered, sessions
"""


def main(wishes: int, sessions: int) -> None:
    """Do it and print the figures."""
    django.setup()
    from django.db import connection
    from django.db.models import Count

    from onelane.command.bench import filling
    from onelane.kernel import clock
    from onelane.kernel.actor import Actor
    from onelane.office.bookings import actions as bookings
    from onelane.office.bookings.models import Booking, Session, Site
    from onelane.office.stations import allotting

    filling.load()
    now = clock.now()
    day = now + timedelta(days=30)
    maker, checker = Actor("maker", "exam_clerk", filling.OFFICE), Actor("checker", "exam_clerk", filling.OFFICE)
    sites = [
        Site.objects.create(office_id=filling.OFFICE, kind="test", code=f"K{number}", name_zh="考场", name_en="Ground")
        for number in range(40)
    ]
    planned = Session.objects.bulk_create(
        Session(
            office_id=filling.OFFICE, site=sites[number % 40], kind="test", subject=SUBJECT, classes=["C1"],
            starts_at=day + timedelta(minutes=number // 40), ends_at=day + timedelta(hours=3), capacity=PLACES,
            deadline_at=day - timedelta(days=5), planned_by=maker.id, planned_at=now,
        )
        for number in range(sessions)
    )  # fmt: skip
    began = time.perf_counter()
    bookings.publish(session_ids=[one.pk for one in planned], actor=checker)
    published = time.perf_counter() - began
    told: dict[str, str | int | date | datetime] = {
        "wishes": wishes, "sessions": sessions, "office": filling.OFFICE, "day": date(2026, 11, 1),
        "subject": SUBJECT, "made": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LEARNERS, told)
        cursor.execute("ANALYZE")
    began = time.perf_counter()
    made = bookings.allot(
        kind="test", subject=SUBJECT, deadline_at=day - timedelta(days=5), seed=allotting.seed,
        actor=Actor("bench", "system", filling.OFFICE), at=day - timedelta(days=5),
    )  # fmt: skip
    lasted = time.perf_counter() - began
    counted = Booking.objects.values("session").annotate(count=Count("pk"))
    over = sum(1 for row in counted if row["count"] > PLACES)
    print(
        json.dumps({
            "allot.s": round(lasted, 2), "publish.s": round(published, 2), "wishes": made.wishes, "given": made.given,
            "sessions": sessions, "places": sessions * PLACES, "sessions.overfull": over,
        })
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
