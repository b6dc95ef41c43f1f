"""Outcomes of places with a date (预约): a wish, a place given back, tests elsewhere, a slot of a vehicle."""

from __future__ import annotations

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries
from onelane.office.bookings.rules import Kind
from onelane.office.stations import examining
from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.registers.offices.queries import codes

CHOICES = ("", "_second", "_third")
KINDS: dict[str, Kind] = {"inspection-booking": "inspection", "new-energy-plate-appointment": "exchange"}


def wished(visit: Visit) -> None:
    """Wish for a place in up to three sessions of a test (考试预约, R162 art.39); who gets one is ranked.

    Of a session whose places were given out already a free one is had at once: nobody with a better rank waits.
    """
    sessions = _chosen(visit, "exam_session")
    bookings.wish(learner_id=told.subject(visit), session_ids=sessions, actor=visit.actor, at=visit.at)
    office = Actor(id="bookings", role="system", office=visit.case.office_id)
    for session in sessions:
        bookings.offer(session_id=session, actor=office, at=visit.at)


def given_back(visit: Visit) -> None:
    """Give the place of a test back (取消考试预约, R162 art.46); it goes on to the next in rank."""
    booking = queries.by_code(visit.case.office_id, told.text(visit, "booking_code"))
    if booking is None or booking.learner_id != told.subject(visit):
        raise Refused("bookings.no_such_booking")
    examining.give_back(booking_id=booking.pk, actor=visit.actor, at=visit.at)


def place_changed(visit: Visit) -> None:
    """Let the tests go on at another office (变更考试地, R162 art.39)."""
    office = told.text(visit, "exam_office")
    if office not in codes():
        raise Refused("offices.unknown", office=office[:40])
    bookings.change_place(
        learner_id=told.subject(visit), to_office=office, why=told.text(visit, "move_reason"), actor=visit.actor,
        at=visit.at,
    )  # fmt: skip


def slot_booked(visit: Visit) -> None:
    """Book a slot of an inspection or an exchange (检验预约, 换牌预约), at once or through the fair door."""
    bookings.ask(
        session_ids=_chosen(visit, "slot_session"), vehicle_id=told.subject(visit),
        person_id=told.applied(visit).applicant, kind=KINDS[str(visit.snapshot["service"])], actor=visit.actor,
        at=visit.at,
    )  # fmt: skip


def _chosen(visit: Visit, name: str) -> list[int]:
    """Return the sessions that were chosen, the one wanted most first."""
    found = (visit.answers.get(name + more) for more in CHOICES)
    return [one for one in found if isinstance(one, int)]
