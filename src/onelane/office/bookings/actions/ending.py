"""How a booking ends: given back, come to, passed, failed, missed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import rules
from onelane.office.bookings.actions.owning import must_be_his
from onelane.office.bookings.actions.telling import tell_holder
from onelane.office.bookings.models import Booking, Place
from onelane.office.cases.rules import plain
from onelane.records import journal
from onelane.registers.offices.queries import settings_of

ALL_MARKS = 100


@transaction.atomic
def cancel(*, booking_id: int, actor: Actor, why: str = "", at: datetime | None = None) -> Booking:
    """Give a place back (取消预约): at the latest the day before (R162 art.46), and before the list is fixed."""
    at = at or clock.now()
    booking = locked(booking_id)
    must_be_his(booking.person_id, actor, "bookings.no_such_booking", kind=booking.kind, vehicle=booking.vehicle_id)
    if booking.state != "booked":
        raise Refused("bookings.not_now", state=booking.state, deed="cancel")
    values, starts = settings_of(booking.office_id), booking.session.starts_at
    is_test = booking.kind == "test"
    days = values.integer("exam.cancel_days") if is_test else values.integer("booking.cancel_days")
    day, today = (one.astimezone(clock.OFFICE_ZONE).date() for one in (starts, at))
    if not rules.may_cancel(day, today, days):
        raise Refused("bookings.cancel_late", days=days)
    if is_test and at >= starts - timedelta(days=values.integer("exam.cancel_lock_days")):
        raise Refused("bookings.list_fixed")
    _end(booking, "cancel", actor, at, why=plain(why)[:200])
    Place.objects.filter(pk=booking.place_id).update(state="free")
    tell_holder(booking, "cancelled", at=at)
    return booking


@transaction.atomic
def arrive(*, booking_id: int, actor: Actor, at: datetime | None = None) -> Booking:
    """Note that somebody came to his slot (到场); a test has a result instead."""
    at = at or clock.now()
    booking = locked(booking_id)
    if booking.kind == "test":
        raise Refused("bookings.not_now", state=booking.state, deed="arrive")
    _end(booking, "arrive", actor, at)
    return booking


@transaction.atomic
def note_score(*, booking_id: int, score: int, actor: Actor, at: datetime | None = None) -> Booking:
    """Note the marks of a test (成绩): passed, or the make-up is left, or the booking is lost (R162 art.38, 47)."""
    at = at or clock.now()
    booking = locked(booking_id)
    if booking.kind != "test" or booking.learner is None:
        raise Refused("bookings.not_now", state=booking.state, deed="pass")
    if not 0 <= score <= ALL_MARKS:
        raise Refused("bookings.score", most=ALL_MARKS)
    if at < booking.session.starts_at:
        raise Refused("bookings.not_held_yet")
    mark = rules.pass_mark(rules.subject_of(booking.subject), booking.learner.licence_class)
    booking.scores = [*booking.scores, score]
    _end(booking, "pass" if score >= mark else "fail", actor, at)
    tell_holder(booking, "result", at=at)
    return booking


@transaction.atomic
def note_absent(*, booking_id: int, actor: Actor, at: datetime | None = None) -> Booking:
    """Note that nobody came (缺考): a test that was missed counts as failed (R162 art.46)."""
    at = at or clock.now()
    booking = locked(booking_id)
    if at < booking.session.ends_at:
        raise Refused("bookings.not_over_yet")
    _end(booking, "miss", actor, at)
    tell_holder(booking, "result", at=at)
    return booking


def _end(booking: Booking, deed: rules.BookingDeed, actor: Actor, at: datetime, *, why: str = "") -> None:
    booking.state = rules.moved(booking.state, deed)
    booking.ended_at = None if booking.state in rules.LIVE else at
    booking.noted_by, booking.why = actor.id, why or booking.why
    booking.save(update_fields=["state", "ended_at", "noted_by", "why", "scores"])
    owner = f"learner:{booking.learner_id}" if booking.learner_id else f"vehicle:{booking.vehicle_id}"
    journal.note(actor, f"booking.{booking.state}", chain=owner, subject=booking.code, at=at)


def locked(booking_id: int) -> Booking:
    """Lock a booking; refuse `bookings.no_such_booking`."""
    found = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("session", "learner")
        .filter(pk=booking_id)
        .first()
    )
    if found is None:
        raise Refused("bookings.no_such_booking")
    return found
