"""Questions about plans, wishes and places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.bookings import rules
from onelane.office.bookings.models import Allotment, Booking, Session, Site, Wish
from onelane.registers.drivers.models import Learner, Licence
from onelane.registers.drivers.rules import classes_of
from onelane.registers.offices.queries import settings_of
from onelane.registers.vehicles.queries import plates_of

CAR_CLASSES = frozenset({"C1", "C2", "C3", "C4", "C5"})


def learner_as_ruled(learner: Learner) -> rules.Learner:
    """Return what the rules look at for a learner; three statements."""
    bookings = list(
        Booking.objects.filter(learner=learner).values_list("subject", "state", "session__starts_at").order_by("pk")
    )
    since = learner.permit_on
    lost = [
        (subject, _day(starts))
        for subject, state, starts in bookings
        if state in rules.LOST and (since is None or _day(starts) >= since)
    ]
    last: dict[str, date] = {}
    for subject, day in lost:
        last[subject] = max(day, last.get(subject, day))
    holds = Licence.objects.filter(person=learner.person_id).values_list("classes", flat=True).first() or ""
    return rules.Learner(
        licence_class=learner.licence_class,
        permit_on=learner.permit_on,
        permit_to=learner.permit_to,
        passed=frozenset(learner.passed),
        lost=Counter(subject for subject, _ in lost),
        last_lost=last,
        live=frozenset(subject for subject, state, _ in bookings if state in rules.LIVE),
        asking=frozenset(Wish.objects.filter(learner=learner, state="waiting").values_list("subject", flat=True)),
        paid=frozenset(str(one) for one in learner.paid),
        closed=learner.closed_on is not None,
        holds_car_licence=not CAR_CLASSES.isdisjoint(classes_of(holds)),
    )


def _day(at: datetime) -> date:
    return at.astimezone(clock.OFFICE_ZONE).date()


@dataclass(frozen=True, slots=True)
class Offered:
    """A published session as people see it: how many places, how many are free, how many wishes name it."""

    session: Session
    free: int
    wishes: int


def offered(office: str, kind: str, *, subject: str = "", licence_class: str = "", at: datetime) -> list[Offered]:
    """Return the sessions that somebody may ask for now, soonest first; two statements."""
    found = Session.objects.filter(office_id=office, kind=kind, state="published", starts_at__gt=at)
    if kind == "test":
        found = found.filter(subject=subject)
    if licence_class:
        found = found.filter(Q(classes=[]) | Q(classes__contains=[licence_class]))
    rows = list(
        found.select_related("site")
        .annotate(left=Count("places", filter=Q(places__state="free")))
        .order_by("starts_at", "pk")[:500]
    )
    waiting = Wish.objects.filter(office_id=office, kind=kind, subject=subject, state="waiting")
    named: Counter[int] = Counter(one for sessions in waiting.values_list("sessions", flat=True) for one in sessions)
    return [Offered(one, int(getattr(one, "left", 0)), named[one.pk]) for one in rows]


def due(at: datetime) -> list[tuple[str, str, str, datetime]]:
    """Return office, kind, subject and deadline of every giving-out that has come due and was not done."""
    over = Session.objects.filter(state="published", deadline_at__lte=at, starts_at__gt=at)
    groups = set(over.filter(kind="test").order_by().values_list("office_id", "kind", "subject", "deadline_at"))
    if not groups:
        return []
    since = min(one[3] for one in groups)
    made = Allotment.objects.filter(deadline_at__gte=since, deadline_at__lte=at)
    return sorted(groups - set(made.values_list("office_id", "kind", "subject", "deadline_at")))


def doors_due(at: datetime) -> list[tuple[str, str, datetime]]:
    """Return office, kind and moment of every fair door that has closed and was not drawn yet."""
    waiting = Wish.objects.filter(state="waiting", rank_at__lte=at).exclude(kind="test")
    return sorted(waiting.order_by().values_list("office_id", "kind", "rank_at").distinct())


def allotment(office: str, allotment_id: int) -> Allotment:
    """Return a giving-out of an office; refuse `bookings.no_such_allotment`."""
    found = Allotment.objects.filter(office_id=office, pk=allotment_id).first()
    if found is None:
        raise Refused("bookings.no_such_allotment")
    return found


def published(allotment: Allotment) -> dict[str, Any]:
    """Return an allotment as it is published: serials and keys, no names, all that is needed to work it out again."""
    return {
        "kind": allotment.kind, "subject": allotment.subject, "deadline": allotment.deadline_at.isoformat(),
        "drawn_at": allotment.drawn_at.isoformat(), "root": allotment.root, "proof": allotment.proof,
        "seed": allotment.seed, "places": allotment.places, "ranked": allotment.ranked,
    }  # fmt: skip


def missed_slots(at: datetime) -> list[tuple[str, int]]:
    """Return office and key of every slot, other than a test's, that is over and to which nobody came."""
    over = Booking.objects.filter(state="booked", session__ends_at__lte=at).exclude(kind="test")
    return list(over.order_by("pk").values_list("office_id", "pk")[:500])


def wishes_of(learner_id: int) -> list[Wish]:
    """Return the wishes of a learner, newest first."""
    return list(Wish.objects.filter(learner=learner_id).order_by("-made_at", "-pk")[:50])


def bookings_of(person_id: int) -> list[Booking]:
    """Return the places somebody has or had, newest first; one statement."""
    found = Booking.objects.select_related("session__site").filter(person=person_id)
    return list(found.order_by("-session__starts_at", "-pk")[:100])


def open_wishes(person_id: int) -> list[Wish]:
    """Return the wishes of a person that have no result yet, newest first."""
    return list(Wish.objects.filter(person=person_id, state="waiting").order_by("-made_at", "-pk")[:50])


def newest_wish(learner_id: int, subject: str) -> Wish | None:
    """Return the newest wish of a learner for a subject."""
    return Wish.objects.filter(learner=learner_id, subject=subject).order_by("-made_at", "-pk").first()


def newest_of_vehicle(vehicle_id: int, kind: str) -> tuple[Booking | None, Wish | None]:
    """Return the live booking and the open wish of a vehicle for a kind of slot."""
    booked = Booking.objects.filter(vehicle=vehicle_id, kind=kind, state__in=sorted(rules.LIVE)).first()
    return booked, Wish.objects.filter(vehicle=vehicle_id, kind=kind, state="waiting").first()


def sessions_of(wish: Wish) -> list[Session]:
    """Return the sessions that a wish names, the one wanted most first."""
    known = Session.objects.select_related("site").in_bulk(wish.sessions)
    return [known[one] for one in wish.sessions if one in known]


def booking_of(wish: Wish) -> Booking | None:
    """Return the place that a wish got, or None."""
    return Booking.objects.filter(wish=wish).order_by("-pk").first()


def drawn_in(wish: Wish) -> Allotment | None:
    """Return the giving-out in which a wish stood last, or None before there was one."""
    found = Allotment.objects.filter(office_id=wish.office_id, kind=wish.kind, subject=wish.subject)
    return found.filter(ranked__contains=[{"serial": wish.serial}]).order_by("-drawn_at").first()


def allotments(office: str) -> list[Allotment]:
    """Return the latest giving-outs of an office that somebody asked in, without their lists, newest first."""
    found = Allotment.objects.defer("ranked", "places").filter(office_id=office, wishes__gt=0)
    return list(found.order_by("-drawn_at", "-pk")[:60])


def plan_of(office: str, at: datetime) -> list[Session]:
    """Return the published sessions of tests that lie ahead, soonest first."""
    found = Session.objects.select_related("site").filter(
        office_id=office, kind="test", state="published", starts_at__gt=at
    )
    return list(found.order_by("starts_at", "pk")[:300])


def sessions_named(allotment: Allotment) -> dict[int, Session]:
    """Return the sessions whose places an allotment gave out."""
    return Session.objects.select_related("site").in_bulk([int(one) for one in allotment.places])


@dataclass(frozen=True, slots=True)
class Counted:
    """A session as the exam office sees it: how many of its places are taken."""

    session: Session
    taken: int

    @property
    def planned_by(self) -> str:
        """Return who planned it."""
        return self.session.planned_by


def sessions_about(office: str, kind: str, at: datetime, *, back: int = 14) -> list[Counted]:
    """Return the sessions of a kind of the last two weeks, and all to come; one statement."""
    since = at - timedelta(days=back)
    found = Session.objects.filter(office_id=office, kind=kind, starts_at__gte=since).exclude(state="cancelled")
    rows = found.select_related("site").annotate(taken=Count("places", filter=Q(places__state="taken")))
    return [Counted(one, int(getattr(one, "taken", 0))) for one in rows.order_by("starts_at", "pk")[:600]]


def sites(office: str) -> list[Site]:
    """Return the sites of an office."""
    return list(Site.objects.filter(office_id=office).order_by("-kind", "code"))


def session(session_id: int, office: str) -> Session:
    """Return a session of an office; refuse `bookings.no_such_session`."""
    found = Session.objects.select_related("site").filter(pk=session_id, office_id=office).first()
    if found is None:
        raise Refused("bookings.no_such_session")
    return found


def session_of_booking(booking_id: int, office: str) -> int:
    """Return the session of a booking of an office; refuse `bookings.no_such_booking`."""
    found = Booking.objects.filter(pk=booking_id, office_id=office).values_list("session_id", flat=True).first()
    if found is None:
        raise Refused("bookings.no_such_booking")
    return int(found)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody on the list of a session, whole; who shows it masks it. `mark` is what passes."""

    id: int
    code: str
    state: str
    name: str
    id_no: str
    licence_class: str
    plate: str
    scores: list[int]
    mark: int


def holders(session_id: int) -> list[Holder]:
    """Return everybody on the list of a session in the order of the places; two statements."""
    found = list(
        Booking.objects.select_related("person", "learner").filter(session=session_id).order_by("place__number", "pk")
    )
    plates = plates_of([one.vehicle_id for one in found if one.vehicle_id])
    return [_holder(one, plates) for one in found]


def _holder(one: Booking, plates: dict[int, str]) -> Holder:
    letters = one.learner.licence_class if one.learner else ""
    mark = rules.pass_mark(rules.subject_of(one.subject), letters) if one.subject else 0
    return Holder(
        one.pk, one.code, one.state, one.person.name, one.person.id_no, letters, plates.get(one.vehicle_id or 0, ""),
        list(one.scores), mark,
    )  # fmt: skip


def next_sessions(office: str, subject: str, licence_class: str, at: datetime, *, most: int = 3) -> list[int]:
    """Return the next published sessions of a subject whose list is not fixed, soonest first."""
    lock = timedelta(days=settings_of(office).integer("exam.lock_days"))
    found = Session.objects.filter(
        Q(classes=[]) | Q(classes__contains=[licence_class]), office_id=office, kind="test", subject=subject,
        state="published", starts_at__gt=at + lock,
    )  # fmt: skip
    return list(found.order_by("starts_at", "pk").values_list("pk", flat=True)[:most])


def by_code(office: str, code: str) -> Booking | None:
    """Return a booking by its code, or None."""
    return Booking.objects.filter(office_id=office, code=code.strip().upper()[:12]).first()


def rank_now(wish: Wish) -> int:
    """Return how many open wishes of the subject are ranked before this one, plus one."""
    before = Wish.objects.filter(
        office_id=wish.office_id, kind=wish.kind, subject=wish.subject, state="waiting", rank_at__lt=wish.rank_at
    )
    return before.count() + 1


def lost_so_far(learner_id: int, subject: str, since: date | None) -> int:
    """Return how many bookings of a subject were failed or missed since the permit (R162 art.47)."""
    found = Booking.objects.filter(learner=learner_id, subject=subject, state__in=sorted(rules.LOST))
    if since is not None:
        found = found.filter(session__starts_at__date__gte=since)
    return found.count()


def given_by(allotment_id: int) -> list[int]:
    """Return the bookings that an allotment made."""
    made = Allotment.objects.get(pk=allotment_id)
    serials = [str(row["serial"]) for row in made.ranked if row["session"] is not None]
    return list(
        Booking.objects.filter(office_id=made.office_id, wish__serial__in=serials, made_at=made.drawn_at)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def told(booking_id: int) -> dict[str, Any] | None:
    """Return what a message about a booking says and to which number, or None where the register knows none."""
    one = Booking.objects.select_related("session__site", "person").filter(pk=booking_id).first()
    if one is None or not one.person.mobile:
        return None
    starts = one.session.starts_at.astimezone(clock.OFFICE_ZONE)
    return {
        "mobile": one.person.mobile, "language": "zh-hans", "state": one.state,
        "facts": {
            "code": one.code, "day": starts.date().isoformat(), "time": f"{starts:%H:%M}",
            "site": one.session.site.name_zh, "subject": one.subject, "why": one.why,
        },
    }  # fmt: skip


def told_wisher(wish_id: int) -> dict[str, Any] | None:
    """Return what a message about a wish without a place says, or None where the register knows no number."""
    one = Wish.objects.select_related("person").filter(pk=wish_id).first()
    if one is None or not one.person.mobile:
        return None
    return {"mobile": one.person.mobile, "language": "zh-hans", "state": one.state, "facts": {"serial": one.serial}}
