"""Slots of inspections and appointments: taken at once, or through the fair door when many come together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.bookings import door, ranking, rules
from onelane.office.bookings.actions.giving import Seed, book_all, new_code, published_row
from onelane.office.bookings.actions.owning import must_be_his
from onelane.office.bookings.actions.telling import tell_holder, tell_wisher
from onelane.office.bookings.actions.wishing import MOST_WISHES, serial
from onelane.office.bookings.models import Allotment, Booking, Place, Session, Wish
from onelane.records import journal
from onelane.registers.offices.queries import settings_of
from onelane.registers.vehicles.models import Vehicle


@transaction.atomic
def ask(
    *, kind: rules.Kind, session_ids: Sequence[int], vehicle_id: int, person_id: int, actor: Actor,
    code: Callable[[], str] = new_code, at: datetime | None = None,
) -> Booking | Wish:  # fmt: skip
    """Ask for a slot: a booking at once, or, when many come together, a wish that is drawn in a few seconds."""
    at = at or clock.now()
    must_be_his(person_id, actor, "vehicles.unknown", kind=kind, vehicle=vehicle_id)
    sessions = [_open(one, at) for one in _wanted(session_ids)]
    if {one.kind for one in sessions} != {kind} or len({one.office_id for one in sessions}) != 1:
        raise Refused("bookings.no_such_session")
    vehicle = _vehicle(vehicle_id)
    for one in sessions:
        _may_have(one, vehicle, at)
    told = _door(sessions[0].office_id)
    if any(_gathers(told, one, at) for one in sessions):
        return _gather(sessions, vehicle, person_id, told.closes_at(at), actor, at)
    return _take(sessions[0], vehicle, person_id, actor, code, at)


@transaction.atomic
def book(
    *, session_id: int, vehicle_id: int, person_id: int, actor: Actor, code: Callable[[], str] = new_code,
    at: datetime | None = None,
) -> Booking:  # fmt: skip
    """Book a slot at once (检验预约, 换牌预约): first come, first served, the place by the database's own no."""
    at = at or clock.now()
    must_be_his(person_id, actor, "vehicles.unknown", kind=_kind_of([session_id]), vehicle=vehicle_id)
    session, vehicle = _open(session_id, at), _vehicle(vehicle_id)
    _may_have(session, vehicle, at)
    return _take(session, vehicle, person_id, actor, code, at)


@transaction.atomic
def open_door(
    *, kind: rules.Kind, closes_at: datetime, seed: Seed, actor: Actor, code: Callable[[], str] = new_code,
    at: datetime | None = None,
) -> Allotment | None:  # fmt: skip
    """Draw everybody who was gathered until a moment, and give them the slots in that order; done once.

    All keys are equal, so that the drawn value alone decides; whoever gets nothing is told.
    """
    at = at or clock.now()
    if at < closes_at:
        raise Refused("bookings.deadline_not_over", until=closes_at.isoformat())
    wishes = {
        one.serial: one
        for one in Wish.objects.select_for_update(of=("self",))
        .filter(office_id=actor.office, kind=kind, state="waiting", rank_at=closes_at)
        .order_by("pk")
    }
    if not wishes:
        return None
    free = _free(wishes.values(), at)
    places = {key: len(rows) for key, rows in free.items()}
    entries = [
        ranking.Entry(one.serial, one.rank_at, None, tuple(key for key in one.sessions if key in free))
        for one in wishes.values()
    ]
    root = ranking.root_of(entries, places)
    proof, output = seed(root)
    ranked = ranking.allot(entries, places, output)
    with refused_by("one_live_booking_a_vehicle", "bookings.vehicle_booked"):
        bookings = book_all(ranked, wishes, free, actor, code, at)
    made = Allotment.objects.create(
        office_id=actor.office, kind=kind, subject="", deadline_at=closes_at, drawn_at=at, root=root, proof=proof,
        seed=output.hex(), wishes=len(ranked), given=len(bookings), places=places,
        ranked=[published_row(one) for one in ranked],
    )  # fmt: skip
    over = [wishes[one.entry.name] for one in ranked if one.session is None]
    Wish.objects.filter(pk__in=[one.pk for one in over]).update(state="over", ended_at=at)
    for booking in bookings:
        tell_holder(booking, "booked", at=at)
    for wish in over:
        tell_wisher(wish, "full", at=at)
    journal.note(
        actor, "slots.drawn", chain=f"allotment:{made.pk}", at=at,
        detail={"root": root, "wishes": made.wishes, "given": made.given},
    )  # fmt: skip
    return made


def _wanted(session_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(session_ids))
    if not 1 <= len(wanted) <= MOST_WISHES:
        raise Refused("bookings.wishes", most=MOST_WISHES)
    return wanted


def _kind_of(session_ids: Sequence[int]) -> str:
    """Return the kind of a session, for whose right it is; an unknown one is refused a little later."""
    return Session.objects.filter(pk__in=session_ids).values_list("kind", flat=True).first() or ""


def _open(session_id: int, at: datetime) -> Session:
    found = Session.objects.filter(pk=session_id, state="published", starts_at__gt=at).exclude(kind="test").first()
    if found is None:
        raise Refused("bookings.no_such_session")
    return found


def _vehicle(vehicle_id: int) -> Vehicle:
    """Lock a vehicle: two requests about it at once see each other's booking or wish."""
    found = Vehicle.objects.select_for_update().filter(pk=vehicle_id).first()
    if found is None:
        raise Refused("vehicles.unknown")
    return found


def _may_have(session: Session, vehicle: Vehicle, at: datetime) -> None:
    """Refuse a slot outside the horizon or the inspection's window, a second one, or after too many no-shows."""
    values = settings_of(session.office_id)
    least, most = values.integer(f"{session.kind}.ahead_least"), values.integer(f"{session.kind}.ahead_most")
    if not rules.ahead(_day(session.starts_at), _day(at), least, most):
        raise Refused("bookings.horizon", least=least, most=most)
    if session.kind == "inspection":
        months = values.integer("inspection.window_months")
        if not rules.inspection_window(vehicle.inspection_valid_to, _day(session.starts_at), months):
            raise Refused("bookings.inspection_early", months=months, until=vehicle.inspection_valid_to.isoformat())
    waits = Wish.objects.filter(vehicle=vehicle, kind=session.kind, state="waiting").exists()
    if waits or Booking.objects.filter(vehicle=vehicle, kind=session.kind, state__in=sorted(rules.LIVE)).exists():
        raise Refused("bookings.vehicle_booked")
    missed = Booking.objects.filter(vehicle=vehicle, kind=session.kind, state="absent")
    until = rules.no_shows_block(
        [_day(one) for one in missed.values_list("session__starts_at", flat=True)], _day(at),
        most=values.integer("booking.no_shows"), window=values.integer("booking.no_show_window_days"),
        blocked=values.integer("booking.blocked_days"),
    )  # fmt: skip
    if until is not None:
        raise Refused("bookings.blocked", until=until.isoformat())


def _door(office: str) -> door.Door:
    values = settings_of(office)
    return door.Door(
        values.integer("booking.door_seconds"), timedelta(minutes=values.integer("booking.opening_minutes")),
        values.integer("booking.crush"),
    )  # fmt: skip


def _gathers(told: door.Door, session: Session, at: datetime) -> bool:
    since = at - timedelta(seconds=told.seconds)
    of_kind = {"office_id": session.office_id, "kind": session.kind}
    most = settings_of(session.office_id).integer(f"{session.kind}.ahead_most")
    begins = datetime.combine(_day(session.starts_at), time(), clock.OFFICE_ZONE)
    return told.gathers(
        opened_at=door.opened_at(session.published_at or at, begins, most), at=at,
        lately=Booking.objects.filter(**of_kind, made_at__gt=since).count(),
        waiting=Wish.objects.filter(**of_kind, state="waiting", subject="").exists(),
    )  # fmt: skip


def _gather(
    sessions: Sequence[Session], vehicle: Vehicle, person_id: int, closes_at: datetime, actor: Actor, at: datetime
) -> Wish:
    office = sessions[0].office_id
    with refused_by("one_open_wish_a_vehicle", "bookings.vehicle_booked"):
        found = Wish.objects.create(
            office_id=office, serial=serial(office, at), kind=sessions[0].kind, person_id=person_id, vehicle=vehicle,
            sessions=[one.pk for one in sessions], made_at=at, rank_at=closes_at,
        )  # fmt: skip
    journal.note(actor, "wish.made", chain=f"vehicle:{vehicle.pk}", subject=found.serial, at=at)
    return found


def _take(
    session: Session, vehicle: Vehicle, person_id: int, actor: Actor, code: Callable[[], str], at: datetime
) -> Booking:
    place = _first_free(session)
    if place is None:
        raise Refused("bookings.full")
    with (
        refused_by("one_live_booking_a_vehicle", "bookings.vehicle_booked"),
        refused_by("one_holder_per_place", "bookings.full"),
    ):
        booking = Booking.objects.create(
            office_id=session.office_id, session=session, place=place, kind=session.kind, person_id=person_id,
            vehicle=vehicle, code=code(), made_at=at, noted_by=actor.id,
        )  # fmt: skip
    Place.objects.filter(pk=place.pk).update(state="taken")
    journal.note(actor, "place.booked", chain=f"vehicle:{vehicle.pk}", subject=booking.code, at=at)
    tell_holder(booking, "booked", at=at)
    return booking


def _first_free(session: Session) -> Place | None:
    """Return a free place and lock it; two who come at once take two places, and nobody waits for the other."""
    free = Place.objects.select_for_update(skip_locked=True).filter(session=session, state="free")
    return free.order_by("number").first()


def _free(wishes: Iterable[Wish], at: datetime) -> dict[int, list[Place]]:
    """Lock the free places of all sessions that are wished and still lie ahead."""
    named = {key for one in wishes for key in one.sessions}
    open_now = Session.objects.filter(pk__in=named, state="published", starts_at__gt=at)
    free: dict[int, list[Place]] = {key: [] for key in open_now.order_by("pk").values_list("pk", flat=True)}
    places = Place.objects.select_for_update(skip_locked=True).filter(session__in=[*free], state="free")
    for place in places.order_by("session_id", "number"):
        free[place.session_id].append(place)
    return free


def _day(at: datetime) -> date:
    return at.astimezone(clock.OFFICE_ZONE).date()
