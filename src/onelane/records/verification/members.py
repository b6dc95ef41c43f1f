"""The entries under their checkpoints: is each one there that was sealed, as it was sealed, and no other?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain as joined

from onelane.records.checkpoints import leaf
from onelane.records.merkle import Tree
from onelane.records.rows import stream
from onelane.records.verification.findings import Report

ENTRIES = "SELECT id, chain, seq, hash, at FROM records_entry ORDER BY id"
RANGES = """
SELECT k.seq, lower(r), upper(r) - 1, k.root, (SELECT count(*) FROM unnest(k.covers))
FROM records_checkpoint k, unnest(k.covers) AS r
ORDER BY lower(r), k.seq
"""


@dataclass(frozen=True, slots=True)
class Member:
    """An entry as its checkpoint sees it."""

    id: int
    chain: str
    seq: int
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive ids, both included, under one checkpoint that has so many stretches in all."""

    checkpoint: int
    first: int
    last: int
    root: bytes
    stretches: int


@dataclass(slots=True)
class _Half:
    """A checkpoint of which not all stretches were read yet."""

    left: int
    first: int
    tree: Tree = field(default_factory=Tree)
    is_whole: bool = True


def check_members(report: Report, *, settled: int, late: datetime) -> None:
    """Read all entries by id beside the checkpoints' ids and report what does not agree."""
    members = (Member(*row) for row in stream(ENTRIES))
    stretches = (Stretch(*row) for row in stream(RANGES))
    compare(members, stretches, report, settled=settled, late=late)


def compare(
    members: Iterable[Member], stretches: Iterable[Stretch], report: Report, *, settled: int, late: datetime
) -> None:
    """Walk both, ordered by id; memory holds only the checkpoints whose ids interleave."""
    entries = iter(members)
    entry = next(entries, None)
    halves: dict[int, _Half] = {}
    done = 0
    for stretch in stretches:
        half = halves.setdefault(stretch.checkpoint, _Half(stretch.stretches, stretch.first))
        expected = stretch.first
        if expected <= done:
            _find(report, half, "overlap", stretch, f"entry {expected} under another checkpoint too")
            expected = done + 1
        while entry is not None and entry.id < expected:
            _uncovered(entry, report, settled, late)
            entry = next(entries, None)
        while entry is not None and entry.id <= stretch.last:
            _missing(expected, entry.id - 1, stretch, half, report)
            half.tree.add(leaf(entry.id, entry.chain, entry.seq, entry.hash))
            expected = entry.id + 1
            entry = next(entries, None)
        _missing(expected, stretch.last, stretch, half, report)
        done = max(done, stretch.last)
        _close(halves, stretch, half, report)
    for rest in joined([entry] if entry else [], entries):
        _uncovered(rest, report, settled, late)


def _missing(first: int, last: int, stretch: Stretch, half: _Half, report: Report) -> None:
    if first > last:
        return
    half.is_whole = False
    told = f"entry with id {first} was" if first == last else f"entries with ids {first} to {last} were"
    report.find(
        "entry.removed", f"id {first}", f"The {told} sealed by checkpoint {stretch.checkpoint} and removed since."
    )


def _close(halves: dict[int, _Half], stretch: Stretch, half: _Half, report: Report) -> None:
    half.left -= 1
    if half.left:
        return
    del halves[stretch.checkpoint]
    where = f"checkpoint {stretch.checkpoint}"
    if half.is_whole and half.tree.root() != stretch.root:
        report.find(
            "checkpoint.root",
            where,
            f"An entry with an id from {half.first} to {stretch.last} is not as {where} sealed it.",
        )


def _find(report: Report, half: _Half, code: str, stretch: Stretch, told: str) -> None:
    half.is_whole = False
    report.find(
        f"checkpoint.{code}", f"checkpoint {stretch.checkpoint}", f"Checkpoint {stretch.checkpoint} covers {told}."
    )


def _uncovered(entry: Member, report: Report, settled: int, late: datetime) -> None:
    report.unsealed += 1
    where = f"{entry.chain}/{entry.seq}"
    if entry.id <= settled:
        report.find(
            "entry.inserted",
            where,
            f"Entry {where} (id {entry.id}) was put in after all up to it was sealed.",
        )
    elif entry.at < late:
        report.find(
            "entry.unsealed", where, f"Entry {where} has stood for more than ten minutes without a checkpoint over it."
        )
