"""Fill the office of a measurement as the owner of its tables, and say how many statements the hot deeds take."""

from __future__ import annotations

import json
import os
import sys
from urllib.parse import quote

import django

PAGES = 20  # open live pages


def main(people: int) -> None:
    """Load the office, count the statements, fill the lane, and let PostgreSQL know what is in it."""
    django.setup()
    from django.db import connection

    from onelane.channels.shared.live import token
    from onelane.command.bench import counting, filling
    from onelane.command.bench.crew import CLIENTS
    from onelane.command.bench.in_process import COUNTERS
    from onelane.kernel.actor import Role
    from onelane.records import live
    from onelane.registers.people import second_factor, staff

    filling.load()
    counted = len(counting.of_a_ticket()), len(counting.of_a_step())
    filling.fill(people)
    filling.fill(people, done=counting.BEFORE_PLATES, mark="M")
    filling.seat(CLIENTS * COUNTERS, steps=["acceptance", "inspection"])
    for place in range(CLIENTS):
        posts: tuple[tuple[Role, str], ...] = (("guide", ""), ("clerk", f"X{1 + place}"))
        for role, sign in posts:
            post = staff.appoint(
                username=f"bench-{role}-{place}", name=role, office=filling.OFFICE, role=role, counter=sign,
                password=os.environ["BENCH_PASSWORD"],
            )  # fmt: skip
            second_factor.give_practice(account=post.account_id)
    topics = [live.lane(filling.OFFICE), live.board(filling.OFFICE), live.station(filling.OFFICE, "acceptance")]
    print(json.dumps({"ticket": counted[0], "step": counted[1], "tokens": [quote(token(topics))] * PAGES}))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    main(int(sys.argv[1]))
