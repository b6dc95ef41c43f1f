from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from onelane.records import checkpoints, keys, witness
from onelane.records.models import Checkpoint, Entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ids_from_one")]
Note = Callable[..., None]
NOTE = "SELECT records_note(%s, 'qingdao', now(), '17', 'step.taken', '{}')"


def test_a_checkpoint_covers_all_new_entries_of_all_chains(note: Note) -> None:
    note("case.opened", "step.taken", case=1)
    note("case.opened", case=2)

    first = checkpoints.seal()
    note("step.ended")
    second = checkpoints.seal()

    assert first is not None
    assert second is not None
    assert (first.count, first.covers) == (3, ((1, 3),))
    assert (second.count, second.covers) == (1, ((4, 4),))
    assert checkpoints.seal() is None


def test_an_entry_that_commits_later_than_its_followers_is_covered_afterwards(
    note: Note, owner: psycopg.Connection
) -> None:
    note("case.opened")
    with owner.transaction():
        owner.execute(NOTE, ["case:2"])
        note("step.taken", "step.ended")
        first = checkpoints.seal()
        note("step.taken")
        second = checkpoints.seal()
    third = checkpoints.seal()

    assert [sealed and sealed.covers for sealed in (first, second, third)] == [((1, 1), (3, 4)), ((5, 5),), ((2, 2),)]


def test_nothing_counts_as_settled_while_an_older_transaction_runs(note: Note, owner: psycopg.Connection) -> None:
    def settled() -> int:
        note("step.taken")
        sealed = checkpoints.seal()
        assert sealed is not None
        return sealed.settled

    assert max(settled(), settled(), settled()) <= 2
    with owner.transaction():
        owner.execute(NOTE, ["case:2"])  # id 4
        assert max(settled(), settled(), settled()) <= 3
    # Transactions of the server's other databases may hold the line back too, as long as they run.
    assert any(settled() >= 7 for _ in range(1000))


def test_an_entry_is_covered_even_if_nobody_sealed_for_a_long_time(
    note: Note, owner: psycopg.Connection, clock: Any
) -> None:
    with owner.transaction():
        owner.execute(NOTE, ["case:2"])
        note("case.opened")
        checkpoints.seal()
    clock.forward(days=3)

    late = checkpoints.seal()

    assert late is not None
    assert late.covers == ((1, 1),)


def test_the_sealer_waits_for_no_writer(note: Note, owner: psycopg.Connection) -> None:
    note("case.opened")
    with owner.transaction():
        owner.execute(NOTE, ["case:1"])
        sealed = checkpoints.seal()

    assert sealed is not None
    assert sealed.count == 1


def test_two_sealers_at_once_make_one_checkpoint(note: Note, owner: psycopg.Connection) -> None:
    note("case.opened")
    with owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(%s)", [checkpoints.ONE_SEALER])
        assert checkpoints.seal() is None
    assert checkpoints.seal() is not None


def test_sealing_beside_busy_writers_covers_each_entry_once(note: Note) -> None:
    def write(case: int) -> None:
        try:
            for _ in range(25):
                note("step.taken", case=case)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(case,)) for case in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        checkpoints.seal()
    checkpoints.seal()

    with transaction.atomic():
        stretches = [pair for said, _ in checkpoints.signed_after(0) for pair in said.covers]
    covered = sorted(entry for first, last in stretches for entry in range(first, last + 1))
    assert covered == list(Entry.objects.order_by("id").values_list("id", flat=True))
    assert len(covered) == 100


def forbidden(table: str) -> list[str]:
    return [
        f"{words} {table}{rest}"
        for words, rest in (("UPDATE", " SET at = now()"), ("DELETE FROM", ""), ("TRUNCATE", ""))
    ]


@pytest.mark.parametrize("table", ["records_checkpoint", "records_entry"])
def test_not_even_the_owner_changes_or_removes_what_was_written(
    table: str, note: Note, owner: psycopg.Connection
) -> None:
    note("case.opened")
    checkpoints.seal()
    owner.execute("SET session_replication_role = origin")

    for statement in forbidden(table):
        with pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
            owner.execute(statement)


@pytest.mark.parametrize("table", ["records_checkpoint", "records_entry"])
def test_web_and_worker_have_no_right_to_change_or_remove_it(table: str) -> None:
    for statement in forbidden(table):
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_each_checkpoint_stands_as_a_line_outside_the_database(note: Note) -> None:
    for _ in range(3):
        note("step.taken")
        checkpoints.seal()

    lines = [json.loads(line) for line in witness.path().read_text(encoding="utf-8").splitlines()]

    assert [line["seq"] for line in lines] == [1, 2, 3]
    assert lines[2]["signature"] == bytes(Checkpoint.objects.get(seq=3).signature).hex()


@pytest.mark.parametrize("left", [b"", b'{"seq":2,"cov'])
def test_lines_lost_in_a_crash_are_written_by_the_next_sealing(left: bytes, note: Note) -> None:
    for _ in range(3):
        note("step.taken")
        checkpoints.seal()
    whole = witness.path().read_bytes()
    first = whole.splitlines(keepends=True)[0]
    witness.path().write_bytes(first + left)

    checkpoints.seal()

    assert witness.path().read_bytes() == whole


def test_the_key_is_made_once_and_readable_by_its_owner_alone(own_state: Path) -> None:
    first, second = keys.signer(), keys.signer()

    assert first.key_id == second.key_id
    assert keys.key_file().stat().st_mode & 0o777 == 0o600
    assert keys.key_file().is_relative_to(own_state)
    assert keys.public_file().read_text(encoding="utf-8").split()[0] == first.key_id


def test_a_broken_key_file_is_told_in_one_sentence() -> None:
    keys.signer()
    keys.key_file().write_text("no key", encoding="utf-8")

    with pytest.raises(keys.KeyUnusable, match="holds no readable key"):
        keys.signer()
