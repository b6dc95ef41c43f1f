"""The journal of a day read as traces (轨迹): what happened to each case with a ticket of that day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import connection

from onelane.kernel import clock
from onelane.office.cases import plans
from onelane.office.cases.traces import Event, Trace

# Only what moves a case; readings of personal data, pictures and drafts are nobody's business here.
DEEDS = (
    "case.opened", "case.refused", "case.cancelled", "case.suspended", "case.resumed",
    "ticket.issued", "ticket.held", "ticket.brought_back", "ticket.came_again", "ticket.carried_over",
    "lane.called", "lane.recalled", "lane.began", "lane.transferred",
    "step.taken", "step.released", "step.no_show", "step.undone", "step.completed", "step.sent_back",
)  # fmt: skip
_TICKETS = """
SELECT c.id, c.number, c.plan_id, p.service, t.arrived_at, t.taken_at, t.issued_at,
  t.series || lpad(t.number::text, 3, '0'), t.priority, t.medium
FROM lane_ticket t JOIN cases_case c ON c.id = t.case_id JOIN cases_plan p ON p.digest = c.plan_id
WHERE t.office_id = %(office)s AND t.day = %(day)s ORDER BY t.arrived_at, c.id
"""
_EVENTS = """
SELECT e.chain, e.at, e.deed, e.body FROM records_entry e
WHERE e.office = %(office)s AND e.at >= %(begin)s AND e.at < %(end)s AND e.deed = ANY(%(deeds)s)
ORDER BY e.id
"""


def traces_of(office: str, day: date) -> list[Trace]:
    """Return a day's cases in the order in which their owners came; two statements."""
    begin = datetime.combine(day, time(), clock.OFFICE_ZONE)
    end = begin + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_TICKETS, {"office": office, "day": day})
        tickets = cursor.fetchall()
        cursor.execute(_EVENTS, {"office": office, "begin": begin, "end": end, "deeds": list(DEEDS)})
        events = _by_case(cursor.fetchall())
    return [
        Trace(
            case=number,
            service=service,
            path=plans.path_of(plan),
            arrived_at=arrived,
            events=_with_ticket(events.get(case, []), taken, issued, medium),
            ticket=label,
            priority=priority,
        )
        for case, number, plan, service, arrived, taken, issued, label, priority, medium in tickets
    ]


def days_with_tickets(office: str, *, before: date, limit: int) -> list[date]:
    """Return the last days before one on which tickets were taken, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT day FROM lane_ticket WHERE office_id = %s AND day < %s ORDER BY day DESC LIMIT %s",
            [office, before, limit],
        )
        return [day for (day,) in cursor.fetchall()]


def _by_case(rows: Iterable[tuple[str, datetime, str, str]]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for chain, at, deed, body in rows:
        kind, _, key = chain.partition(":")
        if kind == "case" and key.isdecimal():
            found[int(key)].append(_event(at, deed, json.loads(body)))
    return found


def _event(at: datetime, deed: str, body: dict[str, object]) -> Event:
    detail = body["detail"] if isinstance(body["detail"], dict) else {}
    aim = {"lane.called", "lane.began", "lane.recalled", "lane.transferred"}
    step = str(body["subject"]) if deed.startswith("step.") or deed in aim else ""
    return Event(
        at=at,
        deed=deed,
        step=step or (str(body["subject"]) if deed == "case.refused" else ""),
        counter=str(body["counter"]),
        role=str(body["role"]),
        reasons=tuple(map(str, detail.get("reasons", ()))) or ((str(detail["why"]),) if detail.get("why") else ()),
        to=tuple(map(str, detail.get("steps", ()))),
    )


def _with_ticket(events: list[Event], taken: datetime, issued: datetime | None, medium: str) -> tuple[Event, ...]:
    """Put the issue of a ticket on a screen, which is no deed of its own, behind the opening of the case."""
    if medium != "screen" or issued is None or any(one.deed == "ticket.issued" for one in events):
        return tuple(events)
    at = next((place for place, one in enumerate(events) if one.at > taken), len(events))
    opened = next((place + 1 for place, one in enumerate(events) if one.deed == "case.opened"), min(at, 1))
    return (*events[:opened], Event(issued, "ticket.issued", role="machine"), *events[opened:])
