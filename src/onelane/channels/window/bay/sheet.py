"""The inspection form as the tablet shows it: every row with its words, value, mark and photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from onelane.office.inspection import rules
from onelane.office.inspection.items import BY_NO, PHOTOS

if TYPE_CHECKING:
    from onelane.catalogue.spec import Words
    from onelane.office.inspection.items import Item
    from onelane.office.inspection.queries import Form

OUTSIDE = ("0111", "0112")  # the photos that belong to the car as a whole
USUAL = ("K31", "K32", "K33", "K39", "K41", "K43", "K49")  # types of small cars, offered first
INKS = {
    "A": "#f8f8f5", "B": "#8b9097", "C": "#f2c200", "D": "#f4a6b8", "E": "#c8102e", "F": "#6a2c91", "G": "#1d7a3e",
    "H": "#1d4fa3", "I": "#6b4226", "J": "#17181a", "Z": "conic-gradient(#c8102e, #f2c200, #1d7a3e, #1d4fa3, #c8102e)",
}  # fmt: skip


def said(words: Words) -> str:
    """Return a name or sentence in the reader's language."""
    return words.zh if (get_language() or "zh").startswith("zh") else words.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One code that may be written, with its name and whether it is."""

    code: str
    name: str
    chosen: bool
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A place for a photo: its kind, its name and the key of the document that is there."""

    kind: str
    name: str
    required: bool
    document: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the form on the page; `typed` is what stands in the field, kept although it was refused."""

    item: Item
    result: str
    typed: str
    note: str
    asked: bool
    carried: bool
    picture: Picture
    refusal: str = ""
    code: str = ""

    @property
    def name(self) -> str:
        """Return the item's name."""
        return said(self.item.name)

    @property
    def look(self) -> str:
        """Return what is looked at."""
        return said(self.item.look)

    @property
    def fails(self) -> str:
        """Return when it fails."""
        return said(self.item.fails)

    @property
    def remedy(self) -> str:
        """Return what the owner can do about it."""
        return said(self.item.remedy)

    @property
    def colours(self) -> list[Choice]:
        """Return the colours as chips."""
        rows = rules.code_table("colour").items()
        return [Choice(code, said(words), code in self.typed, INKS.get(code, "")) for code, words in rows]

    @property
    def types(self) -> list[Choice]:
        """Return the vehicle types, those of small cars first."""
        table = rules.code_table("type")
        order = [*(code for code in USUAL if code in table), *(code for code in table if code not in USUAL)]
        return [Choice(code, said(table[code]), code == self.typed) for code in order]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page of a running record."""

    form: Form
    lines: list[Line]
    others: list[Line]
    outside: list[Picture]
    done: int
    total: int
    photos_done: int
    photos_total: int
    failing: list[Line] = field(default_factory=list)

    @property
    def conclusion(self) -> str:
        """Return how it would be concluded now, or nothing."""
        return self.form.verdict.conclusion

    @property
    def warnings(self) -> list[str]:
        """Return what to look at twice, in words."""
        told = {
            "numbers.vin_check_digit": gettext(
                "The check digit does not fit; some makers abroad do not follow it. Look at the VIN once more."
            ),
            "numbers.vin_year": gettext("The VIN names no known model year. Look at the VIN once more."),
            "inspection.certificate_not_entered": gettext(
                "The window has not entered the certificate yet; the review compares the two VINs."
            ),
            "inspection.vin_differs": gettext("The VIN on the car is not the one on the certificate."),
        }
        verdict = self.form.verdict
        codes = [*([verdict.obstacle] if verdict.obstacle else []), *verdict.warnings]
        return [told.get(code, code) for code in codes]


def sheet_of(form: Form, refused: Line | None = None) -> Sheet:
    """Return the page of a form; a refused row keeps what was typed into it."""
    asked = set(form.verdict.asked)
    lines = [line_of(form, no) if refused is None or refused.item.no != no else refused for no in sorted(BY_NO)]
    required = [kind for kind, photo in PHOTOS.items() if photo.required]
    return Sheet(
        form=form,
        lines=[one for one in lines if one.item.no in asked],
        others=[one for one in lines if one.item.no not in asked],
        outside=[picture_of(form.photos, kind) for kind in OUTSIDE],
        done=len(asked) - len(form.verdict.missing),
        total=len(asked),
        photos_done=len(required) - len(form.verdict.photos_missing),
        photos_total=len(required),
        failing=[one for one in lines if one.item.no in form.verdict.failing],
    )


def line_of(form: Form, no: int, *, typed: str | None = None, refusal: str = "", code: str = "") -> Line:
    """Return one row; `typed` and `refusal` when it was just refused."""
    item, row = rules.item(no), form.rows.get(no, rules.Row())
    asked = no in form.verdict.asked
    struck = asked and row.result == "not_required"
    return Line(
        item=item,
        result="" if struck else row.result,
        typed=row.value if typed is None else typed,
        note=row.note,
        asked=asked,
        carried=no in form.carried,
        picture=picture_of(form.photos, rules.photo_kind("", no)),
        refusal=refusal,
        code=code,
    )


def picture_of(photos: Mapping[str, int], kind: str) -> Picture:
    """Return a place for a photo."""
    known = PHOTOS.get(kind)
    return Picture(
        kind, said(known.name) if known else gettext("Photo"), known.required if known else False, photos.get(kind)
    )
