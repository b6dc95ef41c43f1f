"""Somebody who owns the database, triggers off, does one thing to the journal; the verification finds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from onelane.kernel import clock as office_clock
from onelane.records import checkpoints, keys, witness
from onelane.records.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)
Note = Callable[..., None]
Findings = Callable[..., set[str]]

# What a forger does who knows how entries are hashed: makes chain 1 whole again, its head included.
REHASH = """
DO $$ DECLARE row record; link bytea := ''; before bytea := ''; place int := 0; BEGIN
  FOR row IN SELECT id, body FROM records_entry WHERE chain = 'case:1' ORDER BY seq LOOP
    before := link; link := sha256(link || convert_to(row.body, 'UTF8')); place := place + 1;
    UPDATE records_entry SET previous = before, hash = link, seq = -place WHERE id = row.id;
  END LOOP;
  UPDATE records_entry SET seq = -seq WHERE seq < 0;
  UPDATE records_chain SET length = place, previous = before, head = link WHERE name = 'case:1';
END $$
"""
FORGED = """
UPDATE records_entry SET deed = 'step.refused', body = replace(body, 'step.taken', 'step.refused') WHERE id = 2
"""


@pytest.fixture(autouse=True)
def journal(ids_from_one: None, note: Note) -> None:
    """Ids 1 to 4 in chain 1 and 5 in chain 2 under checkpoint 1, 6 and 7 in chain 1 under checkpoint 2."""
    note("case.opened", "step.taken", "step.ended", "step.taken")
    note("case.opened", case=2)
    checkpoints.seal()
    note("step.ended", "case.ended")
    checkpoints.seal()


def test_an_untouched_journal_is_as_it_was_noted() -> None:
    report = verify(trusted=keys.trusted())

    assert report.findings == []
    assert (report.entries, report.chains, report.checkpoints, report.unsealed) == (7, 2, 2, 0)


def test_entries_not_sealed_yet_are_no_finding(note: Note) -> None:
    note("step.taken")

    report = verify(trusted=keys.trusted())

    assert report.ok
    assert report.unsealed == 1


def test_a_changed_body_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute(FORGED)

    assert findings() == {"entry.changed"}


@pytest.mark.parametrize("column", ["actor", "deed", "office"])
def test_a_changed_column_is_found(column: str, owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute(f"UPDATE records_entry SET {column} = 'another' WHERE id = 2")  # noqa: S608 - names from above

    assert findings() == {"entry.column_changed"}


def test_a_changed_time_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("UPDATE records_entry SET at = at - interval '1 hour' WHERE id = 2")

    assert findings() == {"entry.column_changed"}


def test_a_changed_body_with_its_hash_made_right_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute(FORGED)
    owner.execute("UPDATE records_entry SET hash = sha256(previous || convert_to(body, 'UTF8')) WHERE id = 2")

    assert findings() == {"chain.broken", "checkpoint.root"}


def test_a_chain_rewritten_whole_with_its_head_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute(FORGED)
    owner.execute(REHASH)

    assert findings() == {"checkpoint.root"}


def test_a_removed_entry_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_entry WHERE id = 3")

    assert findings() == {"chain.gap", "entry.removed"}


def test_a_removed_entry_with_its_chain_made_right_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_entry WHERE id = 3")
    owner.execute(REHASH)

    assert "entry.removed" in findings()


def test_a_removed_end_of_a_chain_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_entry WHERE id = 7")

    assert findings() == {"chain.cut", "entry.removed"}


def test_a_removed_end_with_its_head_and_checkpoint_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_entry WHERE id IN (6, 7)")
    owner.execute("DELETE FROM records_checkpoint WHERE seq = 2")
    owner.execute(REHASH)

    assert findings() == {"witness.tail_cut"}


def test_an_end_cut_off_here_and_in_the_file_is_found_by_a_copy_kept_elsewhere(
    owner: psycopg.Connection, findings: Findings, tmp_path: Path
) -> None:
    anchor = tmp_path / "elsewhere.jsonl"
    shutil.copy(witness.path(), anchor)
    owner.execute("DELETE FROM records_entry WHERE id IN (6, 7)")
    owner.execute("DELETE FROM records_checkpoint WHERE seq = 2")
    owner.execute(REHASH)
    witness.path().write_bytes(witness.path().read_bytes().splitlines(keepends=True)[0])

    assert findings() == set()
    assert findings(anchor) == {"witness.tail_cut"}


def test_a_whole_chain_removed_with_its_head_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_entry WHERE chain = 'case:2'")
    owner.execute("DELETE FROM records_chain WHERE name = 'case:2'")

    assert findings() == {"entry.removed"}


def test_a_removed_head_and_an_emptied_chain_are_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_chain WHERE name = 'case:1'")
    owner.execute("DELETE FROM records_entry WHERE chain = 'case:2'")

    assert findings() == {"chain.headless", "chain.emptied", "entry.removed"}


def test_a_changed_head_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("UPDATE records_chain SET head = previous WHERE name = 'case:1'")

    assert findings() == {"chain.head_changed"}


GAP = 8


def test_an_entry_put_in_later_is_found(owner: psycopg.Connection, findings: Findings, note: Note) -> None:
    owner.execute("SELECT nextval('records_entry_id_seq')")  # id 8, which a deed that failed leaves free
    for _ in range(1000):  # transactions of other databases of this server hold the settled line back while they run
        note("step.taken", case=2)
        sealed = checkpoints.seal()
        if sealed is not None and sealed.settled >= GAP:
            break
    owner.execute(
        "INSERT INTO records_entry (id, chain, seq, office, at, actor, deed, body, previous, hash) "
        "SELECT 8, 'case:3', 1, office, at, actor, deed, body, '', sha256(convert_to(body, 'UTF8')) "
        "FROM records_entry WHERE id = 1"
    )
    owner.execute("INSERT INTO records_chain SELECT chain, 1, previous, hash FROM records_entry WHERE id = 8")

    assert findings() == {"entry.inserted"}


def test_two_entries_that_changed_places_are_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("UPDATE records_entry SET seq = CASE id WHEN 2 THEN -3 ELSE -2 END WHERE id IN (2, 3)")
    owner.execute("UPDATE records_entry SET seq = -seq WHERE seq < 0")

    assert findings() == {"chain.broken", "chain.reordered", "checkpoint.root"}


def test_two_entries_that_changed_places_with_their_chain_made_right_are_found(
    owner: psycopg.Connection, findings: Findings
) -> None:
    owner.execute("UPDATE records_entry SET id = CASE id WHEN 2 THEN -3 ELSE -2 END WHERE id IN (2, 3)")
    owner.execute("UPDATE records_entry SET id = -id WHERE id < 0")

    assert findings() == {"chain.reordered", "checkpoint.root"}


def test_an_entry_moved_to_another_chain_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("UPDATE records_entry SET chain = 'case:9' WHERE chain = 'case:2'")
    owner.execute("UPDATE records_chain SET name = 'case:9' WHERE name = 'case:2'")

    assert findings() == {"checkpoint.root"}


def test_a_removed_checkpoint_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("DELETE FROM records_checkpoint WHERE seq = 1")

    assert {"checkpoint.gap", "witness.lost"} <= findings()


def test_a_changed_checkpoint_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("UPDATE records_checkpoint SET settled = 0, at = at + interval '1 second' WHERE seq = 2")

    assert findings() == {"checkpoint.unsigned", "witness.differs"}


def test_a_checkpoint_that_counts_wrong_is_found(owner: psycopg.Connection, findings: Findings) -> None:
    owner.execute("UPDATE records_checkpoint SET count = 3, covers = '{[6,7]}' WHERE seq = 2")

    assert "checkpoint.count" in findings()


def test_checkpoints_signed_anew_by_another_key_are_found(
    owner: psycopg.Connection, findings: Findings, own_state: Path, settings: Any
) -> None:
    owner.execute(FORGED)
    owner.execute(REHASH)
    owner.execute("DELETE FROM records_checkpoint")
    settings.STATE = own_state / "forger"
    checkpoints.seal()
    settings.STATE = own_state

    assert {"checkpoint.foreign_key", "witness.differs"} <= findings()


def test_checkpoints_made_anew_by_the_office_itself_differ_from_the_file(
    owner: psycopg.Connection, findings: Findings
) -> None:
    owner.execute(FORGED)
    owner.execute(REHASH)
    owner.execute("DELETE FROM records_checkpoint")
    checkpoints.seal()

    assert findings() == {"witness.differs", "witness.tail_cut"}


def test_a_missing_file_is_found_unless_a_copy_is_named(findings: Findings, tmp_path: Path) -> None:
    anchor = tmp_path / "elsewhere.jsonl"
    shutil.move(witness.path(), anchor)

    assert findings() == {"witness.missing"}
    assert findings(anchor) == set()


def test_a_file_with_a_line_taken_out_is_found(findings: Findings) -> None:
    lines = witness.path().read_bytes().splitlines(keepends=True)
    witness.path().write_bytes(lines[1])

    assert findings() == {"witness.gap"}


def test_entries_that_nobody_seals_are_found_after_ten_minutes(note: Note, findings: Findings, clock: Any) -> None:
    clock.at = office_clock.now() + timedelta(days=1)
    note("step.taken")

    assert findings() == set()
    clock.forward(minutes=11)
    assert findings() == {"entry.unsealed"}


def test_each_finding_is_a_sentence_that_names_the_place(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM records_entry WHERE id = 3")

    told = [finding.sentence for finding in verify(trusted=keys.trusted()).findings]

    assert told == [
        "In chain case:1 entry 3 is missing before entry 4.",
        "The entry with id 3 was sealed by checkpoint 1 and removed since.",
    ]
