"""What an inspection asks of a vehicle, what may be written on the form, and when it is passed (GA 801-2019)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from onelane.catalogue import loader
from onelane.catalogue.spec import Words
from onelane.kernel.numbers import vin as vins
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.inspection.items import BY_NO, ITEMS, PHOTOS, Item, Need

Mark = Literal["", "pass", "fail", "not_required"]
Conclusion = Literal["", "pass", "fail", "stopped"]
MARKS: tuple[Mark, ...] = ("", "pass", "fail", "not_required")
CONCLUSIONS: tuple[Conclusion, ...] = ("", "pass", "fail", "stopped")

USUAL_TYPE = "K33"  # what a car is taken for until somebody wrote its type
LONGEST_VALUE = 40
LONGEST_NOTE = 200
MOST_SEATS = 99
MOST_COLOURS = 3
IDENTITY = 1
"""The item that proves which car stands here; it is done anew at each re-inspection."""
PHOTO_OF_IDENTITY = "0113"
ANSWERS = {"vin": "vin_on_car", "colour": "body_colour", "seats": "seats", "type": "vehicle_type"}


@dataclass(frozen=True, slots=True)
class Car:
    """What the papers say about the vehicle, as far as it is known by now; the window works at the same time."""

    vin: str = ""
    vehicle_type: str = ""
    use_nature: str = ""
    made_on: date | None = None
    had_accident: bool = False
    exempt_model: bool = True
    lapse_years: int = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form as written."""

    result: Mark = ""
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the form stands: what is missing, what failed, what forbids a pass, and what to look at twice."""

    conclusion: Literal["", "pass", "fail"]
    asked: tuple[int, ...]
    missing: tuple[int, ...]
    failing: tuple[int, ...]
    photos_missing: tuple[str, ...]
    obstacle: str = ""  # the code of the refusal that forbids a pass
    warnings: tuple[str, ...] = ()


def asked_of(car: Car, on: date) -> tuple[int, ...]:
    """Return the items that apply to a vehicle; 1 to 9 for a small car."""
    return tuple(item.no for item in ITEMS if _needed(item.need, car, on))


def _needed(need: Need, car: Car, on: date) -> bool:
    kind, use = car.vehicle_type or USUAL_TYPE, car.use_nature
    return {
        "every": True,
        "engine": kind[0] not in "BG",
        "seated": kind[0] not in "BGM",
        "goods": kind[0] in "HQBGN",
        "bus": kind[:2] in {"K1", "K2"} or kind == "K38" or use in set("ROPQS"),
        "emergency": use in set("HIJK"),
        "tested": not exempt_from_test(car, on),
    }[need]


def exempt_from_test(car: Car, on: date) -> bool:
    """Tell whether a new car needs no technical inspection (R164 art.11): exempt model, unhurt, registered in time."""
    return (
        car.exempt_model and not car.had_accident and not (car.made_on and on >= _lapse(car.made_on, car.lapse_years))
    )


def _lapse(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def code_table(kind: str) -> Mapping[str, Words]:
    """Return the letters that an inspector may write for a body colour (颜色) or a vehicle type (车辆类型)."""
    return loader.load().vocabulary.codes[{"colour": "colour", "type": "vehicle_type"}[kind]].rows


def item(no: int) -> Item:
    """Return an item of the form; refuse `inspection.no_such_item` outside 1 to 20."""
    if no not in BY_NO:
        raise Refused("inspection.no_such_item", no=no)
    return BY_NO[no]


def check_row(car: Car, row: Row, no: int, on: date) -> Row:
    """Return the row as it may stand on the form, its value in canonical form; refuse what may not."""
    entry = item(no)
    if row.result not in MARKS[1:]:
        raise Refused("inspection.no_such_result", no=no)
    asked = no in asked_of(car, on)
    if asked and row.result == "not_required":
        raise Refused("inspection.item_is_asked", no=no)
    if not asked and row.result == "pass":
        raise Refused("inspection.item_not_asked", no=no)
    value = row.value.strip()[:LONGEST_VALUE]
    if row.result == "pass" and entry.value:
        value = _written(entry, value, car)
    return Row(row.result, value if entry.value else "", row.note.strip()[:LONGEST_NOTE])


def _written(entry: Item, value: str, car: Car) -> str:
    if entry.value == "vin":
        read = vins.check(value)
        if differs(read, car.vin):
            raise Refused("inspection.vin_differs")
        return read
    if entry.value == "seats":
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= MOST_SEATS):
            raise Refused("inspection.seats_unreadable", most=MOST_SEATS)
        return str(int(value))
    if entry.value == "type":
        if value not in code_table("type"):
            raise Refused("inspection.type_unknown")
        return value
    letters = "".join(dict.fromkeys(value.upper().replace(",", "").replace(" ", "")))
    if not 1 <= len(letters) <= MOST_COLOURS or not set(letters) <= set(code_table("colour")):
        raise Refused("inspection.colour_unknown")
    return letters


def differs(read: str, certificate: str) -> bool:
    """Tell whether the VIN read off the car is another than the certificate's, where that is known."""
    return bool(certificate) and plain(certificate) != read


def evaluate(car: Car, rows: Mapping[int, Row], photos: Collection[str], on: date) -> Verdict:
    """Judge the form: 合格 only when every item asked passes, the photos are there and the VIN is right."""
    asked = asked_of(as_seen(car, rows), on)
    missing = tuple(no for no in asked if rows.get(no, Row()).result not in {"pass", "fail"})
    failing = tuple(sorted(no for no, row in rows.items() if row.result == "fail"))
    lacking = tuple(code for code, photo in PHOTOS.items() if photo.required and code not in photos)
    identity = rows.get(IDENTITY, Row())
    obstacle = "inspection.vin_differs" if identity.result == "pass" and differs(identity.value, car.vin) else ""
    conclusion: Literal["", "pass", "fail"] = ""
    if not missing and failing:
        conclusion = "fail"
    elif not (missing or lacking or obstacle):
        conclusion = "pass"
    return Verdict(conclusion, asked, missing, failing, lacking, obstacle, _warnings(car, identity))


def as_seen(car: Car, rows: Mapping[int, Row]) -> Car:
    """Return the car with the type that the inspector wrote: it decides what else is looked at."""
    written = next((row.value for no, row in rows.items() if BY_NO[no].value == "type" and row.result == "pass"), "")
    return replace(car, vehicle_type=written or car.vehicle_type)


def _warnings(car: Car, identity: Row) -> tuple[str, ...]:
    if identity.result != "pass":
        return ()
    waiting = () if car.vin else ("inspection.certificate_not_entered",)
    return (*vins.read(identity.value).warnings, *waiting)


def carried(rows: Mapping[int, Row]) -> dict[int, Row]:
    """Return the rows that a re-inspection (复检) takes over: what passed, save the one that tells which car it is."""
    return {no: row for no, row in rows.items() if no != IDENTITY and row.result in {"pass", "not_required"}}


def photos_carried(rows: Mapping[int, Row], photos: Collection[str]) -> set[str]:
    """Return the photos that still show the car as it is: none of a failed item, and the VIN is photographed anew."""
    stale = {PHOTO_OF_IDENTITY}
    for no, row in rows.items():
        if row.result == "fail":
            stale |= {BY_NO[no].photo, *BY_NO[no].shown_on}
    return {kind for kind in photos if kind not in stale}


def photo_kind(kind: str, no: int | None) -> str:
    """Return the kind under which a picture is kept: a national code, or `item-08` for an item without one."""
    if no is not None:
        entry = item(no)
        return kind or entry.photo or f"item-{no:02d}"
    if kind not in PHOTOS:
        raise Refused("inspection.no_such_photo", kind=kind[:8])
    return kind


def answers_of(rows: Mapping[int, Row], video_ref: str) -> dict[str, str | int]:
    """Return what the inspection tells the case file, by field name of the catalogue."""
    told: dict[str, str | int] = {"video_ref": video_ref}
    for entry in ITEMS:
        value = rows.get(entry.no, Row()).value
        if entry.value and value:
            told[ANSWERS[entry.value]] = int(value) if entry.value == "seats" else value
    return told
