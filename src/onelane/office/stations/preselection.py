"""Preselection (预选号牌): the checks that only the registers can make, and a number that is held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from onelane.catalogue.settings import Settings
from onelane.kernel import clock
from onelane.kernel.numbers import plate as numbers_of
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import holds, rules
from onelane.office.plates import queries as numbers
from onelane.office.stations.desk import Answers, Desk, Visit
from onelane.registers.offices.queries import settings_of
from onelane.registers.people.models import Person
from onelane.registers.vehicles import queries as vehicles

SMALL_CAR, SMALL_NEW_ENERGY = "02", "52"
Told = Mapping[str, object]


class Choosing(Desk):
    """Opens with the checks that only the registers can make, and is done when a number is held."""

    def opened(self, visit: Visit) -> None:
        """Sit the case down for its applicant and his car, or refuse; then the application is as it was."""
        whom = _whom(visit)
        _check_hold(whom, visit.actor.office, visit.at, settings_of(visit.actor.office))
        plates.sit(case_id=visit.case.pk, office=visit.actor.office, whom=whom, online=True)

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `plates.none_chosen` until a number is held."""
        held = numbers.hold_of(visit.case.pk)
        if held is None or held.state != "live":
            raise Refused("plates.none_chosen")
        return {**super().check(visit, answers), "chosen_number": held.plate, "plate_category": held.category}

    def closed(self, visit: Visit) -> None:
        """Give back what is in hand."""
        plates.give_back(case_id=visit.case.pk, actor=visit.actor, at=visit.at)

    def dropped(self, visit: Visit) -> None:
        """Give back what is in hand; a held number too."""
        self.closed(visit)


def _whom(visit: Visit) -> dict[str, object]:
    """Return for whom and which car a number is chosen, by the service's own question."""
    told = visit.answers
    if visit.applied is None:
        raise Refused("plates.hold_needs_owner_and_vehicle")
    owner = Person.objects.get(pk=visit.applied.applicant)
    vin = str(told.get("car_vin") or told.get("own_vin") or "")
    fuel = QUESTIONS[str(visit.snapshot["outcome"])](told, vin)
    category = SMALL_NEW_ENERGY if numbers_of.is_new_energy(fuel) else SMALL_CAR
    return {"plate_category": category, "fuel_type": fuel, "owner_id_no": owner.id_no, "vin": vin}


def _unregistered(told: Told, vin: str) -> str:
    """A new car, or one that moves in (R164 art.27), is not in the register yet; its owner says what it burns."""
    if vehicles.vehicle_with(vin) is not None:
        raise Refused("plates.car_registered")
    return str(told.get("fuel_type") or "")


def _registered_here(told: Told, vin: str) -> str:
    """A used car is registered here, is small, and the certificate's number is its own (R164 art.25)."""
    found = vehicles.vehicle_with(vin)
    if found is None or found.certificate_no != str(told.get("certificate_no") or ""):
        raise Refused("plates.car_not_here")
    if found.plate_category not in {SMALL_CAR, SMALL_NEW_ENERGY}:
        raise Refused("plates.not_small")
    return str(found.particulars.get("fuel_type") or "")


def _own_car(told: Told, _vin: str) -> str:
    """A car of his own, as the register describes it; the catalogue's rule has asked whether it is exchanged."""
    return str(told.get("own_fuel") or "")


QUESTIONS: dict[str, Callable[[Told, str], str]] = {
    "number.preselected-new": _unregistered,
    "number.preselected-transfer": _registered_here,
    "number.preselected-move-in": _unregistered,
    "number.preselected-exchange": _own_car,
}
"""What the registers are asked before a number is chosen; the answer is the car's fuel, which decides its pool."""


def _check_hold(whom: Told, office: str, at: datetime, settings: Settings) -> None:
    """Refuse a second hold, and somebody who let one lapse within the office's years."""
    told = holds.owner_and_vehicle(whom)
    if told is None:
        raise Refused("plates.hold_needs_owner_and_vehicle")
    if numbers.live_of_owner_or_vehicle(office, told, at):
        raise Refused("plates.second_hold")
    years = settings.integer("plate.preselect.barred_years")
    until = rules.barred_until(numbers.missed_at(office, told.owner), years=years)
    if until is not None and until > at:
        raise Refused("plates.barred", until=f"{until.astimezone(clock.OFFICE_ZONE):%Y-%m-%d}")
