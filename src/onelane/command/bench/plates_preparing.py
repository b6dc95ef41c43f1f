"""Fill a measurement's office with half a million free numbers and cases that are about to choose one."""

from __future__ import annotations

import json
import sys
import time

import django

# category, prefix, pattern, first and last serial: 501,300 numbers in one deed
SEGMENT = ("02", "鲁B", "LNLNN", "A0A00", "W8W99")

FREE = 500_000

# What `plates.sit` writes when the step opens, for all copies at once.
SIT = """
INSERT INTO plates_hand (case_id, office_id, category, pool, owner, vin, online, turn, tries, plates, chosen)
SELECT id, office_id, '02', '02', '', '', false, 0, 0, '{}', '' FROM cases_case WHERE number ~ %s
"""
ANSWERS = """
UPDATE cases_file SET answers = '{"plate_category": "02", "fuel_type": "A"}'
FROM cases_case c WHERE c.id = case_id AND c.number ~ %s
"""


def main(takers: int, drawers: int) -> None:
    """Load the office, release the segment, fill in the cases, and let PostgreSQL know what is in it."""
    django.setup()
    from django.db import connection

    from onelane.command.bench import counting, filling

    took = release()
    for mark, count in (("T", takers), ("D", drawers)):
        filling.fill(count, done=counting.BEFORE_PLATES[:-1], mark=mark)
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, ["^[TD]"])
        cursor.execute(SIT, ["^[TD]"])
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    print(json.dumps({"free": FREE, "release_seconds": round(took, 1)}))


def release() -> float:
    """Load the office, release its one segment and keep the rest of it back; return the seconds of the release."""
    from onelane.command.bench import filling
    from onelane.kernel.actor import Actor
    from onelane.office.plates import actions as plates
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    filling.load()
    Office.objects.filter(pk=filling.OFFICE).update(settings={"plate.segment.random_only_days": 0})
    forget()
    category, prefix, pattern, first, last = SEGMENT
    made = plates.propose_segment(
        office=filling.OFFICE, category=category, prefix=prefix, pattern=pattern, first=first, last=last,
        actor=Actor("bench:maker", "manager", filling.OFFICE),
    )  # fmt: skip
    begin = time.perf_counter()
    plates.release_segment(segment_id=made.pk, actor=Actor("bench:checker", "manager", filling.OFFICE))
    took = time.perf_counter() - begin
    _withhold(made.quantity - FREE)
    return took


def _withhold(count: int) -> None:
    """Keep some numbers back, as every pool has some, and leave exactly as many free as are to be measured."""
    from onelane.command.bench.filling import OFFICE
    from onelane.kernel.actor import Actor
    from onelane.office.plates import actions as plates
    from onelane.office.plates.series import Series

    numbers = Series([SEGMENT[1:]])
    notice = plates.propose_notice(
        deed="withhold", category=SEGMENT[0], why="measurement", actor=Actor("bench:maker", "manager", OFFICE),
        plates=[numbers.plate(numbers.size - 1 - place) for place in range(count)],
    )  # fmt: skip
    plates.confirm_notice(notice_id=notice.pk, actor=Actor("bench:checker", "manager", OFFICE))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
