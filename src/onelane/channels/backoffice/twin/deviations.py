"""The morning's report (偏差日报): what did not follow the plan, and the day as an event log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.asked_day import day_asked
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.roles import role_name
from onelane.kernel import clock
from onelane.office.stations import tracing
from onelane.registers.offices import catalogue
from onelane.twin.eventlog import conformance, ocel, xes
from onelane.twin.eventlog.plan import posts

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.office.cases.traces import Trace

MOST = 200
KINDS: Mapping[str, str] = {
    "unknown-step": _("The path has no such step"),
    "too-early": _("Done before what must come first"),
    "repeated": _("Done again although nobody sent it back"),
    "not-taken": _("Completed without being in anybody's hand"),
    "wrong-post": _("Done by a post that does not work there"),
    "without-ticket": _("Called before the ticket was issued"),
    "without-reasons": _("Sent back or refused without a reason"),
    "after-the-end": _("Something was done after the case was over"),
    "back-in-time": _("Noted earlier than what it follows"),
    "left-open": _("Neither ended nor carried over"),
    "out-of-turn": _("Called before somebody who came earlier and waited"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One deviation in words."""

    case: str
    at: datetime
    kind: str
    step: str
    role: str


@staff("manager", "auditor")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show a day's deviations, yesterday's unless another day is asked for."""
    office, today = actor_of(request).office, clock.today()
    day = day_asked(request, today - timedelta(days=1))
    traces = tracing.traces_of(office, day)
    found = _found(traces, over=day < today)
    lines = [
        Line(one.case, one.at, gettext(KINDS[one.kind]), way.step_name(one.step) if one.step else "",
             role_name(one.role) if one.role else "")
        for one in found[:MOST]
    ]  # fmt: skip
    kinds = Counter(one.kind for one in found)
    context = {
        "day": day, "is_today": day == today, "cases": len(traces), "lines": lines, "all": len(found), "most": MOST,
        "wrong": len({one.case for one in found}),
        "kinds": [(gettext(KINDS[kind]), count) for kind, count in kinds.most_common()],
        "before_day": day - timedelta(days=1), "after_day": day + timedelta(days=1) if day < today else None,
        "tab": "deviations",
    }  # fmt: skip
    return render(request, "backoffice/twin/deviations.html", context)


def _found(traces: list[Trace], *, over: bool) -> list[conformance.Deviation]:
    plan = posts(catalogue.current())
    return conformance.deviations(traces, roles=plan.roles, hand_work=plan.hand_work, over=over)


@staff("manager", "auditor")
@require_GET
def as_xes(request: HttpRequest) -> HttpResponse:
    """Hand out a day as XES, for any process miner."""
    day = day_asked(request)
    content = xes.written(tracing.traces_of(actor_of(request).office, day))
    return _file(content, "application/xml", f"onelane-{day.isoformat()}.xes")


@staff("manager", "auditor")
@require_GET
def as_ocel(request: HttpRequest) -> HttpResponse:
    """Hand out a day as OCEL 2.0, for any process miner."""
    day = day_asked(request)
    log = ocel.written(tracing.traces_of(actor_of(request).office, day))
    content = json.dumps(log, ensure_ascii=False).encode()
    return _file(content, "application/json", f"onelane-{day.isoformat()}.jsonocel")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
