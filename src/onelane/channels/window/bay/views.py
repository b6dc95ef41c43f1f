"""The bay's pages: read, call once, render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.shared import uploads, wording
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.window.bay import sheet as sheets
from onelane.channels.window.bay.forms import Recording, Suspicion, code_of, number_of, value_of
from onelane.kernel.refusal import Refused
from onelane.office.cases import documents
from onelane.office.inspection import actions as inspection
from onelane.office.inspection import queries as inspections
from onelane.office.inspection.actions import STEP
from onelane.office.lane import actions as lane
from onelane.office.lane import queries as tickets
from onelane.office.stations import inspecting
from onelane.records import live
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor


@require_GET
@staff("inspector")
def page(request: HttpRequest) -> HttpResponse:
    """Show the one piece of work of this bay, or the way to the next."""
    return _page(request)


@require_POST
@staff("inspector")
def call_next(request: HttpRequest) -> HttpResponse:
    """Call the next car to this bay."""
    lane.call_next(step=STEP, actor=actor_of(request))
    return redirect("bay:page")


@require_POST
@staff("inspector")
def recall(request: HttpRequest, work_id: int) -> HttpResponse:
    """Call the same car once more."""
    lane.recall(work_id=work_id, actor=actor_of(request))
    messages.info(request, gettext("Called again."))
    return redirect("bay:page")


@require_POST
@staff("inspector")
def no_show(request: HttpRequest, work_id: int) -> HttpResponse:
    """Note that the called car did not come."""
    lane.no_show(work_id=work_id, actor=actor_of(request))
    return redirect("bay:page")


@require_POST
@staff("inspector")
def undo_call(request: HttpRequest, work_id: int) -> HttpResponse:
    """Take a mistaken call back."""
    lane.undo_call(work_id=work_id, actor=actor_of(request))
    return redirect("bay:page")


@require_POST
@staff("inspector")
def start(request: HttpRequest, work_id: int) -> HttpResponse:
    """Begin the inspection of the called car, with the number of the recording."""
    inspecting.start(work_id=work_id, actor=actor_of(request), video_ref=Recording(request.POST).number)
    return redirect("bay:page")


@require_POST
@staff("inspector")
def write_item(request: HttpRequest, record_id: int, no: int) -> HttpResponse:
    """Save one row; a refused one comes back as typed, with the reason in it."""
    actor, typed = actor_of(request), value_of(request.POST)
    refused = None
    try:
        inspection.write_item(
            record_id=record_id,
            no=no,
            result=code_of(request.POST, "result"),
            value=typed,
            note=request.POST.get("note", ""),
            actor=actor,
        )
    except Refused as reason:
        refused = reason
    return _row(request, actor, record_id, no, typed, refused)


@require_POST
@staff("inspector")
def attach_photo(request: HttpRequest, record_id: int) -> HttpResponse:
    """Save one photo; a file that is none is answered in its row and everything else stays as it was."""
    actor, item = actor_of(request), number_of(request.POST, "item")
    kind = code_of(request.POST, "kind")
    refused = None
    try:
        image = uploads.read_image(request.FILES.get("photo"))
        inspection.attach_photo(record_id=record_id, kind=kind, item=item, image=image, actor=actor)
    except Refused as reason:
        refused = reason
    if item is not None:
        return _row(request, actor, record_id, item, None, refused)
    return _outside(request, actor, record_id, kind, refused)


@require_GET
@staff("inspector")
def show_photo(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show a photo of the form; the reading is noted."""
    content = documents.show_document(document_id=document_id, purpose="inspection", actor=actor_of(request))
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


@require_POST
@staff("inspector")
def done(request: HttpRequest, record_id: int) -> HttpResponse:
    """Sign the conclusion; a passed car goes on to the review at once, a failed one gets told what to do."""
    remarks = request.POST.get("remarks", "")
    record = inspecting.conclude(record_id=record_id, actor=actor_of(request), remarks=remarks)
    if record.conclusion == "pass":
        messages.success(request, gettext("Passed and handed on to the review."))
    return redirect("bay:page")


@require_POST
@staff("inspector")
def hand_on(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand a passed car on to the review."""
    inspecting.hand_on(case_id=case_id, actor=actor_of(request))
    messages.success(request, gettext("Passed and handed on to the review."))
    return redirect("bay:page")


@require_POST
@staff("inspector")
def reinspect(request: HttpRequest, record_id: int) -> HttpResponse:
    """Begin the re-inspection of a failed car."""
    inspection.reinspect(record_id=record_id, actor=actor_of(request), video_ref=Recording(request.POST).number)
    return redirect("bay:page")


@require_POST
@staff("inspector")
def set_aside(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Send a failed car out of the lane; its ticket waits until it is brought back."""
    lane.hold(
        ticket_id=ticket_id,
        why=gettext("Failed the inspection; comes back for a re-inspection"),
        actor=actor_of(request),
    )
    messages.info(request, gettext("The car has left the lane; its ticket is kept for the re-inspection."))
    return redirect("bay:page")


@require_http_methods(["GET", "POST"])
@staff("inspector")
def suspicion(request: HttpRequest, record_id: int) -> HttpResponse:
    """Ask for the ground of a suspicion, then stop the case."""
    actor = actor_of(request)
    if request.method == "POST":
        given = Suspicion(request.POST)
        inspection.suspect(record_id=record_id, ground=given.ground, note=given.note, actor=actor)
        messages.warning(request, gettext("The case is stopped and waits for the investigators."))
        return redirect("bay:page")
    record = inspections.record_of(record_id=record_id, actor=actor)
    return render(request, "window/bay/suspicion.html", {"record": record, "grounds": Suspicion.grounds()})


def _page(request: HttpRequest, *, refused: sheets.Line | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    place = offices.counter_id_of(actor)
    work = tickets.in_hand(place) if place else None
    if work is None:
        return _idle(request, actor, place)
    record = inspections.latest(case_id=work.case_id, actor=actor)
    ticket = tickets.ticket_of(work.case_id)
    context: dict[str, object] = {"work": work, "case": work.case, "ticket": ticket, "record": record}
    if work.step != STEP or (record is not None and inspections.stands(record)):
        return render(request, "window/bay/passed.html", context)
    if record is not None and record.conclusion == "fail":
        context["sheet"] = sheets.sheet_of(inspections.form_of(record))
        return render(request, "window/bay/failed.html", context)
    if record is None or record.ended_at is not None or record.inspector != actor.id:
        limit = offices.settings_of(actor.office).integer("lane.recall_limit")
        context["recalls_left"] = max(0, limit + 1 - work.calls)
        return render(request, "window/bay/called.html", context)
    context["sheet"] = sheets.sheet_of(inspections.form_of(record), refused)
    return render(request, "window/bay/sheet.html", context, status=status)


def _idle(request: HttpRequest, actor: Actor, place: int | None) -> HttpResponse:
    context = {
        "place": place,
        "waiting": tickets.count_waiting(actor.office, STEP),
        "since": tickets.standby_since(place) if place else None,
        "topics": [live.counter(actor.office, actor.counter), live.lane(actor.office)],
    }
    return render(request, "window/bay/idle.html", context)


def _row(
    request: HttpRequest, actor: Actor, record_id: int, no: int, typed: str | None, refused: Refused | None
) -> HttpResponse:
    """Answer with the row and the bar for htmx, else with the page at that row."""
    form = inspections.form(record_id=record_id, actor=actor)
    told, code, status = _told(refused)
    line = sheets.line_of(form, no, typed=typed if refused else None, refusal=told, code=code)
    if not _by_htmx(request):
        return _page(request, refused=line, status=status) if refused else redirect(f"{reverse('bay:page')}#item-{no}")
    context = {"line": line, "sheet": sheets.sheet_of(form), "record": form.record}
    answer = render(request, "window/bay/parts/row_answer.html", context, status=status)
    if refused is None and line.item.value == "type":
        answer["HX-Trigger"] = "other-items"  # another type may ask for other items: the page is read anew, see bay.js
    return answer


def _outside(request: HttpRequest, actor: Actor, record_id: int, kind: str, refused: Refused | None) -> HttpResponse:
    """Answer with the place of one photo of the whole car."""
    form = inspections.form(record_id=record_id, actor=actor)
    if kind not in sheets.OUTSIDE or (refused is not None and not _by_htmx(request)):
        raise refused or Refused("inspection.no_such_photo", kind=kind)
    if not _by_htmx(request):
        return redirect(f"{reverse('bay:page')}#photo-{kind}")
    told, code, status = _told(refused)
    context = {
        "picture": sheets.picture_of(form.photos, kind),
        "refusal": told,
        "code": code,
        "sheet": sheets.sheet_of(form),
        "record": form.record,
    }
    return render(request, "window/bay/parts/photo_answer.html", context, status=status)


def _by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _told(refused: Refused | None) -> tuple[str, str, int]:
    if refused is None:
        return "", "", 200
    told = wording.say(refused.code, refused.facts, get_language() or "zh-hans")
    return told, refused.code, wording.status_of(refused.code)
