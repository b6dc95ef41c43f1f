"""Signed Merkle checkpoints over the entries of all chains: afterwards nobody can change, remove, add or reorder any.

Ids commit out of order, and the sealer waits for nobody. A checkpoint covers every visible entry that none covers
yet. How far it must look back is proven, not guessed: an entry up to `upto` of checkpoint k belongs to a transaction
older than k's own (`horizon`), so once no transaction older than that runs, all of them are there or never will be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from onelane.kernel import clock
from onelane.records import keys, witness
from onelane.records.merkle import Tree
from onelane.records.rows import stream

ONE_SEALER = 7_307_111  # the advisory lock of the sealer; any number that nobody else uses
KIND = "onelane checkpoint 1"

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a checkpoint says; `covers` are first and last ids, both included, `root` and `previous` hexadecimal."""

    seq: int
    covers: Ranges
    count: int
    upto: int
    settled: int
    horizon: int
    root: str
    previous: str
    at: str
    key_id: str

    def told(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return _canonical({"kind": KIND, **asdict(self)})

    def digest(self, signature: bytes) -> str:
        """Return what the next checkpoint names as its previous one."""
        return sha256(self.told() + signature).hexdigest()

    def line(self, signature: bytes) -> str:
        """Return the line of the witness file."""
        return _canonical({"kind": KIND, **asdict(self), "signature": signature.hex()}).decode()


COLUMNS = """
seq, coalesce((SELECT array_agg(ARRAY[lower(r), upper(r) - 1] ORDER BY lower(r)) FROM unnest(covers) AS r), '{}'),
count, upto, settled, horizon, root, previous, at, key_id, signature
"""
NEWEST = f"SELECT {COLUMNS} FROM records_checkpoint ORDER BY seq DESC LIMIT 1"  # noqa: S608 - no value from outside
AFTER = f"SELECT {COLUMNS} FROM records_checkpoint WHERE seq > %s ORDER BY seq"  # noqa: S608 - no value from outside

SEEN = """
SELECT coalesce(max(id), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM records_entry
"""
UNCOVERED = """
SELECT id, chain, seq, hash FROM records_entry
WHERE id > %(settled)s AND id <= %(upto)s AND NOT id <@ coalesce(
  (SELECT range_agg(covers) FROM records_checkpoint WHERE upto > %(settled)s), '{}'::int8multirange)
ORDER BY id
"""
SETTLED = """
SELECT upto FROM records_checkpoint WHERE upto > %s AND horizon <= %s ORDER BY upto DESC LIMIT 1
"""
ADD = """
INSERT INTO records_checkpoint
  (seq, covers, count, upto, settled, horizon, root, previous, at, key_id, signature)
VALUES (%s, %s::int8multirange, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def seal() -> Statement | None:
    """Cover all entries not covered yet; None when there are none or somebody else is sealing."""
    signer = keys.signer()
    sealed = _seal(signer)
    witness.catch_up(lines_after)
    return sealed


def signed_after(seq: int) -> Iterator[tuple[Statement, bytes]]:
    """Read the checkpoints after `seq` with their signatures, in order, without holding them all."""
    for row in stream(AFTER, [seq]):
        yield _read(row)


def lines_after(seq: int) -> Iterator[str]:
    """Return the witness lines of the checkpoints after `seq`."""
    for statement, signature in signed_after(seq):
        yield statement.line(signature)


def leaf(entry: int, chain: str, seq: int, digest: bytes) -> bytes:
    """Return an entry's leaf: its id, its place in its chain and its hash, so that no row can take another's place."""
    return entry.to_bytes(8) + seq.to_bytes(4) + digest + chain.encode()


@transaction.atomic
def _seal(signer: keys.Signer) -> Statement | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        if cursor.fetchone() != (True,):
            return None
        cursor.execute(NEWEST)
        row = cursor.fetchone()
        last, signature = _read(row) if row else (None, b"")
        cursor.execute(SEEN)
        upto, oldest_running = cursor.fetchone() or (0, 0)
        floor = last.settled if last else 0
        tree, covers = _cover(floor, upto)
        if not tree.size:
            return None
        # Taken only now, after `upto` was seen: the transaction of every entry up to there is older.
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (horizon,) = cursor.fetchone() or (0,)
        statement = Statement(
            seq=last.seq + 1 if last else 1, covers=covers, count=tree.size, upto=upto,
            settled=_settled(floor, oldest_running), horizon=horizon, root=tree.root().hex(),
            previous=last.digest(signature) if last else "", at=_written(clock.now()), key_id=signer.key_id,
        )  # fmt: skip
        cursor.execute(ADD, _row(statement, signer.sign(statement.told())))
    return statement


def _cover(floor: int, upto: int) -> tuple[Tree, Ranges]:
    tree, covers = Tree(), list[tuple[int, int]]()
    for entry, chain, seq, digest in stream(UNCOVERED, {"settled": floor, "upto": upto}):
        tree.add(leaf(entry, chain, seq, bytes(digest)))
        if covers and covers[-1][1] == entry - 1:
            covers[-1] = (covers[-1][0], entry)
        else:
            covers.append((entry, entry))
    return tree, tuple(covers)


def _settled(floor: int, oldest_running: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [floor, oldest_running])
        found = cursor.fetchone()
    return int(found[0]) if found else floor


def _row(said: Statement, signature: bytes) -> list[Any]:
    covers = "{" + ",".join(f"[{first},{last}]" for first, last in said.covers) + "}"
    root, previous = bytes.fromhex(said.root), bytes.fromhex(said.previous)
    counted = [said.count, said.upto, said.settled, said.horizon]
    return [said.seq, covers, *counted, root, previous, said.at, said.key_id, signature]


def _read(row: Sequence[Any]) -> tuple[Statement, bytes]:
    seq, covers, count, upto, settled, horizon, root, previous, at, key_id, signature = row
    said = Statement(
        seq, tuple((int(first), int(last)) for first, last in covers), count, upto, settled, horizon,
        bytes(root).hex(), bytes(previous).hex(), _written(at), key_id,
    )  # fmt: skip
    return said, bytes(signature)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(told: dict[str, object]) -> bytes:
    return json.dumps(told, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode()
