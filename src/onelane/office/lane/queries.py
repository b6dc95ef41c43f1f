"""Questions about the one queue; the lists are short because a day's lane is, and each is one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Max, Min, Q

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Work
from onelane.office.lane.models import Arrival, Standby, Ticket

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands: how many are ahead of it for the steps it waits for, and for which."""

    ahead: int
    steps: tuple[str, ...]


def ticket_by_key(key: str) -> Ticket:
    """Return the ticket behind the secret in its QR code; refuse `lane.no_such_ticket`."""
    found = Ticket.objects.select_related("case", "office").filter(key=key).first()
    if found is None:
        raise Refused("lane.no_such_ticket")
    return found


def ticket_by_label(office: str, label: str, *, on: date | None = None) -> Ticket:
    """Return today's ticket with a printed number such as `A007`; refuse `lane.no_such_ticket`."""
    text = label.strip().upper()
    series, number = text[:1], text[1:]
    if not series.isalpha() or not number.isdecimal() or len(number) > _DIGITS:
        raise Refused("lane.no_such_ticket")
    found = (
        Ticket.objects.select_related("case")
        .filter(office_id=office, day=on or clock.today(), series=series, number=int(number))
        .first()
    )
    if found is None:
        raise Refused("lane.no_such_ticket")
    return found


def ticket_of(case_id: int) -> Ticket | None:
    """Return the ticket of a case, or None for a case without a visit."""
    return Ticket.objects.select_related("case").filter(case_id=case_id).first()


def holds(*, actor: Actor, case_id: int) -> bool:
    """Tell whether a citizen's key belongs to the ticket of this case."""
    ticket = Ticket.objects.filter(case_id=case_id).values_list("pk", flat=True).first()
    return ticket is not None and actor.id == f"ticket:{ticket}"


def waiting(office: str, step: str, *, limit: int = 50) -> list[Ticket]:
    """Return the tickets that wait for a step in the order they will be called, at most `limit`."""
    return list(
        Ticket.objects.select_related("case")
        .filter(
            case__office_id=office,
            case__state="open",
            case__ended_at=None,
            case__present=True,
            case__ready_steps__contains=[step],
        )
        .order_by("case__rank_at", "case_id")[:limit]
    )


def count_waiting(office: str, step: str) -> int:
    """Return how many owners wait for a step."""
    return Ticket.objects.filter(
        case__office_id=office,
        case__state="open",
        case__ended_at=None,
        case__present=True,
        case__ready_steps__contains=[step],
    ).count()


def place_of(ticket: Ticket, steps: Iterable[str]) -> Place:
    """Return how many are called before this ticket at the steps it waits for; the longest of the queues counts."""
    wanted = tuple(step for step in ticket.case.ready_steps if step in set(steps))
    ahead = 0
    for step in wanted:
        before = Ticket.objects.filter(
            Q(case__rank_at__lt=ticket.case.rank_at) | Q(case__rank_at=ticket.case.rank_at, case_id__lt=ticket.case_id),
            case__office_id=ticket.office_id, case__state="open", case__ended_at=None, case__present=True,
            case__ready_steps__contains=[step],
        ).count()  # fmt: skip
        ahead = max(ahead, before)
    return Place(ahead, wanted)


def in_hand(counter_id: int) -> Work | None:
    """Return the live work of a counter, or None when it is free."""
    return Work.objects.select_related("case", "case__ticket").filter(counter_id=counter_id, ended_at=None).first()


def called_now(office: str, steps: Iterable[str]) -> list[Work]:
    """Return the live calls of the lane, the latest first: what the hall board shows."""
    return list(
        Work.objects.select_related("case__ticket", "counter")
        .filter(office_id=office, ended_at=None, step__in=list(steps))
        .filter(case__ticket__isnull=False, counter__isnull=False)
        .order_by(F("last_called_at").desc(nulls_last=True), "-pk")
    )


def set_aside(office: str) -> list[Ticket]:
    """Return today's tickets whose owners are away, absent or without a printed ticket."""
    return list(
        Ticket.objects.select_related("case")
        .filter(office_id=office, day=clock.today(), state__in=["made", "away", "absent"])
        .order_by("state_since")
    )


def carried(office: str, *, limit: int = 50) -> list[Ticket]:
    """Return the tickets of former days whose cases go on when their owners come again, the latest first."""
    found = Ticket.objects.select_related("case").filter(office_id=office, state="carried")
    return list(found.order_by("-day", "series", "number")[:limit])


def tickets_of_day(office: str, day: date) -> list[Ticket]:
    """Return a day's tickets in the order they were taken."""
    return list(Ticket.objects.select_related("case").filter(office_id=office, day=day).order_by("taken_at"))


def offices_standing_by() -> list[str]:
    """Return the offices in which a counter stands by."""
    return list(Standby.objects.values_list("office_id", flat=True).distinct())


def standby_since(counter_id: int) -> datetime | None:
    """Return since when a counter stands by, or None when it does not."""
    return Standby.objects.filter(counter_id=counter_id).values_list("since", flat=True).first()


@dataclass(frozen=True, slots=True)
class Day:
    """A day's lane in figures: tickets taken, owners who wait, and how long arrivals waited for their ticket."""

    taken: int
    waiting: int
    longest_since: datetime | None
    before_ticket: timedelta | None
    before_ticket_most: timedelta | None


def ticket_of_office(ticket_id: int, office: str) -> Ticket:
    """Return a ticket of an office with its case; refuse `lane.no_such_ticket`."""
    found = Ticket.objects.select_related("case").filter(pk=ticket_id, office_id=office).first()
    if found is None:
        raise Refused("lane.no_such_ticket")
    return found


def arrivals_without_ticket(office: str, *, limit: int = 20) -> list[Arrival]:
    """Return the cars at the entry today that have no ticket yet, first come first."""
    start = datetime.combine(clock.today(), datetime.min.time(), clock.OFFICE_ZONE)
    return list(Arrival.objects.filter(ticket=None, office_id=office, at__gte=start).order_by("at", "pk")[:limit])


def in_the_lane(office: str, *, limit: int = 100) -> list[Ticket]:
    """Return today's tickets that are in the queue or being served, in the order of their place, at most `limit`."""
    return list(
        Ticket.objects.select_related("case")
        .filter(office_id=office, day=clock.today(), state="waiting")
        .order_by("case__rank_at", "case_id")[:limit]
    )


def day_of(office: str, day: date) -> Day:
    """Return a day's lane in figures; one statement."""
    still = Q(state="waiting")
    found = Ticket.objects.filter(office_id=office, day=day).aggregate(
        taken=Count("pk"),
        waiting=Count("pk", filter=still),
        longest_since=Min("arrived_at", filter=still),
        before_ticket=Avg(F("taken_at") - F("arrived_at")),
        before_ticket_most=Max(F("taken_at") - F("arrived_at")),
    )
    return Day(**found)


def busy_counters(office: str) -> frozenset[str]:
    """Return the signs of the counters that have an owner in hand."""
    live = Work.objects.filter(office_id=office, ended_at=None, counter__isnull=False)
    return frozenset(live.values_list("counter__code", flat=True))


def calls_since(office: str, steps: Iterable[str], since: datetime, *, limit: int = 40) -> list[Work]:
    """Return the calls of the lane since a moment that were not taken back, the latest first: a board's memory."""
    return list(
        Work.objects.select_related("case__ticket", "counter")
        .filter(office_id=office, step__in=list(steps), last_called_at__gte=since)
        .filter(case__ticket__isnull=False, counter__isnull=False)
        .exclude(outcome__in=["undone", "no_show", "released"])
        .order_by("-last_called_at", "-pk")[:limit]
    )


def count_waiting_by_step(office: str, steps: Iterable[str]) -> dict[str, int]:
    """Return how many owners wait for each of these steps; one statement."""
    wanted = list(steps)
    counted = Ticket.objects.filter(
        case__office_id=office, case__state="open", case__ended_at=None, case__present=True
    ).aggregate(
        **{f"n{place}": Count("pk", filter=Q(case__ready_steps__contains=[step])) for place, step in enumerate(wanted)}
    )
    return {step: counted[f"n{place}"] for place, step in enumerate(wanted)}


def taken_by_class(office: str, since: datetime) -> dict[str, int]:
    """Return how many tickets of each priority class were taken since a moment; one statement."""
    found = Ticket.objects.filter(office_id=office, taken_at__gte=since).values_list("priority").annotate(Count("pk"))
    return dict(found)


def staffed(office: str) -> dict[str, int]:
    """Return how many counters work on each step at this moment; while somebody waits that is all that are open."""
    live = Work.objects.filter(office_id=office, ended_at=None, counter__isnull=False).values_list("step")
    return dict(live.annotate(Count("counter", distinct=True)))


def tickets_by_case(case_ids: Iterable[int]) -> dict[int, Ticket]:
    """Return the tickets of several cases by case."""
    return {one.case_id: one for one in Ticket.objects.filter(case_id__in=list(case_ids))}
