"""Fill a measurement's office with owners about to pay, each with a car of his own, and write their notices."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

from onelane.command.bench.plates_preparing import release

_LETTERS = (
    "SELECT c.id, t.key FROM cases_case c JOIN lane_ticket t ON t.case_id = c.id WHERE c.number ~ '^Y' ORDER BY c.id"
)
_ANSWERS = """
UPDATE cases_file f SET answers = told.answers
FROM (SELECT unnest(%s::bigint[]) AS case_id, unnest(%s::jsonb[]) AS answers) told WHERE f.case_id = told.case_id
"""
BEFORE = ("acceptance", "inspection", "photograph", "review")


def main(count: int) -> None:
    """Load the office and its numbers, make the visits, and write for each client the keys and notices of his."""
    django.setup()
    from django.db import connection

    from onelane.command.bench import filling, payments_preparing
    from onelane.command.bench.crew import CLIENTS

    release()
    filling.fill(count, done=BEFORE, mark="Y")
    with connection.cursor() as cursor:
        cursor.execute(_LETTERS)
        keys = dict(cursor.fetchall())
        told = [json.dumps(_answers(place), ensure_ascii=False) for place in range(len(keys))]
        cursor.execute(_ANSWERS, [list(keys), told])
    orders = payments_preparing.bills()
    write = payments_preparing.writer()
    folder = Path(os.environ["BENCH_NOTICES"])
    for place in range(CLIENTS):
        lines = [json.dumps([keys[case], *json.loads(write(*order))]) for case, *order in orders[place::CLIENTS]]
        (folder / f"{place}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    print(json.dumps({"prepared": len(orders)}))


def _answers(place: int) -> dict[str, Any]:
    """Return what the file of a reviewed visit says; each car has a VIN, each owner an identity number of his own."""
    from stdnum.cn import ric

    from onelane.command.bench.filling import SERVICE
    from onelane.kernel.numbers.vin import check_digit
    from onelane.registers.offices import catalogue

    example = catalogue.current().services[SERVICE].example
    stem = f"370299{1950 + place // 280_000}{1 + place // 28_000 % 10:02}{1 + place // 1000 % 28:02}{place % 1000:03}"
    plain = f"LSVAU2180TN{place:06}"
    vin = plain[:8] + check_digit(plain) + plain[9:]
    own = {"vin": vin, "vin_on_car": vin, "owner_id_no": stem + ric.calc_check_digit(stem + "0")}
    return {**example, **own, "plate_category": "02"}


if __name__ == "__main__":
    main(int(sys.argv[1]))
