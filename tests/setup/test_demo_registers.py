"""The demonstration knows, for every service, somebody who may and somebody who may not."""

from __future__ import annotations

from typing import Any

import pytest
from tests import make

from onelane import catalogue
from onelane.command.demo_bookings import load_bookings
from onelane.command.demo_registers import CITIZENS, load_registers
from onelane.office.stations.register_facts import facts_for, may_apply, subjects_of

pytestmark = pytest.mark.django_db
ANSWERED_ON_THE_FORM = {
    "deferral-length", "deferral-ends-later", "target-class-fits", "exam-fee-open", "binding-small-cars",
}  # fmt: skip
EVERYBODY = {"exam-report", "plate-preselection-new", "plate-preselection-transfer", "plate-preselection-move-in"}


@pytest.fixture
def people(clock: Any) -> list[int]:
    """Load the demonstration and return its people."""
    from onelane.registers.people.models import Account

    make.office()
    load_registers(make.OFFICE, "one-lane-demo")
    load_bookings(make.OFFICE)
    logins = [one.login for one in CITIZENS]
    return [Account.objects.get(username=login).person_id or 0 for login in logins]


def may(code: str, person: int, on: Any) -> set[bool]:
    """Return whether somebody may, for each thing that he may apply about."""
    service, found = catalogue.load().service(code), set()
    for subject in subjects_of(person, service.about):
        facts = facts_for(person_id=person, about=service.about, subject_id=subject.id, on=on)
        told = may_apply(service, facts | {"office.code": make.OFFICE}, office=make.OFFICE, on=on)
        found.add(all(one.says == "yes" for one in told if one.rule not in ANSWERED_ON_THE_FORM))
    return found


def test_every_online_service_has_somebody_who_may_and_somebody_who_may_not(people: list[int], clock: Any) -> None:
    on = clock().date()
    for code, service in catalogue.load().services.items():
        if "online" not in service.offered or service.page:
            continue
        found: set[bool] = set().union(*(may(code, person, on) for person in people))
        assert True in found, code
        without = any(not may(code, person, on) for person in people)
        assert False in found or without or code in EVERYBODY, code


def test_the_demonstration_works_on_any_day(clock: Any) -> None:
    clock.set(2028, 2, 29, 9)
    make.office()
    load_registers(make.OFFICE, "one-lane-demo")
    from onelane.registers.people.models import Account

    person = Account.objects.get(username="citizen").person_id
    assert True in may("driving-licence-renewal", person or 0, clock().date())


def test_loaded_twice_nothing_comes_twice(people: list[int]) -> None:
    from onelane.office.bookings.models import Booking, Session
    from onelane.registers.drivers.models import Licence
    from onelane.registers.vehicles.models import Vehicle

    def counted() -> list[int]:
        return [one.objects.count() for one in (Licence, Vehicle, Session, Booking)]

    before = counted()
    load_registers(make.OFFICE, "one-lane-demo")
    load_bookings(make.OFFICE)
    assert counted() == before
