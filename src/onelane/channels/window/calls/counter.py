"""What a counter to which owners are called shows around its own work: idle, standing by, called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from onelane.channels.shared import answers, wording
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.kernel import clock
from onelane.office.cases import queries as cases
from onelane.office.lane import queries as tickets
from onelane.records import live
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor, Role
    from onelane.kernel.refusal import Refused

NEXT_SHOWN = 5
REASONS = (
    gettext_noop("Fetches a missing paper"),
    gettext_noop("Settles tax or insurance first"),
    gettext_noop("Waits for the agent or the seller"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """One kind of counter: the step worked there, its address and its words."""

    step: str
    page: str
    calls: str
    title: str
    errand: str
    undone: str


POSTS: dict[Role, Post] = {
    "clerk": Post(
        "acceptance", "acceptance:page", "window-calls", gettext_noop("Acceptance window"),
        "wait", gettext_noop("The papers of %(ticket)s are accepted."),
    ),
    "hand_over": Post(
        "hand-over", "hand_over:page", "hand-over-calls", gettext_noop("Hand-over desk"),
        "collect", gettext_noop("%(ticket)s has everything."),
    ),
}  # fmt: skip


def idle(
    request: HttpRequest, actor: Actor, post: Post, *, refused: Refused | None = None, **more: object
) -> HttpResponse:
    """Show the way to the next owner: the call, or that the counter stands by for whoever comes."""
    place = offices.counter_id_of(actor)
    context = {
        **frame(actor, post, refused),
        "place": place,
        "since": tickets.standby_since(place) if place else None,
        "queue": tickets.waiting(actor.office, post.step, limit=NEXT_SHOWN),
        "waiting": tickets.count_waiting(actor.office, post.step),
        "undo": undo_of(actor, post),
        **more,
    }
    return render(request, "window/calls/idle.html", context, status=status_of(refused))


def called(
    request: HttpRequest, actor: Actor, post: Post, work: Any, *, refused: Refused | None = None
) -> HttpResponse:
    """Show who was called, until he stands here."""
    context = {**frame(actor, post, refused), **of_work(actor, post, work), "undo": undo_of(actor, post)}
    return render(request, "window/calls/called.html", context, status=status_of(refused))


def frame(actor: Actor, post: Post, refused: Refused | None) -> dict[str, object]:
    """Return what every page of a counter needs: its title, its topics, and what was just refused."""
    topics = [live.counter(actor.office, actor.counter), live.lane(actor.office), live.station(actor.office, post.step)]
    return {
        "title": gettext(post.title),
        "post": post,
        "topics": topics,
        "refusal": refusal_said(refused) if refused else "",
        "code": refused.code if refused else "",
    }


def of_work(actor: Actor, post: Post, work: Any) -> dict[str, object]:
    """Return what the buttons of a call need."""
    ticket = tickets.ticket_of(work.case_id)
    busy, settings = tickets.busy_counters(actor.office), offices.settings_of(actor.office)
    waited = clock.now() - (work.last_called_at or work.taken_at)
    others = [one for one in offices.counters_of(actor.office) if post.step in one.steps and one.code != actor.counter]
    return {
        "work": work,
        "ticket": ticket,
        "recalls_left": max(0, settings.integer("lane.recall_limit") + 1 - work.calls),
        "patience": max(0, settings.integer("lane.no_show_after_seconds") - int(waited.total_seconds())),
        "reasons": [gettext(reason) for reason in REASONS],
        "others": [(one, one.code in busy) for one in others],
    }


def undo_of(actor: Actor, post: Post) -> dict[str, object] | None:
    """Return what the last press of Done can still take back, and for how many seconds."""
    now, seconds = clock.now(), offices.settings_of(actor.office).integer("case.undo_seconds")
    work = cases.last_done(actor, post.step, now - timedelta(seconds=seconds))
    if work is None or work.ended_at is None or work.case.state not in {"open", "finished"}:
        return None
    ticket = tickets.ticket_of(work.case_id)
    text = gettext(post.undone) % {"ticket": ticket.label if ticket else work.case.number}
    return {"case": work.case_id, "text": text, "seconds": seconds - int((now - work.ended_at).total_seconds())}


def status_of(refused: Refused | None) -> int:
    """Return the HTTP status of a page that carries a refusal, 200 without one."""
    return wording.status_of(refused.code) if refused else 200


def for_a_program(request: HttpRequest) -> bool:
    """Tell whether the asker wants the bare refusal instead of a page around it."""
    return answers.wants_json(request) or request.headers.get("HX-Request") == "true"
