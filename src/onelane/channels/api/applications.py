"""Apply in a citizen's name: begin, fill in, hand in, send, correct, withdraw."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import File, Form, Path, Router, Status
from ninja.files import UploadedFile

from onelane.catalogue import forms
from onelane.channels.api import shapes
from onelane.channels.api.callers import ApiRequest, Caller
from onelane.channels.api.doors import needs
from onelane.channels.api.offered import chosen, question
from onelane.channels.shared import problems
from onelane.channels.shared.case_words import asked_of
from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.shared.uploads import read_image
from onelane.office.cases import queries as files
from onelane.office.stations import applied, applying, correcting, handing_in, on_platform, papers_wanted
from onelane.office.stations.applied import Mine

router = Router(tags=["Applications"])
APPLY = ("apply", "app.apply")
Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The number of an application or case.")]
Row = Annotated[int, Path(ge=0, le=10**18 - 1)]


@router.post("", response={201: shapes.Standing}, operation_id="begin", summary="Begin an application")
@needs(*APPLY, keyed=True)
def begin(request: ApiRequest, told: shapes.Begin) -> Any:
    """Begin an application, filled in as far as the registers know; a draft of the same kind is gone on with."""
    caller = request.caller
    service = applying.offered(told.service, caller.channel)
    begun = on_platform.begin(
        service=service.code, about=chosen(caller, service, told.subject), channel=caller.channel,
        client=caller.client, actor=caller.actor, language=get_language() or "zh-hans",
    )  # fmt: skip
    return Status(201, standing(applied.mine(number=begun.case.number, actor=caller.actor)))


@router.get("/{number}", response=shapes.Application, operation_id="getApplication", summary="Read an application")
@needs(*APPLY)
def get_application(request: ApiRequest, number: Number) -> Any:
    """Return an application with its form, what was answered, what cannot stand, and what is asked for."""
    return _whole(_own(request.caller, number))


@router.patch(
    "/{number}/answers", response=shapes.Application, operation_id="saveAnswers", summary="Save answers of a draft"
)
@needs(*APPLY)
def save_answers(request: ApiRequest, number: Number, told: shapes.Save) -> Any:
    """Keep answers; what cannot stand is kept as it was typed and told under `unfit`, and nothing is refused."""
    found = _own(request.caller, number)
    applying.save(case_id=found.case_id, answers={**told.answers}, actor=request.caller.actor)
    return _whole(_own(request.caller, number))


@router.post(
    "/{number}/documents",
    response={201: shapes.HandedIn},
    operation_id="handIn",
    summary="Hand a picture in",
)
@needs(*APPLY, keyed=True)
def hand_in(
    request: ApiRequest,
    number: Number,
    paper: Annotated[str, Form(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", description="The code of the paper.")],
    file: Annotated[UploadedFile, File(description="JPEG, PNG or WebP, at most 12 MB; written anew without metadata.")],
) -> Any:
    """Add a picture of a paper to a draft, or to what the office asked for."""
    caller = request.caller
    found = _own(caller, number)
    handing_in.hand_in(case_id=found.case_id, code=paper, pictures=[read_image(file)], actor=caller.actor)
    kept = next((one for one in papers_wanted.wanted(found.case_id) if one.code == paper), None)
    return Status(201, {"paper": paper, "documents": _pictures(kept) if kept is not None else []})


@router.get(
    "/{number}/documents/{document}", operation_id="getDocument", summary="See a picture",
    response={200: None}, openapi_extra={"x-answer": "image/jpeg"},
)  # fmt: skip
@needs(*APPLY)
def get_document(request: ApiRequest, number: Number, document: Row) -> Any:
    """Return a picture that was handed in."""
    found = _own(request.caller, number)
    content = handing_in.show(case_id=found.case_id, document_id=document, actor=request.caller.actor)
    return HttpResponse(content, content_type="image/jpeg")


@router.delete(
    "/{number}/documents/{document}", response={204: None}, operation_id="takeOut", summary="Take a picture out"
)
@needs(*APPLY)
def take_out(request: ApiRequest, number: Number, document: Row) -> Any:
    """Take a picture out again while it may still be changed."""
    found = _own(request.caller, number)
    handing_in.take_out(case_id=found.case_id, document_id=document, actor=request.caller.actor)
    return Status(204, None)


@router.post("/{number}/submit", response=shapes.Standing, operation_id="submit", summary="Send an application")
@needs(*APPLY, keyed=True)
def submit(request: ApiRequest, number: Number) -> Any:
    """Send an application: all that is missing or wrong is told at once, else the office's time begins."""
    found = _own(request.caller, number)
    applying.submit(case_id=found.case_id, actor=request.caller.actor)
    return standing(_own(request.caller, number))


@router.post("/{number}/correct", response=shapes.Standing, operation_id="correct", summary="Correct what was asked")
@needs(*APPLY, keyed=True)
def correct(request: ApiRequest, number: Number, told: shapes.Correct) -> Any:
    """Answer what the office asked to correct, all of it at once; new pictures are handed in before."""
    found = _own(request.caller, number)
    correcting.correct(case_id=found.case_id, answers={**told.answers}, actor=request.caller.actor)
    return standing(_own(request.caller, number))


@router.post("/{number}/withdraw", response=shapes.Standing, operation_id="withdraw", summary="Withdraw")
@needs(*APPLY, keyed=True)
def withdraw(request: ApiRequest, number: Number) -> Any:
    """Withdraw an application that is not approved yet, or throw a draft away."""
    found = _own(request.caller, number)
    if found.state == "draft":
        applying.expire(case_id=found.case_id)
    else:
        applying.withdraw(case_id=found.case_id, actor=request.caller.actor)
    return standing(_own(request.caller, number))


def standing(mine: Mine) -> dict[str, Any]:
    """Return where an application stands."""
    return {
        "number": mine.number, "service": mine.service, "state": mine.state, "begun_at": mine.begun_at,
        "submitted_at": mine.submitted_at, "due_at": mine.due_at, "ended_at": mine.ended_at,
    }  # fmt: skip


def asked(case_id: int) -> list[dict[str, str]]:
    """Return what the office asks to correct, with its reasons."""
    return [{"name": name, "why": why} for name, why in asked_of(case_id)]


def _own(caller: Caller, number: str) -> Mine:
    return applied.mine(number=number, actor=caller.actor)


def _whole(mine: Mine) -> dict[str, Any]:
    is_asked = mine.state == "suspended" and mine.asked_at is not None
    fields = applying.questions(mine.service)
    wrong = frozenset(correcting.asked_papers(mine.case_id)) if is_asked else frozenset[str]()
    answers = files.answers(mine.case_id)
    codes = {one.code for one in fields}
    return {
        **standing(mine),
        "answers": {code: value for code, value in answers.items() if code in codes},
        "unfit": _unfit(mine, answers),
        "fields": [question(one) for one in fields],
        "papers": [_paper(one) for one in papers_wanted.wanted(mine.case_id, wrong)],
        "correct_fields": [one.code for one in correcting.asked_fields(mine.case_id)] if is_asked else [],
        "correct_papers": sorted(wrong),
        "asked": asked(mine.case_id) if is_asked else [],
    }


def _unfit(mine: Mine, answers: dict[str, Any]) -> list[dict[str, str]]:
    """Return why each answer that is kept as typed cannot stand."""
    fields = [one for one in applying.questions(mine.service) if one.code in mine.typed]
    try:
        forms.validate(fields, {**answers, **mine.typed})
    except forms.FieldErrors as told:
        return problems.field_errors(told.errors)
    return []


def _paper(one: papers_wanted.Wanted) -> dict[str, Any]:
    return {
        "code": one.code, "name": said(one.material.name), "source": one.source, "required": one.needed,
        "missing": one.missing, "documents": _pictures(one),
    }  # fmt: skip


def _pictures(one: papers_wanted.Wanted) -> list[dict[str, Any]]:
    return [{"id": picture.pk, "added_at": picture.added_at} for picture in one.documents]
