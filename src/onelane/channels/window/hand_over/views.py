"""The hand-over desk: things are handed over one by one, signed for, and the visit ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.inputs import whole_number
from onelane.channels.window.calls import counter, pages
from onelane.channels.window.hand_over import forms
from onelane.channels.window.hand_over import page as desk
from onelane.kernel.refusal import Refused
from onelane.office.stations import actions as stations
from onelane.office.stations import queries as sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from onelane.catalogue.spec import JsonValue
    from onelane.kernel.actor import Actor

STEP = "hand-over"


@require_GET
@staff("hand_over")
def page(request: HttpRequest) -> HttpResponse:
    """Show the owner in hand, or the way to the next; after a hand-over with the summary of the visit."""
    over = whole_number(request.GET, "over", low=0, high=10**15, default=0)
    return pages.show(request, summary=desk.summary(actor_of(request), over) if over else None)


def _said_so_far(case_id: int, actor: Actor) -> Mapping[str, JsonValue]:
    return sheets.sheet(case_id, STEP, actor).case.answers


@require_POST
@staff("hand_over")
def done(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note who signed for the plates and papers; the visit ends."""
    actor, given = actor_of(request), forms.receipt(request.POST)
    try:
        stations.complete(case_id=case_id, step=STEP, actor=actor, answers=given.answers(_said_so_far(case_id, actor)))
    except Refused as refused:
        told = forms.named(refused)
        if counter.for_a_program(request):
            raise told from refused
        return pages.show(request, refused=told)
    return redirect(f"{reverse('hand_over:page')}?over={case_id}")
