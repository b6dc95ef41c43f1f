"""Whether lists look as chance makes them: chi-square tests by place, by last character, by prettiness and by clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onelane.kernel.numbers import plate

LEAST_EXPECTED = 5.0  # below it a chi-square test says nothing (the usual rule)
RUN = 3  # equal or counting digits in a row that people ask for
SUSPICIOUS = 0.001
BINS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One question: how far what was drawn is from what was to be expected, and how rare that is by chance."""

    question: str  # place | last | pretty | clerk
    about: str
    numbers: int
    p: float


def is_pretty(number: str) -> bool:
    """Tell whether people would ask for a number: three equal, or three counting, digits at its end."""
    tail = [int(mark) for mark in number[plate.PREFIX :] if mark.isdigit()][-RUN:]
    if len(tail) < RUN:
        return False
    steps = {after - before for before, after in pairwise(tail)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def kinds(number: str) -> dict[str, str]:
    """Return what is counted of a number: its last character, and whether it is pretty."""
    return {"last": number[-1], "pretty": "pretty" if is_pretty(number) else "plain"}


def p_of(seen: Mapping[str, float], shares: Mapping[str, float]) -> float | None:
    """Return Pearson's p of counts against expected shares; None when too little was seen to say anything.

    Classes of which fewer than five are expected are taken together.
    """
    from scipy.stats import chi2  # type: ignore[import-untyped]  # takes a second to load, and is needed once a day

    every = sum(seen.values())
    rows = [(seen.get(name, 0.0), every * share) for name, share in shares.items() if share > 0]
    large = [row for row in rows if row[1] >= LEAST_EXPECTED]
    rest = [row for row in rows if row[1] < LEAST_EXPECTED]
    if rest:
        large.append((sum(row[0] for row in rest), sum(row[1] for row in rest)))
    large = [row for row in large if row[1] >= LEAST_EXPECTED]
    if len(large) < 2:  # noqa: PLR2004 - one class can deviate from nothing
        return None
    statistic = sum((got - expected) ** 2 / expected for got, expected in large)
    return float(chi2.sf(statistic, len(large) - 1))


@dataclass(frozen=True, slots=True)
class Population:
    """What was free when an account was published: shares by bin of places, last character and prettiness."""

    size: int
    shares: Mapping[str, Mapping[str, float]]


def population(free: Iterable[tuple[int, str]], size: int) -> Population:
    """Count what was free: pairs of place and number."""
    counts: dict[str, Counter[str]] = {"place": Counter(), "last": Counter(), "pretty": Counter()}
    for place, number in free:
        counts["place"][bin_of(place, size)] += 1
        for question, name in kinds(number).items():
            counts[question][name] += 1
    every = max(sum(counts["place"].values()), 1)
    return Population(size, {question: {n: c / every for n, c in one.items()} for question, one in counts.items()})


def bin_of(place: int, size: int) -> str:
    """Return which of twenty equal parts of a series a place lies in."""
    return str(place * BINS // max(size, 1))


def judge(
    drawn: Sequence[tuple[int, str]], by_clerk: Mapping[str, Sequence[str]], of: Population, about: str
) -> list[Finding]:
    """Return what the lists of one account say: drawn places and numbers, and the numbers of each clerk."""
    counts: dict[str, Counter[str]] = {"place": Counter(), "last": Counter(), "pretty": Counter()}
    for place, number in drawn:
        counts["place"][bin_of(place, of.size)] += 1
        for question, name in kinds(number).items():
            counts[question][name] += 1
    found = [
        Finding(question, about, len(drawn), p)
        for question, seen in counts.items()
        if (p := p_of(seen, of.shares[question])) is not None
    ]
    for clerk, numbers in by_clerk.items():
        seen = Counter(kinds(number)["pretty"] for number in numbers)
        p = p_of(seen, of.shares["pretty"])
        if p is not None:
            found.append(Finding("clerk", clerk, len(numbers), p))
    return found


def least(findings: Sequence[Finding]) -> float | None:
    """Return the smallest p, times the number of questions (Bonferroni), at most 1; None without a finding."""
    return min(1.0, len(findings) * min(one.p for one in findings)) if findings else None
