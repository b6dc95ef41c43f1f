"""The witness file: every checkpoint as a line outside the database, so that cutting off the tail is found."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from onelane.records import keys

LAST_BYTES = 1 << 20  # a checkpoint's line is far shorter


def path() -> Path:
    """Return the path of the witness file."""
    return keys.folder() / "checkpoints.jsonl"


def catch_up(lines_after: Callable[[int], Iterator[str]]) -> None:
    """Append the checkpoints that the file lacks at its end; after a crash between commit and append, these too."""
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path().open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last, whole = _last(file)
        file.truncate(whole)  # half a line is what a crash of this machine left
        with transaction.atomic():
            written = [f"{line}\n" for line in lines_after(last)]
        if written:
            file.write("".join(written).encode())
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True)
class Witness:
    """A witness file as long as it was when it was opened; what is appended meanwhile may be newer than the reading."""

    source: Path
    size: int

    @classmethod
    def at(cls, source: Path) -> Witness:
        """Remember the file's present length; a missing file has none."""
        return cls(source, source.stat().st_size if source.exists() else 0)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the checkpoints in the file; a line that cannot be read is an empty one."""
        if not self.size:
            return
        with self.source.open("rb") as file:
            while file.tell() < self.size:
                yield _parsed(file.readline())


def _last(file: IO[bytes]) -> tuple[int, int]:
    """Return the number of the last checkpoint in the file and the length of its whole lines."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - LAST_BYTES)
    file.seek(start)
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    lines = tail[:whole].splitlines()
    seq = _parsed(lines[-1]).get("seq", 0) if lines else 0
    return (seq if isinstance(seq, int) else 0), start + whole


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
