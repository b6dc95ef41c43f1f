"""Processor time of whole families of processes, which holds where a machine is busy with other things (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_USER = 11  # place of utime among the fields of /proc/PID/stat that follow the name; stime and both of the ended follow
_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(roots: Iterable[int]) -> float:
    """Return the processor seconds of these processes and all that they started, as far as they still are."""
    return sum(_own(pid) for root in roots for pid in _family(root))


def _family(pid: int) -> list[int]:
    found = [pid]
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [one for child in _read(told).split() for one in _family(int(child))]
    return found


def _own(pid: int) -> float:
    told = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, told[_USER : _USER + 4])) / _TICKS if told else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # it has ended meanwhile
        return ""
