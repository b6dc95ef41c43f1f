"""The answers of a case as a page shows them: grouped, in words, masked unless somebody gave a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.shared.forms_from_catalogue import said, told
from onelane.records import reading
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.catalogue.spec import JsonValue
    from onelane.kernel.actor import Actor

# What belongs together, each part named by the beginnings of its fields' names.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("Owner"), ("owner_", "residence_")),
    (_("Agent"), ("agent_", "authorisation_")),
    (_("On the car"), ("vin_on_car", "vehicle_type", "body_colour", "seats", "video_ref")),
    (_("Vehicle as certified"), ("vin", "brand_", "vehicle_model", "domestic_", "manufactur", "engine_", "fuel_",
                                 "displacement_", "power_", "gross_", "curb_", "dims_", "use_nature", "conformity_")),
    (_("Origin, tax and insurance"), ("acquire_", "origin_", "invoice_", "price_", "seller_", "cti_",
                                      "purchase_tax_ref", "vvt_", "accident_", "inspection_exempt", "safety_")),
    (_("Findings"), ("purchase_tax_settled", "model_in_", "stolen", "sealed")),
    (_("Delivery"), ("delivery_", "recipient_", "received_")),
)  # fmt: skip
REST = _("Other answers")


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer; `masked` when part of it is hidden, `personal` when the catalogue masks it at all."""

    code: str
    label: str
    value: str
    masked: bool
    personal: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Answers that belong together, under a heading."""

    title: str
    rows: tuple[Shown, ...]


def parts(given: Mapping[str, JsonValue], *, whole: Collection[str] = (), without: Collection[str] = ()) -> list[Part]:
    """Return the answers in parts, in the order of the catalogue; `whole` names those shown unmasked."""
    rows = [row for row in _rows(given, whole) if row.code not in without]
    placed: dict[str, list[Shown]] = {}
    for row in rows:
        placed.setdefault(_part_of(row.code), []).append(row)
    order = [*(title for title, _ in PARTS), REST]
    return [Part(gettext(title), tuple(placed[title])) for title in order if title in placed]


def personal(given: Mapping[str, JsonValue]) -> list[str]:
    """Return the names of the answers that are personal data."""
    return [row.code for row in _rows(given, ()) if row.personal]


def note(actor: Actor, case_id: int, purpose: str, given: Mapping[str, JsonValue]) -> None:
    """Note one reading of the personal data that a page is about to show, for the step as its purpose."""
    if fields := personal(given):
        reading.note_reading(actor, f"case:{case_id}", purpose, fields, chain=f"case:{case_id}")


def _rows(given: Mapping[str, JsonValue], whole: Collection[str]) -> list[Shown]:
    known = catalogue.current().vocabulary.fields
    found = []
    for code, field in known.items():
        text = told(field, given.get(code), whole=code in whole)
        if text:
            hidden = bool(field.mask) and code not in whole
            found.append(Shown(code, said(field.name), text, hidden, bool(field.mask)))
    return found


def _part_of(code: str) -> str:
    exact = next((title for title, names in PARTS if code in names), "")
    return exact or next((title for title, names in PARTS if code.startswith(names)), REST)
