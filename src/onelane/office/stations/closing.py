"""The closing of the day (日终): no ticket of yesterday stays in the lane, no work in a hand that went home."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, Work
from onelane.office.cases.path import open_steps
from onelane.office.lane import actions as lane
from onelane.office.lane import rules
from onelane.office.lane.models import Ticket
from onelane.office.payments import queries as bills
from onelane.office.plates import queries as numbers
from onelane.office.stations.desk import Visit
from onelane.office.stations.directory import desk
from onelane.registers.offices.queries import settings_of

WHY = "当天未办结"  # not finished on its day
_IN_THE_LANE = ("made", "waiting", "away", "absent")


def offices_with_leftovers() -> list[str]:
    """Return the offices in whose lane a ticket of an earlier day still stands."""
    left = Ticket.objects.filter(day__lt=clock.today(), state__in=_IN_THE_LANE)
    return list(left.values_list("office_id", flat=True).distinct())


def paid_and_open() -> list[int]:
    """Return the cases whose bill is paid and whose payment step is still open."""
    open_now = Case.objects.filter(state="open", ended_at=None, ready_steps__contains=["payment"], bill__state="paid")
    return list(open_now.values_list("pk", flat=True))


def close_day(*, office: str, at: datetime | None = None) -> int:
    """End each ticket that an earlier day left in an office's lane, one transaction each, and tell how many."""
    at = at or clock.now()
    today = at.astimezone(clock.OFFICE_ZONE).date()
    left = Ticket.objects.filter(office_id=office, day__lt=today, state__in=_IN_THE_LANE).order_by("pk")
    keys = list(left.values_list("pk", flat=True))
    return sum(_end(key, office, at) for key in keys)


@transaction.atomic
def _end(ticket_id: int, office: str, at: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(ticket=ticket_id)
    ticket = Ticket.objects.get(pk=ticket_id)
    if ticket.state not in _IN_THE_LANE:
        return False
    closing = Actor(id="closing", role="system", office=office)
    if _goes_on(case, office):
        lane.carry_over(ticket_id=ticket_id, actor=closing, at=at)
        return True
    for step in open_steps(frozenset(case.marking)):
        desk(step).dropped(Visit(case, step, closing, at))
    lane.leave(ticket_id=ticket_id, actor=closing, why=WHY, at=at)
    return True


def _goes_on(case: Case, office: str) -> bool:
    """Tell whether a case goes on another day; one that stands still, is paid or has its number always does."""
    bill, number = bills.bill_of(case.pk), numbers.chosen(case.pk)
    bound = (bill is not None and bill.state != "open") or (number is not None and number.state == "issued")
    if bound or case.state != "open":
        return True
    begun = Work.objects.filter(case=case, outcome="done").exists()
    return rules.carried_over(begun=begun, carry=settings_of(office).flag("lane.carry_over"))
