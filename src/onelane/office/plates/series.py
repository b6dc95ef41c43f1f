"""The series of a pool: which number stands at which place, and its published account (号池公示) as a Merkle tree."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused
from onelane.records import merkle

LETTER = {"free": "f", "held": "h", "issued": "i", "withheld": "w", "retired": "r"}
FREE = LETTER["free"]
FOR_GOOD = frozenset("iwr")  # nothing of these comes back while a publication holds
LEAF = 64  # states in one leaf; a skipped number's proof carries one leaf and its path

Run = tuple[str, str, str, str]  # prefix, pattern, first serial, last serial


class Series:
    """Runs of numbers one after the other; places count from 0."""

    def __init__(self, runs: Iterable[Sequence[str]]) -> None:
        self.runs: tuple[Run, ...] = tuple((str(a), str(b), str(c), str(d)) for a, b, c, d in runs)
        self._segments = [plate.Segment(pattern, first, last) for _, pattern, first, last in self.runs]
        self._ends = list(accumulate(segment.size for segment in self._segments))

    @property
    def size(self) -> int:
        """How many numbers the series has."""
        return self._ends[-1] if self._ends else 0

    def plate(self, place: int) -> str:
        """Return the number at a place."""
        if not 0 <= place < self.size:
            raise IndexError(place)
        run = bisect_right(self._ends, place)
        begin = self._ends[run - 1] if run else 0
        return self.runs[run][0] + self._segments[run].serial(place - begin)

    def place(self, number: str) -> int:
        """Return the place of a number; LookupError when the series has it not."""
        for run, segment in enumerate(self._segments):
            prefix, serial = self.runs[run][0], number[plate.PREFIX :]
            if number.startswith(prefix) and segment.contains(serial):
                return (self._ends[run - 1] if run else 0) + segment.index(serial)
        raise LookupError(number)


class StatesOfSeries:
    """The state of every number of a series at one moment, a letter each, as the leaves of a Merkle tree."""

    def __init__(self, letters: str) -> None:
        self.letters = letters

    @cached_property
    def leaves(self) -> list[bytes]:
        """The letters in runs of `LEAF`."""
        return [self.letters[begin : begin + LEAF].encode() for begin in range(0, len(self.letters), LEAF)]

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        """The hashes of all levels, the leaves' first; the last node of an odd level moves up as it is (RFC 6962)."""
        levels = [[merkle.leaf_hash(leaf) for leaf in self.leaves]]
        while len(levels[-1]) > 1:
            below = levels[-1]
            pairs = [merkle.node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
            levels.append(pairs + below[len(below) & ~1 :])
        return levels

    @property
    def root(self) -> bytes:
        """The Merkle root that is published."""
        return self._levels[-1][0] if self.letters else merkle.EMPTY

    def proof(self, leaf: int) -> list[bytes]:
        """Return the audit path of a leaf; a look-up in each level, where the plain function hashes all leaves."""
        path, place = [], leaf
        for level in self._levels[:-1]:
            if place ^ 1 < len(level):
                path.append(level[place ^ 1])
            place >>= 1
        return path


def leaves_in(size: int) -> int:
    """Return how many leaves a series of this size has."""
    return -(-size // LEAF)


def check_run(run: Sequence[object]) -> bool:
    """Tell whether a run as somebody wrote it is one."""
    if len(run) != len(("prefix", "pattern", "first", "last")) or not all(isinstance(part, str) for part in run):
        return False
    try:
        return plate.Segment(*(str(part) for part in run[1:])).size > 0
    except Refused:
        return False
