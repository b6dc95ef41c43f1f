"""Driving tests at their site (考试): results move the register on, the last one makes a licence the same day."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import resident_id
from onelane.kernel.refusal import Refused
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries, rules
from onelane.office.bookings.models import Booking, Session
from onelane.office.cases.rules.learners import permit_ends
from onelane.office.stations.outcomes import papers
from onelane.records import journal
from onelane.registers.drivers import actions as drivers
from onelane.registers.drivers import learning
from onelane.registers.drivers.models import Learner


def _examiner(actor: Actor) -> None:
    if not actor.may("exam_clerk", "system"):
        raise Refused("stations.wrong_role", step="examination", role=actor.role)


def _here(booking: Booking, actor: Actor) -> None:
    if booking.office_id != actor.office:
        raise Refused("cases.other_office")


@transaction.atomic
def note_score(*, booking_id: int, score: int, actor: Actor, at: datetime | None = None) -> Booking:
    """Enter the marks of a test (录入成绩): passed, the register knows; lost for the fifth time, the file is void."""
    at = at or clock.now()
    _examiner(actor)
    booking = bookings.note_score(booking_id=booking_id, score=score, actor=actor, at=at)
    _here(booking, actor)
    _follow(booking, actor, at)
    return booking


@transaction.atomic
def note_absent(*, booking_id: int, actor: Actor, at: datetime | None = None) -> Booking:
    """Enter that nobody came (缺考), which counts as failed (R162 art.46)."""
    at = at or clock.now()
    _examiner(actor)
    booking = bookings.note_absent(booking_id=booking_id, actor=actor, at=at)
    _here(booking, actor)
    _follow(booking, actor, at)
    return booking


def _follow(booking: Booking, actor: Actor, at: datetime) -> None:
    if booking.learner_id is None or booking.state in rules.LIVE:
        return
    subject, learner = rules.subject_of(booking.subject), Learner.objects.get(pk=booking.learner_id)
    learning.use_fee(learner_id=learner.pk, subject=subject, actor=actor, at=at)
    if booking.state == "passed":
        _passed(learner, subject, actor, at)
    elif rules.voids_the_file(subject, queries.lost_so_far(learner.pk, subject, learner.permit_on)):
        learning.void(learner_id=learner.pk, why=f"subject {subject} lost five times", actor=actor, at=at)


def _passed(learner: Learner, subject: rules.Subject, actor: Actor, at: datetime) -> None:
    day = at.astimezone(clock.OFFICE_ZONE).date()
    born = resident_id.birth_date(learner.person.id_no)
    until = permit_ends(day, born, learner.licence_class) if subject == "1" else None
    known = drivers.pass_subject(learner_id=learner.pk, subject=subject, on=day, permit_to=until, actor=actor, at=at)
    if subject == "1":
        papers.first_permit(person_id=learner.person_id, learner_id=learner.pk, actor=actor, at=at)
    if rules.all_passed(known.licence_class, known.passed):
        licence = learning.license_learner(learner_id=learner.pk, actor=actor, at=at)
        papers.first_licence(person_id=learner.person_id, licence=licence, actor=actor, at=at)


@transaction.atomic
def close_session(*, session_id: int, actor: Actor, at: datetime | None = None) -> Session:
    """Close a session that is over: whoever has no result did not come."""
    at = at or clock.now()
    _examiner(actor)
    found = Session.objects.filter(pk=session_id, office_id=actor.office).first()
    if found is None:
        raise Refused("bookings.no_such_session")
    if at < found.ends_at:
        raise Refused("bookings.not_over_yet")
    for key in Booking.objects.filter(session=found, state__in=sorted(rules.LIVE)).values_list("pk", flat=True):
        if found.kind == "test":
            note_absent(booking_id=key, actor=actor, at=at)
        else:
            bookings.note_absent(booking_id=key, actor=actor, at=at)
    held = bookings.hold(session_id=session_id, actor=actor, at=at)
    sheet = results_of(session_id)
    journal.note(
        actor, "results.signed", chain=f"session:{session_id}", at=at,
        detail={"people": len(sheet), "sheet": sha256(json.dumps(sheet, sort_keys=True).encode()).hexdigest()},
    )  # fmt: skip
    return held


def results_of(session_id: int) -> list[list[object]]:
    """Return the list of results of a session (成绩表): codes, states and marks, no names.

    Its digest stands in the journal, whose checkpoints the office's key signs: a mark that is changed later shows.
    """
    found = Booking.objects.filter(session=session_id).order_by("pk")
    return [[code, state, scores] for code, state, scores in found.values_list("code", "state", "scores")]


@transaction.atomic
def give_back(*, booking_id: int, actor: Actor, why: str = "", at: datetime | None = None) -> Booking:
    """Give a place back; it goes on at once to the wish that is next in rank."""
    at = at or clock.now()
    booking = bookings.cancel(booking_id=booking_id, actor=actor, why=why, at=at)
    office = Actor(id="bookings", role="system", office=booking.office_id)
    bookings.offer(session_id=booking.session_id, actor=office, at=at)
    return booking
