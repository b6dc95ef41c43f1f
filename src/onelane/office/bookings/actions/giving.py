"""Give places out by rank: the whole list at a deadline, and one that came free."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.bookings import ranking, rules
from onelane.office.bookings.actions.plans import locked
from onelane.office.bookings.actions.telling import tell_holder
from onelane.office.bookings.models import Allotment, Booking, Place, Session, Wish
from onelane.records import journal, outbox
from onelane.registers.offices.queries import settings_of

CODE_ALPHABET = "ACDEFHJKLMNPQRTUVWXY3479"  # nothing that is misheard or misread
CODE_LENGTH = 8
Seed = Callable[[str], tuple[str, bytes]]
"""Return proof (hex) and output of the verifiable random function for a root."""


def new_code() -> str:
    """Return a code to be shown on arrival."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


@transaction.atomic
def allot(
    *, kind: rules.Kind, subject: str, deadline_at: datetime, seed: Seed, actor: Actor,
    code: Callable[[], str] = new_code, at: datetime | None = None,
) -> Allotment:  # fmt: skip
    """Give out the places of all sessions of a deadline by rank (分配考位); done once, and the result is published.

    Wishes count that were made before the deadline; what happened to their ranks afterwards does not.
    """
    at = at or clock.now()
    if at < deadline_at:
        raise Refused("bookings.deadline_not_over", until=deadline_at.isoformat())
    known = Allotment.objects.filter(office_id=actor.office, kind=kind, subject=subject, deadline_at=deadline_at)
    if (found := known.first()) is not None:
        return found
    sessions = list(
        Session.objects.select_for_update()
        .filter(office_id=actor.office, kind=kind, subject=subject, deadline_at=deadline_at, state="published")
        .order_by("pk")
    )
    free: dict[int, list[Place]] = {one.pk: [] for one in sessions}
    for place in Place.objects.filter(session__in=sessions, state="free").order_by("session_id", "number"):
        free[place.session_id].append(place)
    wishes = _wishes(actor.office, kind, subject, deadline_at, set(free))
    places = {key: len(rows) for key, rows in free.items()}
    entries = [_entry(one, free) for one in wishes.values()]
    root = ranking.root_of(entries, places)
    proof, output = seed(root)
    ranked = ranking.allot(entries, places, output)
    book_all(ranked, wishes, free, actor, code, at)
    with refused_by("one_allotment_a_deadline", "bookings.allotted_already"):
        made = Allotment.objects.create(
            office_id=actor.office, kind=kind, subject=subject, deadline_at=deadline_at, drawn_at=at, root=root,
            proof=proof, seed=output.hex(), wishes=len(ranked), given=sum(one.session is not None for one in ranked),
            places=places, ranked=[published_row(one) for one in ranked],
        )  # fmt: skip
    journal.note(
        actor, "places.allotted", chain=f"allotment:{made.pk}", at=at,
        detail={"root": root, "wishes": made.wishes, "given": made.given},
    )  # fmt: skip
    outbox.put("bookings.allotted", f"bookings.allotted:{made.pk}", {"allotment_id": made.pk})
    return made


def _wishes(office: str, kind: str, subject: str, deadline_at: datetime, sessions: set[int]) -> dict[str, Wish]:
    found = (
        Wish.objects.select_for_update(of=("self",))
        .select_related("learner")
        .filter(office_id=office, kind=kind, subject=subject, state="waiting", made_at__lte=deadline_at)
        .order_by("pk")
    )
    return {one.serial: one for one in found if not sessions.isdisjoint(one.sessions)}


def _entry(wish: Wish, free: dict[int, list[Place]]) -> ranking.Entry:
    permit = wish.learner.permit_on if wish.learner else None
    return ranking.Entry(wish.serial, wish.rank_at, permit, tuple(one for one in wish.sessions if one in free))


def published_row(one: ranking.Ranked) -> dict[str, object]:
    """Return one line of the published list: serial and key, no name."""
    permit = one.entry.permit_on
    return {
        "rank": one.rank, "serial": one.entry.name, "key": one.entry.key.isoformat(),
        "permit_on": permit.isoformat() if permit else None, "draw": one.draw[:16],
        "wished": list(one.entry.sessions), "session": one.session,
    }  # fmt: skip


def book_all(
    ranked: list[ranking.Ranked], wishes: dict[str, Wish], free: dict[int, list[Place]], actor: Actor,
    code: Callable[[], str], at: datetime,
) -> list[Booking]:  # fmt: skip
    """Write down who got which place; a few statements, however many there are."""
    bookings, places = [], []
    for one in ranked:
        if one.session is None:
            continue
        place, wish = free[one.session].pop(0), wishes[one.entry.name]
        places.append(place.pk)
        bookings.append(_booking(wish, place, actor, code(), at))
    Booking.objects.bulk_create(bookings, batch_size=2000)
    Place.objects.filter(pk__in=places).update(state="taken")
    Wish.objects.filter(pk__in=[one.wish_id for one in bookings]).update(state="allotted", ended_at=at)
    return bookings


def _booking(wish: Wish, place: Place, actor: Actor, code: str, at: datetime) -> Booking:
    return Booking(
        office_id=wish.office_id, session_id=place.session_id, place=place, wish=wish, kind=wish.kind,
        subject=wish.subject, person_id=wish.person_id, learner_id=wish.learner_id, vehicle_id=wish.vehicle_id,
        code=code, made_at=at, noted_by=actor.id,
    )  # fmt: skip


@transaction.atomic
def offer(
    *, session_id: int, actor: Actor, code: Callable[[], str] = new_code, at: datetime | None = None
) -> list[Booking]:
    """Give the free places of a session to the wishes that wait for it, best rank first; places go on by themselves.

    Nothing is given before the deadline's allotment, nor when the list is fixed.
    """
    at = at or clock.now()
    session = locked(session_id, actor)
    lock = timedelta(days=settings_of(actor.office).integer("exam.lock_days"))
    fixed = session.kind == "test" and at >= session.starts_at - lock
    if session.state != "published" or at < session.deadline_at or fixed:
        return []
    given = []
    for place in Place.objects.filter(session=session, state="free").order_by("number"):
        wish = (
            Wish.objects.select_for_update(of=("self",))
            .filter(office_id=actor.office, kind=session.kind, subject=session.subject, state="waiting",
                    sessions__contains=[session.pk])
            .order_by("rank_at", "learner__permit_on", "pk")
            .first()
        )  # fmt: skip
        if wish is None:
            break
        booking = _booking(wish, place, actor, code(), at)
        booking.save()
        Place.objects.filter(pk=place.pk).update(state="taken")
        Wish.objects.filter(pk=wish.pk).update(state="allotted", ended_at=at)
        tell_holder(booking, "offered", at=at)
        given.append(booking)
    if given:
        journal.note(actor, "places.offered", chain=f"session:{session.pk}", detail={"count": len(given)}, at=at)
    return given
