"""Plate numbers (机动车号牌号码, GA 36-2018): forms by category, display, segments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # I and O never stand in a serial
ANY = LETTERS + DIGITS
PURE_ELECTRIC = "DABCE"
NOT_PURE_ELECTRIC = "FGHJK"
NEW_ENERGY = PURE_ELECTRIC + NOT_PURE_ELECTRIC
DOT = "·"
PREFIX = 2


@dataclass(frozen=True, slots=True)
class Form:
    """What may stand in each place of the serial, and how many letters at most."""

    places: tuple[str, ...]
    letters: int = 2

    def fits(self, serial: str) -> bool:
        """Tell whether a serial has this form."""
        return (
            len(serial) == len(self.places)
            and all(mark in place for mark, place in zip(serial, self.places, strict=True))
            and sum(mark in LETTERS for mark in serial) <= self.letters
        )


_ORDINARY = Form((ANY,) * 5)
FORMS: dict[str, Form] = {
    "01": _ORDINARY,  # 大型汽车
    "02": _ORDINARY,  # 小型汽车
    "04": Form((*(DIGITS,) * 4, "领")),
    "07": _ORDINARY,  # 普通摩托车
    "08": _ORDINARY,  # 轻便摩托车
    "13": _ORDINARY,  # 低速车
    "15": Form((*(ANY,) * 4, "挂")),
    "16": Form((*(ANY,) * 4, "学")),
    "17": Form((*(ANY,) * 4, "学")),
    "23": Form(("ABCD" + DIGITS, *(DIGITS,) * 3, "警")),
    "24": Form(("ABCD" + DIGITS, *(DIGITS,) * 3, "警")),
    "51": Form((*(DIGITS,) * 5, NEW_ENERGY)),
    "52": Form((NEW_ENERGY, ANY, *(DIGITS,) * 4)),
}
_BY_TYPE = {
    "02": ("K3", "K4", "H3", "H4", "Z31", "Z41", "Z71"),
    "01": ("K1", "K2", "H1", "H2", "Q", "Z11", "Z21", "Z51"),
    "15": ("B", "G"),
    "07": ("M11", "M13", "M14", "M15", "M21"),
    "08": ("M12", "M22"),
    "13": ("N11", "H5"),
}
_NEW_ENERGY_OF = {"01": "51", "02": "52"}
_FOR_USE = {
    "H": {"01": "23", "02": "23", "07": "24", "08": "24"},  # 警用
    "N": {"01": "16", "02": "16", "07": "17", "08": "17"},  # 教练
}


def check(text: str, *, prefixes: Sequence[str], category: str = "") -> str:
    """Return the plate without its dot; refuse another office's prefix, or a serial of no (or another) category."""
    plate = plain(text)
    if plate[:PREFIX] not in prefixes:
        raise Refused("numbers.plate_prefix", prefixes=list(prefixes))
    forms = [FORMS[category]] if category else list(FORMS.values())
    if not any(form.fits(plate[PREFIX:]) for form in forms):
        raise Refused("numbers.plate_form", plate=display(plate), category=category)
    return plate


def display(plate: str) -> str:
    """Return the plate as it is written: `鲁B·12345`."""
    return f"{plate[:PREFIX]}{DOT}{plate[PREFIX:]}"


def is_new_energy(fuel: str) -> bool:
    """Tell whether the fuel code means electricity from a plug (C, AC, ...) or hydrogen (P)."""
    return "C" in fuel or "P" in fuel


def energy_letters(fuel: str) -> str:
    """Return the letters of a new-energy plate: pure electric, or not."""
    return PURE_ELECTRIC if fuel == "C" else NOT_PURE_ELECTRIC


def category_for(vehicle_type: str, fuel: str, use_nature: str) -> str:
    """Return the plate category (号牌种类) for a vehicle type, fuel and use; refuse types without plates."""
    found = [category for category, starts in _BY_TYPE.items() if vehicle_type.startswith(starts)]
    if not found:
        raise Refused("numbers.plate_no_category", vehicle_type=vehicle_type)
    category = found[0]
    if category in (special := _FOR_USE.get(use_nature, {})):
        return special[category]
    return _NEW_ENERGY_OF.get(category, category) if is_new_energy(fuel) else category


@dataclass(frozen=True)
class Segment:
    """A released run of serials (号段): in the pattern N is a digit, L a letter, anything else itself."""

    pattern: str
    first: str
    last: str

    def __post_init__(self) -> None:
        """Refuse ends that do not fit the pattern or stand the wrong way round."""
        if self._place(self.first) > self._place(self.last):
            raise Refused("numbers.segment_order", first=self.first, last=self.last)

    @cached_property
    def _alphabets(self) -> tuple[str, ...]:
        return tuple({"N": DIGITS, "L": LETTERS}.get(mark, mark) for mark in self.pattern)

    @cached_property
    def _begin(self) -> int:
        return self._place(self.first)

    @cached_property
    def size(self) -> int:
        """How many serials the segment holds."""
        return self._place(self.last) - self._begin + 1

    def fits(self, category: str) -> bool:
        """Tell whether every serial of the segment has the form of the category."""
        form = FORMS[category]
        if len(self._alphabets) != len(form.places):
            return False
        letters = sum(alphabet[0] in LETTERS for alphabet in self._alphabets)
        inside = all(set(here) <= set(there) for here, there in zip(self._alphabets, form.places, strict=True))
        return inside and letters <= form.letters

    def contains(self, serial: str) -> bool:
        """Tell whether a serial lies in the segment."""
        try:
            return self._place(self.first) <= self._place(serial) <= self._place(self.last)
        except Refused:
            return False

    def serial(self, index: int) -> str:
        """Return the serial at an index from 0 to size - 1."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        rest, marks = self._begin + index, list[str]()
        for alphabet in reversed(self._alphabets):
            rest, digit = divmod(rest, len(alphabet))
            marks.append(alphabet[digit])
        return "".join(reversed(marks))

    def index(self, serial: str) -> int:
        """Return the index of a serial of the segment, from 0 to size - 1."""
        return self._place(serial) - self._begin

    def __iter__(self) -> Iterator[str]:
        """Yield every serial in order."""
        return (self.serial(index) for index in range(self.size))

    def _place(self, serial: str) -> int:
        """Count the serials of the pattern before this one."""
        sizes = [len(alphabet) for alphabet in self._alphabets]
        if len(serial) != len(sizes):
            raise Refused("numbers.segment_pattern", serial=serial, pattern=self.pattern)
        place = 0
        for index, (mark, alphabet) in enumerate(zip(serial, self._alphabets, strict=True)):
            if mark not in alphabet:
                raise Refused("numbers.segment_pattern", serial=serial, pattern=self.pattern)
            place += alphabet.index(mark) * prod(sizes[index + 1 :])
        return place
