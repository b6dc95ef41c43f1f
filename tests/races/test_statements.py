"""A ticket and a step stay within their number of SQL statements, and one that waits takes no processor."""

from __future__ import annotations

import threading
import time

import pytest

from onelane.command.bench import counting
from onelane.records import statements

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]


def test_a_ticket_takes_at_most_five_statements() -> None:
    assert 0 < len(counting.of_a_ticket()) <= 5


def test_a_step_takes_at_most_six_statements() -> None:
    assert 0 < len(counting.of_a_step()) <= 6


@pytest.mark.parametrize("before", [0, 1], ids=["with its BEGIN", "inside of a transaction"])
def test_a_statement_that_waits_sleeps_and_lets_others_run(before: int) -> None:
    from django.db import transaction

    steps = 0
    over = threading.Event()

    def others() -> None:
        nonlocal steps
        while not over.wait(0.01):
            steps += 1

    with transaction.atomic():
        for _ in range(before):
            statements.one("SELECT 1", [])
        statements.one("SELECT pg_sleep(%s::float)", [0])  # prepared
    beside = threading.Thread(target=others)
    beside.start()
    with transaction.atomic():
        for _ in range(before):
            statements.one("SELECT 1", [])
        began, worked = time.perf_counter(), time.process_time()
        statements.one("SELECT pg_sleep(%s::float)", [0.4])
        waited, worked = time.perf_counter() - began, time.process_time() - worked
    over.set()
    beside.join()

    assert worked < waited / 4
    assert steps > 2
