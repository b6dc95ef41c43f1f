"""What the register decides about licences: the order of the classes, the chain of terms, the letters of a status."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

LONG = 0
TERMS = (6, 10, LONG)
DEFERRALS = ("N", "P", "T")  # 延期换证, 延期体检, 延期审验
NORMAL = "A"
OVERDUE = {"N": "M", "T": "S"}  # a deferral takes the letter of what was late away

# The order in which the classes stand on a licence, and what each may also drive (R162 annex 1).
INCLUDED: dict[str, tuple[str, ...]] = {
    "A1": ("A3", "B1", "B2", "C1", "C2", "C3", "C4", "M"),
    "A2": ("B1", "B2", "C1", "C2", "C3", "C4", "C6", "M"),
    "A3": ("C1", "C2", "C3", "C4"),
    "B1": ("C1", "C2", "C3", "C4", "M"),
    "B2": ("C1", "C2", "C3", "C4", "M"),
    "C1": ("C2", "C3", "C4"),
    "C2": (),
    "C3": ("C4",),
    "C4": (),
    "C5": (),
    "C6": (),
    "D": ("E", "F"),
    "E": ("F",),
    "F": (),
    "M": (),
    "N": (),
    "P": (),
}
_CLASS = re.compile("|".join(INCLUDED))


def classes_of(written: str) -> list[str]:
    """Return the classes written on a licence one by one: `A2D` is A2 and D."""
    return _CLASS.findall(written)


def written(classes: Collection[str]) -> str:
    """Write classes in the order of the law, without those that another one includes."""
    implied = {lesser for one in classes for lesser in INCLUDED[one]}
    return "".join(one for one in INCLUDED if one in classes and one not in implied)


def next_term(term: int, *, clean: bool) -> int:
    """Return the term that follows (R162 art.13, 62): 6, 10, long-term while no period reached 12 points."""
    if not clean:
        return term
    return TERMS[min(TERMS.index(term) + 1, len(TERMS) - 1)]


def ends(start: date, term: int) -> date | None:
    """Return the last day of a term of years, or None where it is long-term; 29 February ends on the 28th."""
    if term == LONG:
        return None
    try:
        return start.replace(year=start.year + term)
    except ValueError:
        return start.replace(year=start.year + term, day=28)


def with_letters(status: str, add: str = "", take: str = "") -> str:
    """Return a status with letters added and taken, in the order of the alphabet; none left means in order."""
    letters = (set(status) | set(add)) - set(take) - {NORMAL}
    return "".join(sorted(letters)) or NORMAL
