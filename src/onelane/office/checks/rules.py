"""What the office asks other authorities, and which facts their answers give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, get_args

Kind = Literal["insurance", "vessel_tax", "purchase_tax", "medical", "violations", "stolen"]
State = Literal["asked", "answered", "silent"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)

BY_MATERIAL: Mapping[str, Kind] = {
    "insurance-record": "insurance",
    "compulsory-insurance": "insurance",
    "vessel-tax-record": "vessel_tax",
    "vessel-tax": "vessel_tax",
    "purchase-tax": "purchase_tax",
    "medical-certificate": "medical",
}
BY_RULE: Mapping[str, Kind] = {
    "vehicle-settled": "violations",
    "driver-violations-settled": "violations",
    "vehicle-not-blocked": "stolen",
    "insured-today": "insurance",
    "vessel-tax-paid": "vessel_tax",
    "medical-certificate-current": "medical",
}
ABOUT: Mapping[Kind, str] = {
    "insurance": "vehicle.vin",
    "vessel_tax": "vehicle.vin",
    "purchase_tax": "vehicle.vin",
    "medical": "person.id_no",
    "violations": "person.id_no",
    "stolen": "vehicle.vin",
}
"""Which fact of the register names the thing that is asked about."""
FACTS: Mapping[Kind, str] = {
    "insurance": "vehicle.insured_to",
    "vessel_tax": "vehicle.tax_paid_to",
    "medical": "medical.examined_on",
}
"""Which fact the day in an answer is; it counts more than what the register remembered."""
PATIENCE = timedelta(minutes=15)
"""How long an authority may be silent before the reviewer is told that it is."""


def kind_of(name: str) -> Kind:
    """Return the kind by its name; an unknown one is a fault of the code that asks."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise ValueError(f"no check is called {name}")


def wanted(materials: list[str], rules: list[str]) -> list[Kind]:
    """Return what has to be asked for a service, each once, in the order of its papers and rules."""
    found = [BY_MATERIAL[one] for one in materials if one in BY_MATERIAL]
    found += [BY_RULE[one] for one in rules if one in BY_RULE]
    return list(dict.fromkeys(found))
