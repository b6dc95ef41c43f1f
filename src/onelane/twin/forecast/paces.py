"""How fast each station works: the calibration that is shipped, and what an office knows better."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).parent.parent / "calibration.toml"


@dataclass(frozen=True, slots=True)
class Pace:
    """How a station works: so many at once, minutes a case, how much these vary; `follows` joins no new queue."""

    servers: int
    mean: float
    cv: float
    follows: bool = False


UNKNOWN = Pace(servers=1, mean=5.0, cv=0.5)  # a station nobody has measured yet


@cache
def calibrated() -> Mapping[str, Pace]:
    """Return the shipped paces by step, read once."""
    found = tomllib.loads(CALIBRATION.read_text(encoding="utf-8"))
    return {step: Pace(**values) for step, values in found.items()}


def pace_of(step: str, *, servers: int = 0, minutes: float | None = None) -> Pace:
    """Return the pace of a step, with the servers an office has and the minutes it measured in place of ours."""
    pace = calibrated().get(step, UNKNOWN)
    return replace(pace, servers=servers or pace.servers, mean=pace.mean if minutes is None else minutes)
