"""Walk a service of the shipped catalogue from the form to the letter-box, each deed being the office's own."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

from tests import known, make, places

from onelane import catalogue
from onelane.kernel.actor import Actor

_accounts = itertools.count(1)
Applicant = tuple[Any, int | None]
"""A person of the register, and the key of what he applies about."""


def _driver(**told: Any) -> Callable[[], Applicant]:
    def make_driver() -> Applicant:
        licence = known.licence(**told)
        return licence.person, licence.pk

    return make_driver


def _owner(**told: Any) -> Callable[[], Applicant]:
    def make_owner() -> Applicant:
        owner = known.person()
        return owner, known.vehicle(owner=owner, **told).pk

    return make_owner


def _learner() -> Applicant:
    somebody = known.person()
    return somebody, known.learner(holder=somebody).pk


def _buyer() -> Applicant:
    """Somebody who buys the very car of the example."""
    example = catalogue.load().service("plate-preselection-transfer").example
    car = known.vehicle(vin=str(example["car_vin"]))
    type(car).objects.filter(pk=car.pk).update(certificate_no=example["certificate_no"])
    return known.person(), None


def _anyone() -> Applicant:
    return known.person(), None


def _ready(subject: str = "2") -> Applicant:
    """A learner who may book a subject: permit old enough, fee paid."""
    from onelane.registers.drivers import actions as drivers

    somebody = known.person()
    learner = known.learner(holder=somebody)
    drivers.exam_paid(learner_id=learner.pk, subject=subject, actor=make.actor("system"))
    return somebody, learner.pk


def _with_place() -> Applicant:
    """A learner who has a place of a test in three weeks."""
    somebody, learner = _ready()
    places.give(learner, places.session(subject="2", ahead=21))
    return somebody, learner


def _away() -> Applicant:
    """A learner whose tests were moved here from elsewhere, with a place."""
    from onelane.office.bookings.models import PlaceChange

    somebody, learner = _with_place()
    elsewhere = places.elsewhere()
    PlaceChange.objects.create(
        learner_id=learner, from_office_id=elsewhere, to_office_id=make.OFFICE, at=known.noon(), why="work"
    )
    return somebody, learner


def _moving() -> Applicant:
    places.elsewhere("neighbour")
    return _learner()


# Somebody who may, for each service that can be had online.
MAY: dict[str, Callable[[], Applicant]] = {
    "driving-licence-renewal": _driver(),
    "driving-licence-age-change": _driver(born=date(1963, 5, 1), classes="A1"),
    "driving-licence-damaged": _driver(),
    "driving-licence-lost": _driver(),
    "medical-deferral": _driver(born=date(1955, 5, 1)),
    "review-deferral": _driver(classes="A2"),
    "renewal-deferral": _driver(),
    "learner-permit": _learner,
    "exam-fee": _learner,
    "exam-report": _anyone,
    "inspection-exempt-mark": _owner(),
    "inspection-mark-replacement": _owner(),
    "vehicle-licence-replacement": _owner(),
    "vehicle-contact-change": _owner(),
    "vehicle-affiliation": _owner(use_nature="F", vehicle_type="H31"),
    "vehicle-binding": _driver(),
    "plate-replacement": _owner(),
    "plate-preselection-new": _anyone,
    "plate-preselection-transfer": _buyer,
    "plate-preselection-move-in": _anyone,
    "plate-preselection-new-energy": _owner(fuel="C"),
    "exam-booking": _ready,
    "exam-booking-cancel": _with_place,
    "exam-booking-away": _moving,
    "exam-booking-away-cancel": _away,
    "inspection-booking": _owner(),
    "new-energy-plate-appointment": _owner(fuel="C"),
}
# What a walk answers other than the example, because only the test's own rows have it.
CHANGED: dict[str, Callable[[Applicant], dict[str, Any]]] = {
    "vehicle-binding": lambda _who: {"bound_plate": places.bound_plate()},
    "exam-booking": lambda _who: {"exam_session": places.session(subject="2", ahead=21).pk},
    "exam-booking-cancel": lambda who: {"booking_code": places.code_of(who[1])},
    "exam-booking-away-cancel": lambda who: {"booking_code": places.code_of(who[1])},
    "inspection-booking": lambda _who: {"slot_session": places.slot("inspection").pk},
    "new-energy-plate-appointment": lambda _who: {"slot_session": places.slot("exchange").pk},
}
# Somebody who may not, and the rule that says so.
MAY_NOT: dict[str, tuple[Callable[[], Applicant], str]] = {
    "driving-licence-renewal": (_driver(ends=date(2027, 11, 23)), "renewal-window"),
    "driving-licence-age-change": (_driver(classes="A1"), "age-limit-reached"),
    "driving-licence-damaged": (_driver(status="D"), "licence-not-blocked"),
    "driving-licence-lost": (_driver(status="U"), "licence-not-blocked"),
    "medical-deferral": (_driver(), "medical-certificate-asked-of-him"),
    "review-deferral": (_driver(), "review-asked-of-him"),
    "renewal-deferral": (_driver(term=0), "licence-has-an-end"),
    "inspection-exempt-mark": (_owner(vehicle_type="K39"), "exempt-kind-of-vehicle"),
    "inspection-mark-replacement": (_owner(valid_to=date(2026, 10, 31)), "mark-in-force"),
    "vehicle-licence-replacement": (_owner(status="K"), "vehicle-not-blocked"),
    "vehicle-contact-change": (_owner(status="C"), "vehicle-not-blocked"),
    "vehicle-affiliation": (_owner(), "commercial-vehicle"),
    "plate-replacement": (_owner(status="M"), "vehicle-not-blocked"),
    "plate-preselection-new-energy": (_owner(), "new-energy-on-ordinary-plate"),
    "exam-booking": (_learner, "some-subject-bookable"),
    "exam-booking-cancel": (_learner, "place-to-give-back"),
    "exam-booking-away-cancel": (_with_place, "tests-taken-elsewhere"),
    "exam-booking-away": (_with_place, "no-place-held"),
    "inspection-booking": (_owner(valid_to=date(2027, 12, 31)), "inspection-slot-near"),
    "new-energy-plate-appointment": (_owner(), "new-energy-on-ordinary-plate"),
}


class Walk:
    """One application of one service."""

    def __init__(self, service: str, applicant: Applicant, channel: str = "portal") -> None:
        from onelane.registers.people.models import Account

        self.code, self.channel = service, channel
        self.person, self.subject = applicant
        name = f"walker-{next(_accounts)}"
        account, _ = Account.objects.get_or_create(person=self.person, defaults={"username": name, "name": "试"})
        self.citizen = Actor(str(account.pk), "citizen", make.OFFICE)
        self.id = 0

    @property
    def row(self) -> Any:
        from onelane.office.cases.models import Case

        return Case.objects.get(pk=self.id)

    def apply(self, **changed: Any) -> Walk:
        """Fill the form as the example does, hand in what is wanted, and submit."""
        from onelane.office.stations import applying, handing_in, papers_wanted

        about = catalogue.load().service(self.code).about
        subject = self.subject if about != "person" else None
        self.id = applying.begin(
            service=self.code, applicant=self.person.pk, subject=subject, channel=self.channel, actor=self.citizen
        ).pk
        typed = {one.code for one in applying.questions(self.code) if not one.fixed}
        told = {**catalogue.load().service(self.code).example, **changed}
        answers = {name: told[name] for name in typed if name in told}
        applying.save(case_id=self.id, answers=answers, actor=self.citizen)
        for one in papers_wanted.wanted(self.id):
            if one.missing:
                picture = make.Image(f"{self.id}-{one.code}".encode())
                handing_in.hand_in(case_id=self.id, code=one.code, pictures=[picture], actor=self.citizen)
        applying.submit(case_id=self.id, actor=self.citizen, request_key=f"press-{self.id}")
        return self

    def to_the_end(self) -> Walk:
        """Let each station do its work until the case has ended."""
        while (case := self.row).state == "open":
            step = (case.ready_steps + case.taken)[0]
            getattr(self, f"_{step.replace('-', '_')}")()
            assert self.row.ready_steps != case.ready_steps or self.row.state != "open", f"{step} does not let go"
        return self

    def until(self, step: str) -> Walk:
        """Let the stations work until the case waits at one of them."""
        while step not in self.row.ready_steps:
            getattr(self, f"_{self.row.ready_steps[0].replace('-', '_')}")()
        return self

    def _file_review(self) -> None:
        from onelane.office.stations import judging

        reviewer = make.actor("reviewer", "R1")
        judging.take(case_id=self.id, actor=reviewer)
        judging.judge_rest(case_id=self.id, actor=reviewer)
        judging.approve(case_id=self.id, actor=reviewer)

    def _payment(self) -> None:
        from onelane.office.payments import actions as payments
        from onelane.office.payments import queries as bills
        from onelane.records import outbox

        importlib.import_module("onelane.office.stations.tasks")
        bill = bills.bill_of(self.id)
        assert bill is not None
        payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=bill.amount, actor=make.actor("cashier", "P1"))
        outbox.carry_out(50)

    def _card_printing(self) -> None:
        from onelane.office.certificates import actions as certificates
        from onelane.office.certificates import queries as papers

        for paper in papers.papers_of(self.id):
            certificates.note_print(paper_id=paper.pk, actor=make.actor("certificate_printer"), why="")
        self._complete("card-printing", "certificate_printer")

    def _preselection(self) -> None:
        from onelane.office.stations import preselecting

        offer = preselecting.draw(case_id=self.id, actor=self.citizen)
        preselecting.hold(case_id=self.id, plate=offer.plates[0], actor=self.citizen)

    def _plate_making(self) -> None:
        self._complete("plate-making", "plate_maker")

    def _dispatch(self) -> None:
        from onelane.office.delivery import queries as parcels
        from onelane.office.stations import posting

        post, parcel = make.actor("post_room"), parcels.parcel_of(self.id)
        assert parcel is not None
        posting.pack(parcel_id=parcel.pk, actor=post)
        posting.hand_over(parcel_id=parcel.pk, actor=post)

    def _pick_up(self) -> None:
        self._complete("pick-up", "hand_over")

    def _report_acceptance(self) -> None:
        self._complete("report-acceptance", "supervisor")

    def _report_investigation(self) -> None:
        example = catalogue.load().service(self.code).example
        told = {name: example[name] for name in ("report_finding", "report_measures")}
        self._complete("report-investigation", "supervisor", **told)

    def _complete(self, step: str, role: Any, **answers: Any) -> None:
        from onelane.office.stations import actions as stations

        stations.complete(case_id=self.id, step=step, actor=make.actor(role), answers=answers)
