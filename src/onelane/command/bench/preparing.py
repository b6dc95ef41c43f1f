"""Fill the office of a measurement as the owner of its tables, and say how many statements the hot deeds take."""

from __future__ import annotations

import sys

import django


def main(people: int) -> None:
    """Load the office, count the statements, fill the lane, and let PostgreSQL know what is in it."""
    django.setup()
    from django.db import connection

    from onelane.command.bench import counting, filling
    from onelane.command.bench.crew import CLIENTS
    from onelane.command.bench.in_process import COUNTERS

    filling.load()
    print(len(counting.of_a_ticket()), len(counting.of_a_step()))
    filling.fill(people)
    filling.fill(people, done=counting.BEFORE_PLATES, mark="M")
    filling.seat(CLIENTS * COUNTERS, steps=["acceptance", "inspection"])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    main(int(sys.argv[1]))
