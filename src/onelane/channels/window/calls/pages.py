"""Which page a counter shows: by who sits there, and by what is in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onelane.channels.shared.access import actor_of
from onelane.channels.window.acceptance import page as acceptance
from onelane.channels.window.calls import counter
from onelane.channels.window.hand_over import page as hand_over
from onelane.office.lane import queries as tickets
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.refusal import Refused


def show(request: HttpRequest, *, refused: Refused | None = None, **more: object) -> HttpResponse:
    """Show the counter's page: the work in hand, whom it called, or the way to the next owner."""
    actor = actor_of(request)
    post = counter.POSTS[actor.role]
    place = offices.counter_id_of(actor)
    work = tickets.in_hand(place) if place else None
    if work is None or work.step != post.step:
        return counter.idle(request, actor, post, refused=refused, **more)
    if work.began_at is None:
        return counter.called(request, actor, post, work, refused=refused)
    if post.step == "acceptance":
        return acceptance.form(request, actor, post, work, refused=refused)
    return hand_over.form(request, actor, post, work, refused=refused)
