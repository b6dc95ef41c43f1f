"""Background doors of the stations."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries as bookings_asked
from onelane.office.cases.models import Case
from onelane.office.cases.path import open_steps
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as queue
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills
from onelane.office.stations import actions as stations
from onelane.office.stations import allotting, booking_slips, by_rules, doors, slips, watching
from onelane.office.stations.closing import close_day, offices_with_leftovers, paid_and_open
from onelane.office.stations.telling import tell
from onelane.records import outbox


@outbox.handler("payments.paid")
def paid(payload: dict[str, Any]) -> None:
    """Complete the payment step of a case whose bill was settled; settled again, nothing more happens.

    Money that comes for a case that was given up meanwhile goes back: nothing is done for it.
    """
    case = Case.objects.get(pk=payload["case_id"])
    bill = bills.bill_of(case.pk)
    if case.state in {"cancelled", "refused"} and bill is not None and bill.state == "paid":
        office = Actor(id="payments", role="system", office=case.office_id)
        payments.refund_bill(bill_id=bill.pk, why=f"case {case.state}", actor=office)
    if case.state == "open" and "payment" in open_steps(frozenset(case.marking)):
        cashier = Actor(id="payments", role="system", office=case.office_id)
        stations.complete(case_id=case.pk, step="payment", actor=cashier)


@outbox.handler("paper.accepted")
def accepted(payload: dict[str, Any]) -> None:
    """Issue the receipt of an accepted application."""
    slips.accepted(int(payload["case_id"]))


@outbox.handler("payments.receipted")
def receipted(payload: dict[str, Any]) -> None:
    """Issue the receipt of a paid bill as a paper; a red receipt makes it void."""
    slips.receipted(int(payload["receipt_id"]))


def match_standby() -> None:
    """Call owners to counters that stand by, where a lost connection made the deed's own call miss."""
    for office in queue.offices_standing_by():
        lane.match(office=office)


def complete_paid() -> None:
    """Complete the payment of cases that stood still when the money came, or came back with a paid bill."""
    for case_id in paid_and_open():
        with suppress(Refused):  # another worker was first, or the case was sent back meanwhile
            paid({"case_id": case_id})


def close_days() -> None:
    """End what earlier days left in the lane of every office."""
    for office in offices_with_leftovers():
        close_day(office=office)


@outbox.handler("delivery.moved")
def parcel_moved(payload: dict[str, Any]) -> None:
    """Tell the applicant what became of his parcel."""
    state, once = str(payload["state"]), str(payload["parcel_id"])
    if state in {"delivered", "held", "lost", "returned"}:
        tell(int(payload["case_id"]), f"parcel-{state}", once=once)


def give_out_places() -> None:
    """Give out the places of tests whose deadline is over."""
    allotting.give_out_due()


def open_fair_doors() -> None:
    """Draw the slots of everybody who came within the same seconds."""
    allotting.open_doors()


def note_missed_slots() -> None:
    """Note that nobody came to a slot that is over."""
    for office, booking_id in bookings_asked.missed_slots(clock.now()):
        bookings.note_absent(booking_id=booking_id, actor=Actor(id="bookings", role="system", office=office))


@outbox.handler("bookings.allotted")
def places_allotted(payload: dict[str, Any]) -> None:
    """Tell everybody who got a place by rank; a slip is made for whoever asks, or thousands would wait for seals."""
    for booking_id in bookings_asked.given_by(int(payload["allotment_id"])):
        _tell_of(booking_id, "booked")


@outbox.handler("bookings.tell")
def booking_told(payload: dict[str, Any]) -> None:
    """Tell somebody what became of his place, and let his slip follow it."""
    booking_slips.follow(int(payload["booking_id"]))
    _tell_of(int(payload["booking_id"]), str(payload["what"]))


def _tell_of(booking_id: int, what: str) -> None:
    facts = bookings_asked.told(booking_id)
    if facts is not None:
        outbox.put(
            "message.send", f"message:booking:{booking_id}:{what}:{facts['state']}",
            {"template": f"booking-{what}", **facts},
        )  # fmt: skip


@outbox.handler("bookings.tell_wisher")
def wisher_told(payload: dict[str, Any]) -> None:
    """Tell somebody that no place was left for his wish."""
    wish_id, what = int(payload["wish_id"]), str(payload["what"])
    facts = bookings_asked.told_wisher(wish_id)
    if facts is not None:
        outbox.put("message.send", f"message:wish:{wish_id}:{what}", {"template": f"booking-{what}", **facts})


PERIODIC = (
    (timedelta(seconds=1), open_fair_doors),
    (timedelta(seconds=30), give_out_places),
    (timedelta(minutes=1), note_missed_slots),
    (timedelta(seconds=1), doors.keep),
    (timedelta(seconds=2), match_standby),
    (timedelta(seconds=2), by_rules.decide_waiting),
    (timedelta(seconds=30), complete_paid),
    (timedelta(minutes=5), close_days),
    (timedelta(minutes=1), watching.warn_all),
    (timedelta(hours=1), watching.expire_drafts),
)
