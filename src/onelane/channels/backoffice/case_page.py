"""The page of a case for everybody who works here: where it stands, how it came there, what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice import answers, case_papers, deeds, pictures, sheet, unmasking, way
from onelane.channels.backoffice.deeds import LOOK_UP
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.paper_names import name_of
from onelane.kernel.refusal import Refused
from onelane.office.cases import bpmn, documents, plans
from onelane.office.cases import queries as cases
from onelane.office.certificates import queries as papers
from onelane.office.lane import queries as tickets
from onelane.office.payments import queries as bills
from onelane.records import live
from onelane.records import queries as journal
from onelane.registers.offices import catalogue
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor, Role
    from onelane.office.cases.queries import CaseView

# What somebody at a post reads a case for; a post without a step of its own looks a case up.
PURPOSES: dict[Role, str] = {
    "clerk": "acceptance",
    "inspector": "inspection",
    "reviewer": "review",
    "cashier": "payment",
    "plate_maker": "plate-making",
    "certificate_printer": "certificate-making",
    "hand_over": "hand-over",
}
BILLS = {
    "open": _("To be paid"),
    "paid": _("Paid"),
    "refunding": _("Going back"),
    "refunded": _("Paid back"),
}
LATEST = 100  # entries of the journal on the page; the auditor's page has them all


def purpose_of(actor: Actor) -> str:
    """Return what somebody reads a case for: the step of the post, else the look-up itself."""
    return PURPOSES.get(actor.role, LOOK_UP)


@staff()
@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case of the own office, masked."""
    actor = actor_of(request)
    standing = _standing(actor, number)
    view = standing.view
    answers.note(actor, view.id, purpose_of(actor), view.answers)
    entries = journal.lines(actor.office, chain=f"case:{view.id}", limit=LATEST)
    names = people.names_of({*(work.actor for work in view.history), *(one.actor for one in entries)})
    bill = bills.bill_of(view.id)
    context = standing.context() | {
        "tone": way.tone(view.state),
        "history": way.history(view, names),
        "parts": answers.parts(view.answers, whole=unmasking.whole(request, view.id)),
        "may_unmask": unmasking.may(request),
        "papers": _papers(view.id),
        "slips": case_papers.slips(view.id),
        "bill": bill,
        "bill_state": gettext(BILLS.get(bill.state, bill.state)) if bill is not None else "",
        "examined": pictures.examined(view.id, actor),
        "pictures": pictures.of_case(view.id, view.number),
        "clock": sheet.clock_of(view),
        "entries": deeds.told(entries, names),
        "plate": str(view.answers.get("chosen_number") or ""),
        "category": str(view.answers.get("plate_category") or "02"),
        "topic": live.ticket(view.id),
    }
    return render(request, "backoffice/case.html", context)


@staff()
@require_GET
def standing(request: HttpRequest, number: str) -> HttpResponse:
    """Show where a case stands, as a fragment for live pages; there are no personal data in it."""
    return render(request, "backoffice/parts/standing.html", _standing(actor_of(request), number).context())


@dataclass(frozen=True, slots=True)
class Standing:
    """A case and the plan that it opened with."""

    view: CaseView
    plan: str

    def context(self) -> dict[str, object]:
        """Return what the page shows of where the case stands."""
        view = self.view
        chinese = (get_language() or "zh").startswith("zh")
        return {
            "view": view,
            "title": view.title.get("zh" if chinese else "en", view.service),
            "ticket": tickets.ticket_of(view.id),
            "state": way.state_name(view.state),
            "path": way.drawn(view, self.plan),
            "awaited": way.awaited(view, self.plan) if view.ended_at is None else [],
        }


def _standing(actor: Actor, number: str) -> Standing:
    case = cases.case_by_number(actor.office, number)
    return Standing(cases.view(case.pk, actor), case.plan_id)


def _papers(case_id: int) -> list[tuple[object, str]]:
    return [(one, name_of(one.kind)) for one in papers.papers_of(case_id)]


@staff()
@require_POST
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show one field in full for some minutes, with a reason that is noted; go back to the page that asked."""
    case = cases.case_by_number(actor_of(request).office, number)
    unmasking.show(request, case.pk)
    if request.GET.get("at") == "review":
        return redirect("backoffice:review")
    return redirect("backoffice:case", number=number)


@staff()
@require_GET
def diagram(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the path that this case opened with as BPMN 2.0."""
    actor = actor_of(request)
    case = cases.case_by_number(actor.office, number)
    snapshot, words = plans.snapshot_of(case.plan_id), catalogue.current()
    code = str(snapshot["service"])
    names = {step: station.name for step, station in words.vocabulary.stations.items()}
    service = words.services.get(code)
    if service is None:
        raise Refused("requests.not_found")
    drawn = bpmn.export(plans.path_of(case.plan_id), code, service.title, names)
    headers = {"Content-Disposition": f'attachment; filename="{number}.bpmn"'}
    return HttpResponse(drawn, content_type="application/xml; charset=utf-8", headers=headers)


@staff()
@require_GET
def picture(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Show a picture of the case; the reading is noted."""
    actor = actor_of(request)
    case = cases.case_by_number(actor.office, number)
    if document_id not in {one.pk for one in cases.documents(case.pk)}:
        raise Refused("cases.no_such_document")
    content = documents.show_document(document_id=document_id, purpose=purpose_of(actor), actor=actor)
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
