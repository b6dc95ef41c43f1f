"""One session: who comes, the marks of each, who did not come; made smaller, called off, closed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice.exams import words
from onelane.channels.shared import inputs
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.kernel import clock
from onelane.kernel.numbers import masks
from onelane.kernel.refusal import Refused
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries, rules
from onelane.office.stations import examining, replanning

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

readers = staff("exam_clerk", "supervisor", "manager")


@require_GET
@readers
def page(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show a session with its people, masked."""
    return _shown(request, session_id)


@require_POST
@staff("exam_clerk")
def score(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Enter the marks of one test."""
    session = queries.session_of_booking(booking_id, actor_of(request).office)
    try:
        marks = inputs.whole_number(request.POST, "score", low=0, high=100)
        examining.note_score(booking_id=booking_id, score=marks, actor=actor_of(request))
    except Refused as refused:
        return _shown(request, session, refused)
    return redirect("exams:session", session)


@require_POST
@staff("exam_clerk")
def absent(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Note that somebody did not come."""
    session = queries.session_of_booking(booking_id, actor_of(request).office)
    try:
        examining.note_absent(booking_id=booking_id, actor=actor_of(request))
    except Refused as refused:
        return _shown(request, session, refused)
    return redirect("exams:session", session)


@require_POST
@staff("exam_clerk")
def came(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Note that somebody came to his slot."""
    session = queries.session_of_booking(booking_id, actor_of(request).office)
    try:
        bookings.arrive(booking_id=booking_id, actor=actor_of(request))
    except Refused as refused:
        return _shown(request, session, refused)
    return redirect("exams:session", session)


@require_POST
@readers
def resize(request: HttpRequest, session_id: int) -> HttpResponse:
    """Change how many places a session has; whoever loses his is told and offered another."""
    try:
        places = inputs.whole_number(request.POST, "capacity", low=0, high=bookings.MOST_PLACES)
        moved = replanning.resize(
            session_id=session_id, capacity=places, why=request.POST.get("why", ""), actor=actor_of(request)
        )
    except Refused as refused:
        return _shown(request, session_id, refused)
    _told(request, moved)
    return redirect("exams:session", session_id)


@require_POST
@readers
def call_off(request: HttpRequest, session_id: int) -> HttpResponse:
    """Call a session off; everybody is told and offered another."""
    try:
        moved = replanning.call_off(session_id=session_id, why=request.POST.get("why", ""), actor=actor_of(request))
    except Refused as refused:
        return _shown(request, session_id, refused)
    _told(request, moved)
    return redirect("exams:session", session_id)


@require_POST
@staff("exam_clerk")
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    """Close a session that is over; whoever has no result did not come."""
    try:
        examining.close_session(session_id=session_id, actor=actor_of(request))
    except Refused as refused:
        return _shown(request, session_id, refused)
    messages.success(request, gettext("The session is closed and its list of results is signed."))
    return redirect("exams:session", session_id)


def _told(request: HttpRequest, moved: replanning.Moved) -> None:
    said = ngettext("%(n)d person is told.", "%(n)d people are told.", moved.people) % {"n": moved.people}
    if moved.waiting:
        said += " " + ngettext(
            "%(n)d waits for another session with the same rank.",
            "%(n)d wait for another session with the same rank.", moved.waiting,
        ) % {"n": moved.waiting}  # fmt: skip
    messages.success(request, said)


def _shown(request: HttpRequest, session_id: int, refused: Refused | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    session = queries.session(session_id, actor.office)
    look, word = words.standing(session)
    rows = [_row(one) for one in queries.holders(session_id)]
    people = [one for one in rows if not one["gone"]]
    context = {
        "session": session, "title": words.title(session), "site": words.site(session.site),
        "hours": words.hours(session), "look": look, "word": word, "is_test": session.kind == "test",
        "people": people, "gone": [one for one in rows if one["gone"]], "begun": now >= session.starts_at,
        "over": now >= session.ends_at, "enters": actor.may("exam_clerk"),
        "left": sum(bool(one["open"]) for one in people),
        "first": next((one["id"] for one in people if one["open"]), None),
        "told": refusal_said(refused) if refused else "",
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "backoffice/exams/session.html", context, status=status)


def _row(one: queries.Holder) -> dict[str, object]:
    look, word = words.place(one.state)
    return {
        "id": one.id, "code": one.code, "name": masks.name(one.name), "id_no": masks.id_no(one.id_no),
        "class": one.licence_class, "plate": one.plate, "scores": one.scores, "mark": one.mark, "look": look,
        "word": word, "open": one.state in rules.LIVE, "gone": one.state in {"cancelled", "displaced"},
    }  # fmt: skip
