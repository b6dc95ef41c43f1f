"""Plans: sites, sessions planned by one person and published by another."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice.exams import words
from onelane.channels.shared import inputs
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries, rules
from onelane.registers.offices.days import calendar
from onelane.registers.offices.queries import settings_of
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from onelane.kernel.calendar import WorkingCalendar

MOST_WEEKS = 12
MOST_DIGITS = 10
LONGEST = 80
FIELDS = ("site", "subject", "classes", "day", "begins", "ends", "capacity", "weeks")
readers = staff("exam_clerk", "supervisor", "manager")


@require_GET
@readers
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits for the second person, the sessions of today and those to come."""
    return _shown(request)


@require_POST
@staff("exam_clerk")
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a session, and the same one in the weeks after; nobody sees it before a second person publishes it."""
    actor, given = actor_of(request), request.POST
    try:
        weeks = inputs.whole_number(given, "weeks", low=1, high=MOST_WEEKS, default=1)
        day, begins, ends = _day(given.get("day", "")), _time(given.get("begins", "")), _time(given.get("ends", ""))
        planned = bookings.plan_weekly(
            weeks=weeks, site_id=inputs.whole_number(given, "site", low=0, high=inputs.ROW_LIMIT),
            starts_at=datetime.combine(day, begins, clock.OFFICE_ZONE),
            ends_at=datetime.combine(day, ends, clock.OFFICE_ZONE),
            capacity=inputs.whole_number(given, "capacity", low=0, high=bookings.MOST_PLACES),
            subject=given.get("subject", "")[:1], classes=_classes(given.get("classes", "")), actor=actor,
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, refused)
    said = ngettext(
        "%(n)d session waits for the second person.", "%(n)d sessions wait for the second person.", len(planned)
    )
    messages.success(request, said % {"n": len(planned)})
    return redirect("exams:page")


@require_POST
@readers
def publish(request: HttpRequest) -> HttpResponse:
    """Publish sessions that another has planned."""
    try:
        count = bookings.publish(session_ids=_chosen(request.POST), actor=actor_of(request))
    except Refused as refused:
        return _shown(request, refused)
    said = ngettext("%(n)d session is published.", "%(n)d sessions are published.", count)
    messages.success(request, said % {"n": count})
    return redirect("exams:page")


@require_POST
@readers
def drop(request: HttpRequest, session_id: int) -> HttpResponse:
    """Strike a session that is not published yet."""
    bookings.call_off(session_id=session_id, why=gettext("struck from the plan"), actor=actor_of(request))
    messages.info(request, gettext("The session is struck from the plan."))
    return redirect("exams:page")


@require_POST
@staff("exam_clerk", "manager")
def add_site(request: HttpRequest) -> HttpResponse:
    """Enter a test ground, an inspection station or a point of the office."""
    told = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ("code", "name_zh", "name_en")}
    try:
        bookings.add_site(kind=_kind(request.POST.get("kind", "")), actor=actor_of(request), **told)
    except Refused as refused:
        return _shown(request, refused)
    messages.success(request, gettext("The site is entered."))
    return redirect("exams:page")


def _shown(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in words.KINDS else "test"
    found = queries.sessions_about(actor.office, kind, now)
    names = people.names_of({one.planned_by for one in found})
    working = calendar(actor.office)
    rows = [_row(one, names, actor.id, working) for one in found]
    today = clock.today()
    days = settings_of(actor.office).integer("exam.publish_days")
    context = {
        "waiting": [one for one in rows if one["state"] == "planned"],
        "today": [one for one in rows if one["state"] != "planned" and one["ahead"] == 0],
        "overdue": [one for one in rows if one["state"] == "published" and one["ahead"] < 0],
        "coming": [one for one in rows if one["state"] != "planned" and one["ahead"] > 0],
        "sites": [(one.pk, f"{words.site(one)} · {words.kind(one)}") for one in queries.sites(actor.office)],
        "kind": kind, "kinds": [(code, gettext(word)) for code, word in words.KINDS.items()],
        "subjects": [(code, gettext(word)) for code, word in words.SUBJECTS.items()],
        "plans": actor.may("exam_clerk"), "enters": actor.may("exam_clerk", "manager"),
        "typed": {name: request.POST.get(name, "") for name in FIELDS}, "days": days,
        "first": today + timedelta(days=days), "told": refusal_said(refused) if refused else "",
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "backoffice/exams/plans.html", context, status=status)


def _row(one: queries.Counted, names: dict[str, str], me: str, working: WorkingCalendar) -> dict[str, Any]:
    session = one.session
    day = session.starts_at.astimezone(clock.OFFICE_ZONE).date()
    look, word = words.standing(session)
    return {
        "id": session.pk, "title": words.title(session), "site": words.site(session.site), "day": day,
        "hours": words.hours(session), "capacity": session.capacity, "taken": one.taken, "state": session.state,
        "look": look, "word": word, "classes": ", ".join(session.classes),
        "planned_by": names.get(session.planned_by, ""),
        "mine": session.planned_by == me, "off": not working.is_working(day), "ahead": (day - clock.today()).days,
        "deadline": session.deadline_at if session.kind == "test" else None,
    }  # fmt: skip


def _chosen(given: QueryDict) -> list[int]:
    """Return the sessions that were ticked; refuse when none was."""
    told = given.getlist("session")
    found = [int(one) for one in told if one.isascii() and one.isdigit() and len(one) < MOST_DIGITS]
    if not found:
        raise Refused("bookings.nothing_chosen")
    return found


def _kind(text: str) -> rules.Kind:
    for one in rules.KINDS:
        if one == text:
            return one
    raise Refused("bookings.site_incomplete")


def _classes(text: str) -> list[str]:
    """Read classes as one types them: C1 C2, or C1,C2; nothing means all."""
    found = text.upper().replace("，", " ").replace(",", " ").replace("、", " ").split()
    if any(one not in rules.CLASSES for one in found):
        raise Refused("bookings.class_unknown")
    return list(dict.fromkeys(found))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as wrong:
        raise Refused("bookings.times") from wrong


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text[:5])
    except ValueError as wrong:
        raise Refused("bookings.times") from wrong
