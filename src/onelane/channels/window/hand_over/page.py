"""The hand-over on one page: the things, who receives them, and the summary of a visit that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.window.calls import counter
from onelane.channels.window.entry.page import minutes
from onelane.channels.window.hand_over import forms
from onelane.kernel.numbers import masks
from onelane.office.cases import queries as cases
from onelane.office.certificates import queries as papers
from onelane.office.lane import queries as tickets
from onelane.office.stations import queries as stations

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor
    from onelane.kernel.refusal import Refused
    from onelane.office.stations.queries import Sheet


def form(
    request: HttpRequest, actor: Actor, post: counter.Post, work: Any, *, refused: Refused | None = None
) -> HttpResponse:
    """Show what is handed over to whom; after a refusal as it was ticked."""
    sheet = stations.sheet(work.case_id, post.step, actor)
    answers, given = sheet.case.answers, forms.receipt(request.POST)
    context = {
        **counter.frame(actor, post, refused),
        **counter.of_work(actor, post, work),
        "sheet": sheet,
        "things": _things(sheet, given, refused),
        "number": answers.get("chosen_number"),
        "category": answers.get("plate_category") or "02",
        "owner": masks.name(str(answers.get("owner_name") or "")),
        "owner_id": masks.id_no(str(answers.get("owner_id_no") or "")),
        "agent": masks.name(str(answers.get("agent_name") or "")),
        "agent_id": masks.id_no(str(answers.get("agent_id_no") or "")),
        "who": given.who,
        "name": given.name,
    }
    return render(request, "window/hand_over/form.html", context, status=counter.status_of(refused))


def _things(sheet: Sheet, given: forms.Receipt, refused: Refused | None) -> list[dict[str, object]]:
    """Return the things to hand over with their numbers; after a refusal those left behind are marked."""
    serials = {paper.kind: paper.serial for paper in papers.papers_of(sheet.case.id)}
    serials["plates"] = str(sheet.case.answers.get("chosen_number") or "")
    marked = refused is not None and refused.code == "hand_over.things_missing"
    return [
        {
            "code": one.code,
            "name": said(one.name),
            "copies": one.copies,
            "serial": serials.get(one.code, ""),
            "ticked": one.code in given.handed,
            "missing": marked and one.code not in given.handed,
        }
        for one in sheet.papers
    ]


def summary(actor: Actor, case_id: int) -> dict[str, object] | None:
    """Return what a finished visit came to: the number, and the minutes from arrival to hand-over."""
    case, ticket = cases.view(case_id, actor), tickets.ticket_of(case_id)
    if case.state != "finished" or case.ended_at is None or ticket is None:
        return None
    return {
        "ticket": ticket.label,
        "number": case.answers.get("chosen_number"),
        "category": case.answers.get("plate_category") or "02",
        "arrived": ticket.arrived_at,
        "ended": case.ended_at,
        "minutes": minutes(ticket.arrived_at, case.ended_at),
    }
