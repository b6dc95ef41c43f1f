"""Wish for a place, take the wish back, and go on at another office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.bookings import queries, ranking, rules
from onelane.office.bookings.actions.owning import must_be_his
from onelane.office.bookings.models import Booking, PlaceChange, Session, Wish
from onelane.office.cases.actions import next_number
from onelane.records import journal
from onelane.registers.drivers.models import Learner
from onelane.registers.offices.queries import settings_of

MOST_WISHES = 3
SERIES = "wish"


@transaction.atomic
def wish(*, learner_id: int, session_ids: Sequence[int], actor: Actor, at: datetime | None = None) -> Wish:
    """Wish for a place in one of up to three sessions of one subject, best first (预约); the rules are applied now."""
    at = at or clock.now()
    learner = _locked(learner_id)
    must_be_his(learner.person_id, actor, "learners.unknown")
    sessions = _sessions(session_ids, learner, at)
    subject = sessions[0].subject
    values = settings_of(learner.office_id)
    rules.may_ask(
        rules.subject_of(subject), queries.learner_as_ruled(learner), at.astimezone(clock.OFFICE_ZONE).date(),
        pay_first=values.flag("exam.pay_first"),
    )  # fmt: skip
    with refused_by("one_open_wish_a_subject", "bookings.booked_already", subject=subject):
        found = Wish.objects.create(
            office_id=learner.office_id, serial=serial(learner.office_id, at), kind="test",
            subject=subject, person_id=learner.person_id, learner=learner, sessions=[one.pk for one in sessions],
            made_at=at, rank_at=rank_of(learner, subject),
        )  # fmt: skip
    journal.note(actor, "wish.made", chain=f"learner:{learner.pk}", subject=found.serial, at=at)
    return found


def serial(office: str, at: datetime) -> str:
    """Return the next name under which a wish is published; it says the day and nothing of the person."""
    number = next_number(office=office, series=SERIES, at=at)
    return f"W{at.astimezone(clock.OFFICE_ZONE):%y%m%d}{number:06d}"


def rank_of(learner: Learner, subject: str) -> datetime:
    """Return the moment that ranks a learner for a subject."""
    accepted = datetime.combine(learner.accepted_on, time(), clock.OFFICE_ZONE)
    ended = Booking.objects.filter(learner=learner, subject=subject)
    lost = ended.filter(state__in=sorted(rules.LOST)).order_by("-session__starts_at").first()
    given_up = ended.filter(state="cancelled").order_by("-ended_at").first()
    return ranking.key_of(accepted, lost.session.starts_at if lost else None, given_up.ended_at if given_up else None)


@transaction.atomic
def withdraw(*, wish_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Take a wish back that has no place yet; nobody ranked above is touched by it."""
    at = at or clock.now()
    found = Wish.objects.select_for_update().filter(pk=wish_id).first()
    if found is None:
        raise Refused("bookings.no_such_wish")
    must_be_his(found.person_id, actor, "bookings.no_such_wish", kind=found.kind, vehicle=found.vehicle_id)
    if found.state != "waiting":
        raise Refused("bookings.wish_not_now")
    found.state, found.ended_at = "withdrawn", at
    found.save(update_fields=["state", "ended_at"])
    owner = f"learner:{found.learner_id}" if found.learner_id else f"vehicle:{found.vehicle_id}"
    journal.note(actor, "wish.withdrawn", chain=owner, subject=found.serial, at=at)


@transaction.atomic
def change_place(*, learner_id: int, to_office: str, why: str, actor: Actor, at: datetime | None = None) -> PlaceChange:
    """Let a learner go on with his tests at another office (变更考试地, R162 art.39), at most three times."""
    at = at or clock.now()
    learner = _locked(learner_id)
    must_be_his(learner.person_id, actor, "learners.unknown")
    if learner.office_id == to_office:
        raise Refused("bookings.here_already")
    if Booking.objects.filter(learner=learner, state__in=sorted(rules.LIVE)).exists():
        raise Refused("bookings.booked_already", subject="")
    most = settings_of(to_office).integer("exam.place_changes")
    rules.may_change_place(learner.licence_class, learner.passed, learner.place_changes.count(), most)
    change = PlaceChange.objects.create(
        learner=learner, from_office_id=learner.office_id, to_office_id=to_office, at=at, why=why
    )
    Wish.objects.filter(learner=learner, state="waiting").update(state="withdrawn", ended_at=at)
    Learner.objects.filter(pk=learner.pk).update(office_id=to_office)
    journal.note(actor, "learner.place_changed", chain=f"learner:{learner.pk}", detail={"to": to_office}, at=at)
    return change


def _locked(learner_id: int) -> Learner:
    """Lock a learner's file: two requests at once see each other's wish."""
    learner = Learner.objects.select_for_update().filter(pk=learner_id).first()
    if learner is None:
        raise Refused("learners.unknown")
    return learner


def _sessions(session_ids: Sequence[int], learner: Learner, at: datetime) -> list[Session]:
    """Return the sessions wished, in the order wished; refuse what is not of one subject, this class, or still open."""
    wanted = list(dict.fromkeys(session_ids))
    if not 1 <= len(wanted) <= MOST_WISHES:
        raise Refused("bookings.wishes", most=MOST_WISHES)
    known = {
        one.pk: one
        for one in Session.objects.filter(
            pk__in=wanted, kind="test", state="published", office_id=learner.office_id, starts_at__gt=at
        )
    }
    if len(known) != len(wanted):
        raise Refused("bookings.no_such_session")
    found = [known[one] for one in wanted]
    if len({one.subject for one in found}) != 1:
        raise Refused("bookings.one_subject")
    if any(one.classes and learner.licence_class not in one.classes for one in found):
        raise Refused("bookings.other_class", licence_class=learner.licence_class)
    lock = settings_of(learner.office_id).integer("exam.lock_days")
    if not all(rules.list_open(one.starts_at, at, lock) for one in found):
        raise Refused("bookings.list_fixed")
    return found
