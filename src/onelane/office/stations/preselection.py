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
    fuel = str(told.get("fuel_type") or told.get("own_fuel") or "A")
    vin = str(told.get("car_vin") or told.get("own_vin") or "")
    QUESTIONS[str(visit.snapshot["outcome"])](told, vin, fuel)
    category = SMALL_NEW_ENERGY if numbers_of.is_new_energy(fuel) else SMALL_CAR
    return {"plate_category": category, "fuel_type": fuel, "owner_id_no": owner.id_no, "vin": vin}


def _unregistered(_told: Told, vin: str, _fuel: str) -> None:
    """A new car is not in the register yet."""
    if vehicles.vehicle_with(vin) is not None:
        raise Refused("plates.car_registered")


def _registered_here(told: Told, vin: str, _fuel: str) -> None:
    """A used car is registered here, is small, and the certificate's number is its own (R164 art.25)."""
    found = vehicles.vehicle_with(vin)
    if found is None or found.certificate_no != str(told.get("certificate_no") or ""):
        raise Refused("plates.car_not_here")
    if found.plate_category not in {SMALL_CAR, SMALL_NEW_ENERGY}:
        raise Refused("plates.not_small")


def _from_elsewhere(told: Told, vin: str, fuel: str) -> None:
    """A car that moves in is not registered here and bears another office's number (R164 art.27)."""
    _unregistered(told, vin, fuel)


def _ordinary_plate_of_a_new_energy_car(told: Told, _vin: str, fuel: str) -> None:
    """An exchange is for a new-energy car that bears an ordinary plate."""
    if not numbers_of.is_new_energy(fuel) or str(told.get("plate_kind") or "") != SMALL_CAR:
        raise Refused("plates.no_exchange")


QUESTIONS: dict[str, Callable[[Told, str, str], None]] = {
    "number.preselected-new": _unregistered,
    "number.preselected-transfer": _registered_here,
    "number.preselected-move-in": _from_elsewhere,
    "number.preselected-exchange": _ordinary_plate_of_a_new_energy_car,
}


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
