"""The checkpoints: were they all signed by us, do they follow one another, do copies elsewhere agree?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from onelane.records import keys
from onelane.records.checkpoints import KIND, Statement
from onelane.records.verification.findings import Report
from onelane.records.witness import Witness


@dataclass(slots=True)
class Copy:
    """A copy of the checkpoints outside the database, read beside them; `next` is its first line not yet compared."""

    witness: Witness
    _lines: Iterator[dict[str, Any]]
    next: dict[str, Any] | None

    @classmethod
    def of(cls, witness: Witness) -> Copy:
        """Open a copy at its first line."""
        lines = witness.lines()
        return cls(witness, lines, next(lines, None))

    def rest(self) -> Iterator[dict[str, Any]]:
        """Yield what was not compared."""
        if self.next is not None:
            yield self.next
            yield from self._lines

    def advance(self) -> None:
        """Go on to the next line."""
        self.next = next(self._lines, None)


def check_seals(
    sealed: Iterable[tuple[Statement, bytes]], trusted: keys.Trusted, witnesses: list[Witness], report: Report
) -> int:
    """Check all checkpoints in order and return the id up to which they say that no entry can appear any more."""
    copies = [Copy.of(witness) for witness in witnesses]
    last: tuple[Statement, bytes] | None = None
    for statement, signature in sealed:
        report.checkpoints += 1
        _check_signature(statement, signature, trusted, report)
        _check_place(last, statement, report)
        for copy in copies:
            _compare(copy, statement, signature, report)
        last = statement, signature
    for copy in copies:
        _check_rest(copy, last[0].seq if last else 0, report)
    return last[0].settled if last else 0


def _check_signature(said: Statement, signature: bytes, trusted: keys.Trusted, report: Report) -> None:
    where = f"checkpoint {said.seq}"
    if said.key_id not in trusted:
        report.find(
            "checkpoint.foreign_key", where, f"Checkpoint {said.seq} names a key that is not trusted: {said.key_id}."
        )
    elif not keys.is_signed(trusted, said.key_id, said.told(), signature):
        report.find("checkpoint.unsigned", where, f"Checkpoint {said.seq} was changed: its signature does not hold.")


def _check_place(last: tuple[Statement, bytes] | None, said: Statement, report: Report) -> None:
    where = f"checkpoint {said.seq}"
    expected = last[0].seq + 1 if last else 1
    if said.seq != expected:
        report.find("checkpoint.gap", where, f"Before checkpoint {said.seq}, checkpoint {expected} is missing.")
    elif said.previous != (last[0].digest(last[1]) if last else ""):
        report.find(
            "checkpoint.broken",
            where,
            f"Checkpoint {said.seq} does not follow the one before it: one of both was replaced.",
        )
    if sum(end - first + 1 for first, end in said.covers) != said.count:
        report.find("checkpoint.count", where, f"Checkpoint {said.seq} does not cover as many entries as it counts.")


def _compare(copy: Copy, said: Statement, signature: bytes, report: Report) -> None:
    name = copy.witness.source
    while copy.next is not None and _seq(copy.next) < said.seq:
        _lost(copy, report)
        copy.advance()
    if copy.next is None:
        return  # the newest checkpoints may not have reached a copy yet
    if _seq(copy.next) > said.seq:
        report.find(
            "witness.gap",
            f"checkpoint {said.seq}",
            f"Checkpoint {said.seq} is missing in {name}, which has later ones.",
        )
        return
    if copy.next != _as_line(said, signature):
        report.find(
            "witness.differs",
            f"checkpoint {said.seq}",
            f"Checkpoint {said.seq} is another one in {name}: it was replaced.",
        )
    copy.advance()


def _check_rest(copy: Copy, last: int, report: Report) -> None:
    newest = max(map(_seq, copy.rest()), default=None)
    if newest is None:
        return
    report.find(
        "witness.tail_cut",
        f"checkpoint {last + 1}",
        f"The end of the journal was cut off: {copy.witness.source} knows checkpoints up to {newest}, "
        f"the database up to {last}.",
    )


def _lost(copy: Copy, report: Report) -> None:
    seq = _seq(copy.next or {})
    told = (
        f"Checkpoint {seq} of {copy.witness.source} is not in the database"
        if seq
        else (f"{copy.witness.source} has a line that is no checkpoint, or one twice")
    )
    report.find("witness.lost", f"checkpoint {seq}", f"{told}.")


def _seq(line: dict[str, Any]) -> int:
    seq = line.get("seq")
    return seq if isinstance(seq, int) else 0


def _as_line(said: Statement, signature: bytes) -> dict[str, Any]:
    covers = [list(pair) for pair in said.covers]
    return {"kind": KIND, **asdict(said), "covers": covers, "signature": signature.hex()}
