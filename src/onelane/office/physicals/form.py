"""The result form (身体条件证明) as it is typed: each value in its range, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from onelane.kernel.refusal import Refused
from onelane.office.physicals.rules import CLASSES, HEARINGS, LEGS_FOUND, Findings, Hearing, Legs

RANGES: Mapping[str, tuple[int, int]] = {"height": (100, 230), "field": (0, 180), "legs_differ": (0, 40)}
SIGHTS = tuple(f"{tenths / 10:.1f}" for tenths in range(30, 54))


@dataclass(frozen=True, slots=True)
class Result:
    """One examination as it was written down."""

    id_no: str
    name: str
    wanted: str
    examined_on: date
    findings: Findings
    ability: bool | None


def read(typed: Mapping[str, str]) -> Result:
    """Return the form; refuse `physicals.fields` with the names of all values that are missing or out of range."""
    wrong: list[str] = []

    def number(name: str) -> int:
        text, (low, high) = typed.get(name, "").strip(), RANGES[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and low <= int(text) <= high):  # noqa: PLR2004 - three digits
            wrong.append(name)
            return low
        return int(text)

    def choice(name: str, allowed: tuple[str, ...]) -> str:
        text = typed.get(name, "").strip()
        if text not in allowed:
            wrong.append(name)
            return allowed[0]
        return text

    def yes(name: str) -> bool:
        return choice(name, ("yes", "no")) == "yes"

    id_no, name = typed.get("id_no", "").strip().upper(), " ".join(typed.get("name", "").split())
    wrong += [key for key, text in (("id_no", id_no), ("name", name)) if not text]
    wanted, day = choice("wanted", CLASSES), _day(typed.get("examined_on", ""))
    if day is None:
        wrong.append("examined_on")
    findings = Findings(
        height=number("height"), sight_left=_tenths(choice("sight_left", SIGHTS)),
        sight_right=_tenths(choice("sight_right", SIGHTS)), field=number("field"), colour=yes("colour"),
        hearing=_hearing(choice("hearing", HEARINGS)), arms=yes("arms"), legs=_legs(choice("legs", LEGS_FOUND)),
        legs_differ=number("legs_differ"), trunk=yes("trunk"),
    )  # fmt: skip
    ability = {"yes": True, "no": False}.get(choice("ability", ("none", "yes", "no")))
    if wrong or day is None:
        raise Refused("physicals.fields", fields=wrong)
    return Result(id_no, name, wanted, day, findings, ability)


def _hearing(text: str) -> Hearing:
    return next(one for one in HEARINGS if one == text)


def _legs(text: str) -> Legs:
    return next(one for one in LEGS_FOUND if one == text)


def _tenths(text: str) -> int:
    return int(text.replace(".", ""))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
