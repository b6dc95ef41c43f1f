"""Plan sessions, publish them by a second person, change and call them off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.bookings import rules
from onelane.office.bookings.actions.telling import tell_holder
from onelane.office.bookings.models import Booking, Place, Session, Site, Wish
from onelane.office.cases.rules import plain, worded
from onelane.records import journal
from onelane.registers.offices.queries import settings_of

MOST_PLACES = 1000


@transaction.atomic
def add_site(*, kind: rules.Kind, code: str, name_zh: str, name_en: str, actor: Actor) -> Site:
    """Enter a test ground, an inspection station or a point of the office."""
    if not all(map(plain, (code, name_zh, name_en))):
        raise Refused("bookings.site_incomplete")
    with refused_by("one_site_per_code", "bookings.site_known", site=code):
        site = Site.objects.create(
            office_id=actor.office, kind=kind, code=plain(code)[:12], name_zh=name_zh[:80], name_en=name_en[:80]
        )
    journal.note(actor, "site.added", chain=f"site:{site.pk}")
    return site


@transaction.atomic
def plan(
    *,
    site_id: int,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    actor: Actor,
    subject: str = "",
    classes: Sequence[str] = (),
    at: datetime | None = None,
) -> Session:
    """Plan a session (制定计划); nobody sees it before a second person publishes it."""
    at = at or clock.now()
    site = Site.objects.filter(pk=site_id, office_id=actor.office).first()
    if site is None:
        raise Refused("bookings.no_such_site")
    if not 1 <= capacity <= MOST_PLACES:
        raise Refused("bookings.capacity", most=MOST_PLACES)
    if not at < starts_at < ends_at:
        raise Refused("bookings.times")
    if (site.kind == "test") != (subject in rules.SUBJECTS):
        raise Refused("bookings.subject_missing")
    with refused_by("one_session_at_a_time", "bookings.planned_already"):
        session = Session.objects.create(
            office_id=actor.office, site=site, kind=site.kind, subject=subject, classes=[*classes],
            starts_at=starts_at, ends_at=ends_at, capacity=capacity, planned_by=actor.id, planned_at=at,
            deadline_at=_deadline(site.kind, starts_at, actor.office, at),
        )  # fmt: skip
    _note(actor, "session.planned", session, at)
    return session


@transaction.atomic
def plan_weekly(
    *, weeks: int, site_id: int, starts_at: datetime, ends_at: datetime, capacity: int, actor: Actor,
    subject: str = "", classes: Sequence[str] = (), at: datetime | None = None,
) -> list[Session]:  # fmt: skip
    """Plan the same session in so many weeks after one another; one that cannot stand refuses all."""
    return [
        plan(
            site_id=site_id,
            starts_at=starts_at + timedelta(weeks=week),
            ends_at=ends_at + timedelta(weeks=week),
            capacity=capacity,
            subject=subject,
            classes=classes,
            actor=actor,
            at=at,
        )
        for week in range(weeks)
    ]


def _deadline(kind: str, starts_at: datetime, office: str, at: datetime) -> datetime:
    """Return until when wishes are gathered: a day of the setting for tests; slots are given at once."""
    values = settings_of(office)
    if kind != "test":
        return at
    hour, minute = map(int, values.text("exam.deadline_at").split(":"))
    day = starts_at.astimezone(clock.OFFICE_ZONE).date() - timedelta(days=values.integer("exam.deadline_days"))
    return datetime.combine(day, time(hour, minute), clock.OFFICE_ZONE)


@transaction.atomic
def publish(*, session_ids: Sequence[int], actor: Actor, at: datetime | None = None) -> int:
    """Publish planned sessions (公布计划), by another person than the one who planned; return how many.

    Tests are public ten days ahead at least (R162 art.52).
    """
    at = at or clock.now()
    values, today = settings_of(actor.office), at.astimezone(clock.OFFICE_ZONE).date()
    wanted = sorted(set(session_ids))
    found = list(Session.objects.select_for_update().filter(pk__in=wanted, office_id=actor.office).order_by("pk"))
    if len(found) != len(wanted):
        raise Refused("bookings.no_such_session")
    days = values.integer("exam.publish_days")
    for one in found:
        one.state = rules.session_moved(one.state, "publish")
        day = one.starts_at.astimezone(clock.OFFICE_ZONE).date()
        if one.planned_by == actor.id:
            raise Refused("bookings.second_person")
        if not rules.may_publish(day, today, one.kind, days):
            raise Refused("bookings.published_late", days=days, day=day.isoformat())
        one.published_by, one.published_at = actor.id, at
    Session.objects.bulk_update(found, ["state", "published_by", "published_at"])
    Place.objects.bulk_create(
        [Place(session=one, number=number) for one in found for number in range(1, one.capacity + 1)], batch_size=5000
    )
    journal.note(actor, "plan.published", chain=f"plan:{actor.office}", detail={"sessions": wanted}, at=at)
    return len(found)


@transaction.atomic
def resize(*, session_id: int, capacity: int, why: str, actor: Actor, at: datetime | None = None) -> Session:
    """Change how many places a published session has; places are taken away from the last, free ones first.

    Whoever loses his place by it is told and keeps his rank.
    """
    at, why = at or clock.now(), worded(why)
    session = locked(session_id, actor)
    if session.state != "published":
        raise Refused("bookings.session_not_now", state=session.state)
    if not 0 <= capacity <= MOST_PLACES:
        raise Refused("bookings.capacity", most=MOST_PLACES)
    standing = Place.objects.filter(session=session).exclude(state="gone")
    places = list(standing.order_by("state", "-number"))  # the free ones first, then the last of those taken
    gone = places[: max(0, len(places) - capacity)]
    _displace(session, Booking.objects.filter(place__in=gone, state="booked"), why, actor, at)
    Place.objects.filter(pk__in=[one.pk for one in gone]).update(state="gone")
    last = Place.objects.filter(session=session).aggregate(last=Max("number"))["last"] or 0
    Place.objects.bulk_create(
        [Place(session=session, number=last + more) for more in range(1, capacity - len(places) + 1)]
    )
    session.capacity, session.why = capacity, why
    session.save(update_fields=["capacity", "why"])
    _note(actor, "session.resized", session, at, {"capacity": capacity, "why": why})
    return session


@transaction.atomic
def call_off(*, session_id: int, why: str, actor: Actor, at: datetime | None = None) -> int:
    """Call a session off (取消场次): everybody with a place is told and keeps his rank; return how many."""
    at, why = at or clock.now(), worded(why)
    session = locked(session_id, actor)
    session.state, session.why = rules.session_moved(session.state, "cancel"), why
    session.save(update_fields=["state", "why"])
    count = _displace(session, Booking.objects.filter(session=session, state="booked"), why, actor, at)
    _note(actor, "session.called_off", session, at, {"why": why, "people": count})
    return count


@transaction.atomic
def hold(*, session_id: int, actor: Actor, at: datetime | None = None) -> Session:
    """Close a session that has taken place; open wishes that named no later one are over."""
    at = at or clock.now()
    session = locked(session_id, actor)
    session.state = rules.session_moved(session.state, "hold")
    session.save(update_fields=["state"])
    later = set(
        Session.objects.filter(office_id=actor.office, state="published", starts_at__gt=at).values_list("pk", flat=True)
    )
    for one in Wish.objects.filter(office_id=actor.office, state="waiting", sessions__contains=[session.pk]):
        if later.isdisjoint(one.sessions):
            Wish.objects.filter(pk=one.pk).update(state="over", ended_at=at)
    _note(actor, "session.held", session, at)
    return session


def locked(session_id: int, actor: Actor) -> Session:
    """Lock a session of the actor's office; refuse `bookings.no_such_session`."""
    found = Session.objects.select_for_update().filter(pk=session_id, office_id=actor.office).first()
    if found is None:
        raise Refused("bookings.no_such_session")
    return found


def _displace(session: Session, bookings: QuerySet[Booking], why: str, actor: Actor, at: datetime) -> int:
    found = list(bookings.select_for_update().order_by("pk"))
    for one in found:
        one.state, one.ended_at, one.why = rules.moved(one.state, "displace"), at, why
        one.noted_by = actor.id
        tell_holder(one, "displaced", at=at)
    Booking.objects.bulk_update(found, ["state", "ended_at", "why", "noted_by"])
    Place.objects.filter(bookings__in=found, state="taken").update(
        state="free" if session.state == "published" else "gone"
    )
    return len(found)


def _note(actor: Actor, deed: str, session: Session, at: datetime, detail: dict[str, object] | None = None) -> None:
    journal.note(actor, deed, chain=f"session:{session.pk}", detail=detail, at=at)
