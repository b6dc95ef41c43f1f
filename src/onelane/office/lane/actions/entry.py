"""Whether the lane entry gives a ticket now: the hours of the office, and how many the lane holds."""

from __future__ import annotations

from datetime import date, datetime, time

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.calendar import SATURDAY
from onelane.kernel.refusal import Refused
from onelane.office.lane import rules
from onelane.office.lane.models import Ticket
from onelane.registers.offices import days
from onelane.registers.offices.queries import settings_of


def open_now(*, actor: Actor, why: str, at: datetime) -> None:
    """Refuse `lane.no_tickets_now` outside the hours in which tickets are given; a guide may, and says why."""
    settings = settings_of(actor.office)
    if not settings.flag("lane.hours_kept") or (why and actor.may("guide")):
        return
    calendar = days.calendar(actor.office)
    local = at.astimezone(clock.OFFICE_ZONE)
    on_duty = settings.flag("office.saturday_duty") and local.weekday() == SATURDAY
    opens, until = calendar.hours[0][0], settings.text("lane.tickets_until")
    working = calendar.is_working(local.date()) or on_duty
    if not rules.tickets_given(local=local, working_day=working, opens=opens, until=time.fromisoformat(until)):
        raise Refused("lane.no_tickets_now", opens=f"{opens:%H:%M}", until=until)


def room_left(*, actor: Actor, number: int, day: date) -> None:
    """Refuse `lane.full` to whoever is not helped by a guide, when too many are in the lane.

    Fewer tickets than the limit were given while `number` is no larger, so only a long day is counted.
    """
    limit = settings_of(actor.office).integer("lane.queue_length_limit")
    if actor.may("guide") or number <= limit:
        return
    waiting = Ticket.objects.filter(office_id=actor.office, day=day, state="waiting").count()
    if rules.lane_full(waiting=waiting, limit=limit):
        raise Refused("lane.full", waiting=waiting)
