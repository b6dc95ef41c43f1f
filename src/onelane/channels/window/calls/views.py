"""The buttons of calling: each reads, does one deed, and shows the counter's page again."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.window.acceptance import forms
from onelane.channels.window.calls import counter, pages
from onelane.kernel.refusal import Refused
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as tickets
from onelane.office.stations import actions as stations
from onelane.office.stations import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor

    Deed = Callable[..., None]


def _button(deed: Deed) -> Callable[..., HttpResponse]:
    """Do the deed and show the counter's page; a refusal stands on that page, which still has all that was typed."""

    @require_POST
    @staff("clerk", "hand_over")
    @functools.wraps(deed)
    def press(request: HttpRequest, **key: int) -> HttpResponse:
        actor = actor_of(request)
        try:
            deed(request, actor, **key)
        except Refused as refused:
            if counter.for_a_program(request):
                raise
            return pages.show(request, refused=refused)
        return redirect(counter.POSTS[actor.role].page)

    return press


@_button
def call_next(_request: HttpRequest, actor: Actor) -> None:
    """Call the next owner to this counter, or stand by for him."""
    lane.call_next(step=counter.POSTS[actor.role].step, actor=actor)


@_button
def stand_down(_request: HttpRequest, actor: Actor) -> None:
    """Stop standing by: nobody is sent here until Next is pressed again."""
    lane.stand_down(actor=actor)


@_button
def recall(request: HttpRequest, actor: Actor, work_id: int) -> None:
    """Call the same owner once more."""
    lane.recall(work_id=work_id, actor=actor)
    messages.info(request, gettext("Called again."))


@_button
def begin(_request: HttpRequest, actor: Actor, work_id: int) -> None:
    """Note that the owner is here."""
    lane.begin(work_id=work_id, actor=actor)


@_button
def no_show(_request: HttpRequest, actor: Actor, work_id: int) -> None:
    """Note that the owner did not come."""
    lane.no_show(work_id=work_id, actor=actor)


@_button
def undo_call(_request: HttpRequest, actor: Actor, work_id: int) -> None:
    """Take a mistaken call back."""
    lane.undo_call(work_id=work_id, actor=actor)


@_button
@transaction.atomic
def transfer(request: HttpRequest, actor: Actor, work_id: int) -> None:
    """Hand the owner to another counter, with what was typed so far."""
    _keep_typed(request, actor)
    to = request.POST.get("to_counter", "")
    lane.transfer(work_id=work_id, to_counter=to, actor=actor)
    messages.info(request, gettext("Handed to %(counter)s.") % {"counter": to})


@_button
@transaction.atomic
def hold(request: HttpRequest, actor: Actor, ticket_id: int) -> None:
    """Put the ticket aside with a reason, and what was typed so far with it."""
    _keep_typed(request, actor)
    why = request.POST.get("why_other", "").strip() or request.POST.get("why", "")
    lane.hold(ticket_id=ticket_id, why=why, actor=actor)
    messages.info(request, gettext("The ticket is on hold; its place is kept."))


@_button
def undo(request: HttpRequest, actor: Actor, case_id: int) -> None:
    """Take back the last press of Done."""
    stations.undo(case_id=case_id, step=counter.POSTS[actor.role].step, actor=actor)
    messages.info(request, gettext("Taken back; go on where you were."))


@require_GET
@staff("clerk", "hand_over")
def waiting(request: HttpRequest) -> HttpResponse:
    """Show who waits now: the part of the page that live events renew."""
    actor = actor_of(request)
    post = counter.POSTS[actor.role]
    context = {
        "waiting": tickets.count_waiting(actor.office, post.step),
        "queue": tickets.waiting(actor.office, post.step, limit=counter.NEXT_SHOWN),
        "post": post,
    }
    return render(request, "window/calls/parts/waiting.html", context)


def _keep_typed(request: HttpRequest, actor: Actor) -> None:
    """Keep the form that stood around the pressed button, if there was one; one step with the deed that follows."""
    case_id = forms.case_in(request.POST)
    if case_id is None:
        return
    step = counter.POSTS[actor.role].step
    drafts.keep(case_id=case_id, step=step, actor=actor, answers=forms.typed(request.POST, case_id, step, actor))
