"""What each service does to the registers, once it is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import known, make
from tests.applying_online import MAY, Walk

from onelane import catalogue
from onelane.kernel.refusal import Refused
from onelane.registers.drivers.models import Card, Deferral, Learner, Licence
from onelane.registers.vehicles.models import Affiliation, Binding, Issued, Vehicle

pytestmark = pytest.mark.django_db


def walked(code: str, applicant: Any = None, **changed: Any) -> Walk:
    """Walk a service to its end and return the walk."""
    return Walk(code, applicant or MAY[code]()).apply(**changed).to_the_end()


def licence_after(code: str, **changed: Any) -> Licence:
    """Return the licence after a service."""
    return Licence.objects.get(pk=walked(code, **changed).subject)


def test_a_renewed_licence_has_its_next_term_and_a_new_card() -> None:
    licence = licence_after("driving-licence-renewal")
    assert (licence.term, licence.valid_from, licence.valid_to) == (10, date(2026, 12, 20), date(2036, 12, 20))
    assert list(licence.cards.order_by("pk").values_list("why", flat=True)) == ["first", "renewed"]


def test_with_twelve_points_in_the_term_the_same_term_comes_again() -> None:
    licence = known.licence()
    licence.full_points_on = date(2024, 5, 1)
    licence.save()
    walked("driving-licence-renewal", (licence.person, licence.pk))
    licence.refresh_from_db()
    assert (licence.term, licence.valid_to) == (6, date(2032, 12, 20))


def test_a_bus_driver_of_63_drives_cars_from_now_on() -> None:
    assert licence_after("driving-licence-age-change").classes == "C1"


def test_an_articulated_lorry_driver_may_keep_his_trailer() -> None:
    licence = known.licence(born=date(1963, 5, 1), classes="A2D")
    walked("driving-licence-age-change", (licence.person, licence.pk), keep_trailer=True, target_class="C2")
    licence.refresh_from_db()
    assert licence.classes == "C2C6D"


@pytest.mark.parametrize(("code", "why"), [("driving-licence-damaged", "damaged"), ("driving-licence-lost", "lost")])
def test_a_replaced_card_has_a_new_chip_number_and_nothing_else_changes(code: str, why: str) -> None:
    licence = licence_after(code)
    cards = list(Card.objects.filter(licence=licence).order_by("pk"))
    assert [one.why for one in cards] == ["first", why]
    assert cards[0].card_no != cards[1].card_no
    assert cards[0].voided_at is not None
    assert (licence.valid_to, licence.classes) == (date(2026, 12, 20), "C1")


def test_a_licence_that_is_lost_again_is_replaced_again_and_the_paper_before_is_void() -> None:
    from onelane.office.certificates.models import Paper

    applicant = MAY["driving-licence-lost"]()
    first = walked("driving-licence-lost", applicant)
    second = walked("driving-licence-lost", applicant)
    assert second.row.state == "finished"
    papers = Paper.objects.filter(kind="driving-licence").order_by("pk")
    assert [(one.case_id, one.voided_at is None) for one in papers] == [(first.id, False), (second.id, True)]


@pytest.mark.parametrize(
    ("code", "letter"), [("renewal-deferral", "N"), ("medical-deferral", "P"), ("review-deferral", "T")]
)
def test_a_deferral_writes_its_letter_and_its_time(code: str, letter: str) -> None:
    licence = licence_after(code)
    deferral = Deferral.objects.get(licence=licence)
    assert licence.status == letter
    assert (deferral.kind, deferral.during.lower, deferral.during.upper) == (
        letter, date(2026, 12, 1), date(2028, 12, 2),
    )  # fmt: skip


def test_an_exempt_car_gets_two_more_years() -> None:
    car = Vehicle.objects.get(pk=walked("inspection-exempt-mark").subject)
    issued = Issued.objects.get(vehicle=car)
    assert car.inspection_valid_to == date(2028, 12, 31)
    assert (issued.what, issued.why, issued.valid_to) == ("inspection-mark", "exempt", date(2028, 12, 31))


def test_a_replaced_mark_keeps_its_validity() -> None:
    car = Vehicle.objects.get(pk=walked("inspection-mark-replacement").subject)
    assert car.inspection_valid_to == date(2026, 12, 31)
    assert Issued.objects.get(vehicle=car).why == "lost"


@pytest.mark.parametrize(
    ("code", "what"), [("vehicle-licence-replacement", "vehicle-licence"), ("plate-replacement", "plates")]
)
def test_licence_and_plates_are_replaced_and_the_number_stays(code: str, what: str) -> None:
    walk = Walk(code, MAY[code]())
    before = Vehicle.objects.get(pk=walk.subject).numbers.get().plate
    walk.apply().to_the_end()
    car = Vehicle.objects.get(pk=walk.subject)
    assert Issued.objects.get(vehicle=car).what == what
    assert car.numbers.get().plate == before


def test_contact_details_change_for_all_vehicles_of_the_owner() -> None:
    owner, car = MAY["vehicle-contact-change"]()
    other = known.vehicle(owner=owner)
    walked("vehicle-contact-change", (owner, car))
    assert set(Vehicle.objects.filter(pk__in=[car, other.pk]).values_list("contact_mobile", flat=True)) == {
        "13900000000"
    }


def test_a_vehicle_is_bound_when_its_owner_is_named_rightly() -> None:
    owner = known.person()
    car = known.vehicle(owner=owner)
    plate = car.numbers.get().plate
    walk = walked("vehicle-binding", bound_plate=plate, owner_id_last4=owner.id_no[-4:])
    assert Binding.objects.get(vehicle=car, until=None).person_id == walk.person.pk


def test_a_vehicle_is_not_bound_by_somebody_who_does_not_know_its_owner() -> None:
    plate = known.vehicle().numbers.get().plate
    with pytest.raises(Refused, match=r"vehicles\.binding_mismatch"):
        walked("vehicle-binding", bound_plate=plate, owner_id_last4="0000")
    assert not Binding.objects.exists()


def test_an_affiliated_lorry_keeps_its_owner() -> None:
    walk = walked("vehicle-affiliation")
    found = Affiliation.objects.get(vehicle=walk.subject)
    assert found.unit.id_no == "91350100M000100Y43"
    assert Vehicle.objects.get(pk=walk.subject).ownerships.get().owner_id == walk.person.pk


def test_a_paid_subject_is_noted_in_the_learners_file() -> None:
    assert Learner.objects.get(pk=walked("exam-fee").subject).paid == ["2"]


def test_a_report_ends_with_its_finding() -> None:
    from onelane.office.cases import queries as cases

    assert cases.answers(walked("exam-report").id)["report_finding"] == "partly"


def test_nobody_hands_in_a_sixth_report_on_one_day() -> None:
    somebody = known.person()
    for _ in range(5):
        Walk("exam-report", (somebody, None)).apply()
    with pytest.raises(Refused, match=r"applications\.rules_say_no"):
        Walk("exam-report", (somebody, None)).apply()


def test_contact_details_of_a_driver_change_with_his_employer() -> None:
    from onelane.office.stations.desk import Applied, Visit
    from onelane.office.stations.outcomes import licences
    from onelane.registers.people.models import Person

    licence = known.licence(classes="A2")
    visit = Visit(None, "record", make.actor("system"), known.noon())  # type: ignore[arg-type]  # no case is looked at
    visit.applied = Applied(licence.person_id, "driver", licence.pk)
    visit.answers = {"new_mobile": "13900000009", "employer": "试验运输有限公司"}
    licences.contact_changed(visit)
    licence.refresh_from_db()
    assert Person.objects.get(pk=licence.person_id).mobile == "13900000009"
    assert licence.employer == "试验运输有限公司"


def test_what_is_recorded_is_not_recorded_twice() -> None:
    from onelane.office.stations import actions as stations

    walk = walked("vehicle-contact-change")
    with pytest.raises(Refused):
        stations.complete(case_id=walk.id, step="record", actor=make.actor("system"))


@pytest.mark.parametrize(("side", "due"), [("both", 10000), ("front", 5000)])
def test_only_the_plates_that_are_asked_for_are_paid(side: str, due: int) -> None:
    from onelane.office.payments import queries as bills

    walk = walked("plate-replacement", plate_side=side)
    bill = bills.bill_of(walk.id)
    assert bill is not None
    assert bill.amount == due


def test_every_outcome_belongs_to_a_service() -> None:
    from onelane.office.stations.outcomes import OUTCOMES

    named = {one.outcome for one in catalogue.load().services.values()}
    assert named >= OUTCOMES.keys()
