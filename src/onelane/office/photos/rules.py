"""When an ID photo passes (GA 482): values in, one verdict a measure out; every limit is the office's to set."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from onelane.catalogue.settings import Settings

WIDTH, HEIGHT, DPI = 260, 378, 300
"""The file of a licence photo: 22 x 32 mm at 300 dpi (GA 482)."""
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else
CODE_LENGTH = 8

Code = Literal[
    "faces", "size", "proportion", "distortion", "head_length", "head_width", "gap", "centre", "tilt", "turn", "nod",
    "background", "background_even", "background_colour", "shadow", "face_shadow", "sharpness", "light", "burnt",
    "eyes_open", "eyes_free", "glare", "clothes", "file",
]  # fmt: skip
TOPICS: Mapping[str, tuple[Code, ...]] = {
    "size": ("faces", "size", "proportion", "distortion", "file"),
    "head": ("head_length", "head_width"),
    "gap": ("gap",),
    "centring": ("centre",),
    "tilt": ("tilt", "turn", "nod"),
    "background": ("background", "background_even", "background_colour"),
    "shadow": ("shadow", "face_shadow"),
    "sharpness": ("sharpness",),
    "light": ("light", "burnt", "clothes"),
    "eyes": ("eyes_open", "eyes_free", "glare"),
}
"""The measures under the headings that people are told."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture is cut to: head and gap in pixels of the finished photo, the file in bytes.

    `cut` says whether another shape may be cut at all; if not, only a finished photo of 22 x 32 passes.
    `shot` is a frame of the office's own camera: it is always cut, and its shape is nobody's fault.
    """

    head_length: tuple[int, int] = (224, 260)
    head_width: tuple[int, int] = (165, 189)
    gap: tuple[int, int] = (10, 20)
    file: tuple[int, int] = (14 * 1024, 30 * 1024)
    quality: int = 70
    enlarged: int = 10
    cut: bool = True
    shot: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on one picture; without exactly one face only the first three are known.

    Lengths are pixels of the finished photo, angles degrees, colours 0 to 255, shares per cent.
    """

    width: int
    height: int
    faces: int
    enlarged: float = 0.0
    proportion: float = 0.0
    distortion: float = 0.0
    head_length: float = 0.0
    head_width: float = 0.0
    gap: float = 0.0
    centre: float = 0.0
    tilt: float = 0.0
    turn: float = 0.0
    nod: float = 0.0
    background: float = 0.0
    background_even: float = 0.0
    background_colour: float = 0.0
    shadow: float = 0.0
    face_shadow: float = 0.0
    sharpness: float = 0.0
    light: float = 0.0
    burnt: float = 0.0
    eyes_open: float = 0.0
    eyes_free: float = 0.0
    glare: float = 0.0
    clothes: float = 0.0
    file: int = 0
    outlined: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One measure with its allowed range and whether it lies inside; `side` says on which side it is out."""

    code: Code
    value: float
    least: float | None
    most: float | None
    unit: str

    @property
    def side(self) -> Literal["", "low", "high"]:
        """Return `low` below the range, `high` above, nothing inside."""
        if self.least is not None and self.value < self.least:
            return "low"
        return "high" if self.most is not None and self.value > self.most else ""

    @property
    def holds(self) -> bool:
        """Tell whether the measure is allowed."""
        return not self.side


def frame(settings: Settings, *, shot: bool = False) -> Frame:
    """Return what pictures are cut to at an office; a machine's own shots are always cut."""
    return Frame(
        head_length=(settings.integer("photo.head_length.least"), settings.integer("photo.head_length.most")),
        head_width=(settings.integer("photo.head_width.least"), settings.integer("photo.head_width.most")),
        gap=(settings.integer("photo.gap.least"), settings.integer("photo.gap.most")),
        file=(settings.integer("photo.file.least") * 1024, settings.integer("photo.file.most") * 1024),
        quality=settings.integer("photo.jpeg_quality"),
        enlarged=settings.integer("photo.enlarged.most"),
        cut=shot or settings.flag("photo.cut_uploads"),
        shot=shot,
    )


def judge(found: Measures, settings: Settings) -> tuple[Verdict, ...]:
    """Return one verdict for each measure (GA 482); without exactly one face there is nothing else to judge."""
    faces = Verdict("faces", found.faces, 1, 1, "")
    if not faces.holds:
        return (faces,)

    def low(code: Code, value: float, key: str, unit: str) -> Verdict:
        return Verdict(code, value, settings.integer(f"photo.{key}"), None, unit)

    def high(code: Code, value: float, key: str, unit: str) -> Verdict:
        return Verdict(code, value, None, settings.integer(f"photo.{key}"), unit)

    def within(code: Code, value: float, unit: str) -> Verdict:
        return Verdict(
            code, value, settings.integer(f"photo.{code}.least"), settings.integer(f"photo.{code}.most"), unit
        )

    centre = settings.integer("photo.centre.most")
    return (
        faces,
        within("light", found.light, ""),  # first, since in the dark the other measures are worth less
        high("size", found.enlarged, "enlarged.most", "%"),
        high("proportion", found.proportion, "proportion.most", "%"),
        within("distortion", found.distortion, "%"),
        within("head_length", found.head_length, "px"),
        within("head_width", found.head_width, "px"),
        within("gap", found.gap, "px"),
        Verdict("centre", found.centre, -centre, centre, "%"),
        *(_both_ways(code, getattr(found, code), settings.integer(f"photo.{code}.most")) for code in ANGLES),
        low("background", found.background, "background.least", ""),
        high("background_even", found.background_even, "background_even.most", ""),
        high("background_colour", found.background_colour, "background_colour.most", ""),
        high("shadow", found.shadow, "shadow.most", ""),
        high("face_shadow", found.face_shadow, "face_shadow.most", "%"),
        low("sharpness", found.sharpness, "sharpness.least", ""),
        high("burnt", found.burnt, "burnt.most", "%"),
        low("eyes_open", found.eyes_open, "eyes_open.least", "%"),
        low("eyes_free", found.eyes_free, "eyes_free.least", "%"),
        high("glare", found.glare, "glare.most", "%"),
        high("clothes", found.clothes, "clothes.most", ""),
        Verdict(
            "file", found.file / 1024, settings.integer("photo.file.least"), settings.integer("photo.file.most"), "kB"
        ),
    )


ANGLES: tuple[Code, ...] = ("tilt", "turn", "nod")


def _both_ways(code: Code, value: float, most: int) -> Verdict:
    return Verdict(code, value, -most, most, "°")


def passes(verdicts: Iterable[Verdict]) -> bool:
    """Tell whether every measure is allowed."""
    return all(one.holds for one in verdicts)


def faults(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return what is to be mended, in the order in which a person would mend it."""
    return tuple(one for one in verdicts if not one.holds)


def kept_until(taken_on: date, months: int) -> date:
    """Return the last day on which a photo may be used again: so many months after it was taken (GA 482: six).

    A month without such a day ends with its last day: taken on 31 August it counts until 28 (29) February.
    """
    month = taken_on.month - 1 + months
    year, month = taken_on.year + month // 12, month % 12 + 1
    return date(year, month, min(taken_on.day, calendar.monthrange(year, month)[1]))


def usable(taken_on: date, on: date, months: int) -> bool:
    """Tell whether a photo still counts on a day, the last day included."""
    return taken_on <= on <= kept_until(taken_on, months)


def as_code(told: str) -> str:
    """Return a pick-up code as it is kept: without blanks and dashes, in capitals."""
    return "".join(told.upper().split()).replace("-", "")


def told(verdicts: Iterable[Verdict]) -> list[dict[str, object]]:
    """Return verdicts as they are kept: numbers and names, nothing of the picture."""
    return [
        {"code": one.code, "value": one.value, "least": one.least, "most": one.most, "unit": one.unit}
        for one in verdicts
    ]


def read(kept: Iterable[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    """Return verdicts that were kept."""
    return tuple(Verdict(**one) for one in kept)
