"""Who is fit for which class (身体条件, R162 art.14): findings in, reasons out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

CLASSES = ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P")
TALL = frozenset({"A1", "A2", "A3", "B2", "N"})
HEAVY = frozenset({"A1", "A2", "A3", "B1", "B2", "N", "P"})
ONE_EYED = frozenset({"C1", "C2", "C3", "C4", "C5"})
WITH_AID = frozenset({"C1", "C2"})
LEFT_LEG_LOST = frozenset({"C2", "C5"})
SPECIAL = frozenset({"C5"})
HEIGHT, HEIGHT_B1 = 155, 150  # cm
SIGHT_HEAVY, SIGHT, SIGHT_ONE_EYE = 50, 49, 50  # tenths of the logarithmic chart
FIELD = 150  # degrees
LEGS = 5  # cm by which legs may differ
COUNTED_DAYS = 31  # a result is entered within so many days

Hearing = Literal["good", "aid", "no"]
Legs = Literal["good", "left_lost", "lost"]
HEARINGS: tuple[Hearing, ...] = ("good", "aid", "no")
LEGS_FOUND: tuple[Legs, ...] = ("good", "left_lost", "lost")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a doctor found: height in cm, sight in tenths of the logarithmic chart (50 is 5.0), field in degrees."""

    height: int
    sight_left: int
    sight_right: int
    field: int
    colour: bool
    hearing: Hearing
    arms: bool
    legs: Legs
    legs_differ: int
    trunk: bool


def against(found: Findings, wanted: str) -> tuple[str, ...]:
    """Return what stands against a class (R162 art.14), in the order of the form; nothing means fit."""
    reasons = (
        ("height", found.height < (HEIGHT if wanted in TALL else HEIGHT_B1 if wanted == "B1" else 0)),
        ("sight", not _sees(found, wanted)),
        ("colour", not found.colour),
        ("hearing", not (found.hearing == "good" or (found.hearing == "aid" and wanted in WITH_AID))),
        ("arms", not (found.arms or wanted in SPECIAL)),
        ("legs", not _walks(found, wanted)),
        ("trunk", not found.trunk),
    )
    return tuple(name for name, stands in reasons if stands)


def fit_for(found: Findings) -> tuple[str, ...]:
    """Return the classes that nothing stands against."""
    return tuple(one for one in CLASSES if not against(found, one))


def _sees(found: Findings, wanted: str) -> bool:
    least = SIGHT_HEAVY if wanted in HEAVY else SIGHT
    if min(found.sight_left, found.sight_right) >= least:
        return True
    one_eye = max(found.sight_left, found.sight_right) >= SIGHT_ONE_EYE and found.field >= FIELD
    return wanted in ONE_EYED and one_eye


def _walks(found: Findings, wanted: str) -> bool:
    if found.legs == "good":
        return found.legs_differ <= LEGS
    return wanted in (LEFT_LEG_LOST if found.legs == "left_lost" else SPECIAL)


def may_be_entered(examined_on: date, today: date) -> bool:
    """Tell whether a result of that day may still be entered: not of tomorrow, and not older than a month."""
    return today - timedelta(days=COUNTED_DAYS) <= examined_on <= today


# ------------------------------------------------------------ reading a form from a picture
_READ: Mapping[str, re.Pattern[str]] = {
    "height": re.compile(r"身\s*高\D{0,6}(1\d\d|2[0-2]\d)"),
    "sight_left": re.compile(r"左\s*眼?\D{0,8}([345]\.\d)"),
    "sight_right": re.compile(r"右\s*眼?\D{0,8}([345]\.\d)"),
    "id_no": re.compile(r"(?<!\d)(\d{17}[\dXx])(?!\d)"),
}


def prefill(lines: Iterable[str]) -> dict[str, str]:
    """Return what a printed form says as far as it can be read for sure; the doctor compares and completes it."""
    text = " ".join(lines)
    return {name: match[1].upper() for name, shape in _READ.items() if (match := shape.search(text)) is not None}
