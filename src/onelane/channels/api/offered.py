"""What is offered, what it asks for, and whether one may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Path, Query, Router

from onelane.catalogue import forms
from onelane.catalogue.search import search
from onelane.channels.api import shapes
from onelane.channels.api.callers import ApiRequest, Caller
from onelane.channels.api.doors import needs
from onelane.channels.api.keys import subject_key
from onelane.channels.shared import may_i as asking
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.shared.service_words import ServiceWords, plainly
from onelane.kernel.refusal import Refused
from onelane.office.stations import applied, applying, entitled
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.catalogue.spec import Field, Service

router = Router(tags=["Services"])
CITIZEN = ("apply", "app.apply")
ServiceCode = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", description="The code of a service.")]


@router.get("", response=shapes.Services, operation_id="listServices", summary="Find services")
@needs("services")
def list_services(
    request: ApiRequest, q: Annotated[str, Query(max_length=60, description="Words, pinyin or initials.")] = ""
) -> Any:
    """List the services that answer a question in Chinese, English or pinyin; all of them without one."""
    found = search(catalogue.current().services.values(), q.strip())
    return {"items": [_line(one) for one in found]}


@router.get("/{code}", response=shapes.Service, operation_id="getService", summary="Read one service")
@needs("services")
def get_service(request: ApiRequest, code: ServiceCode) -> Any:
    """Return one service in plain words: who may, what it costs, how long it takes, the law, and its whole form."""
    service = known(code)
    page = ServiceWords(service)
    asked = applying.questions(code) if "online" in service.offered else []
    return {
        **_line(service), "for_whom": page.for_whom, "result": page.result, "how_long": page.how_long,
        "needs": page.needs, "fees": [{"name": name, "fen": fen} for name, fen in page.fees],
        "fees_differ": page.fees_differ, "delivery": [*service.delivery], "law": page.law,
        "fields": [question(one) for one in asked], "papers": _papers(service),
        "may_i": [question(one) for one in asking.questions(service)],
    }  # fmt: skip


@router.post("/{code}/may-i", response=shapes.Verdict, operation_id="mayI", summary="May I?")
@needs("services")
def may_i(request: ApiRequest, code: ServiceCode, told: shapes.MayI) -> Any:
    """Answer from a few facts, without an account, whether somebody may apply; nothing that is sent is kept."""
    service = known(code)
    answers = forms.validate(asking.questions(service), told.answers)
    rules = asking.answered(service, answers)
    return {
        "may": all(one.says != "no" for one in rules),
        "rules": [{"says": one.says, "name": one.name, "article": one.article, "why": one.why} for one in rules],
    }


@router.get(
    "/{code}/subjects",
    response=shapes.Subjects,
    operation_id="listSubjects",
    summary="What one may apply about",
)
@needs(*CITIZEN)
def list_subjects(request: ApiRequest, code: ServiceCode) -> Any:
    """List the licence, vehicles or files that the citizen may apply about, his own first."""
    caller = request.caller
    service = applying.offered(code, caller.channel)
    drafts = {
        (one.applicant, one.subject): one.number for one in applied.drafts(caller.actor) if one.service == service.code
    }
    return {
        "items": [
            {
                "key": subject_key(one.person, one.subject), "label": one.label, "whose": one.whose,
                "draft": drafts.get((one.person, one.subject), ""),
            }
            for one in entitled.subjects(actor=caller.actor, service=service)
        ]
    }  # fmt: skip


def chosen(caller: Caller, service: Service, key: str) -> entitled.Subject:
    """Return the subject of this key among those that the citizen may apply about; the only one without a key."""
    found = entitled.subjects(actor=caller.actor, service=service)
    fits = [one for one in found if not key or subject_key(one.person, one.subject) == key]
    if len(fits) != 1:
        raise Refused("applications.choose_subject")
    return fits[0]


def known(code: str) -> Service:
    """Return a service of the catalogue; refuse `catalogue.service_not_found`."""
    found = catalogue.current().services.get(code)
    if found is None:
        raise Refused("platforms.service_not_found")
    return found


def question(field: Field) -> dict[str, Any]:
    """Return one field as a client needs it to draw a form."""
    rows = field.options or (field.codes.rows if field.codes is not None else {})
    return {
        "code": field.code, "label": said(field.name), "hint": plainly(field.hint), "type": field.type,
        "required": field.required, "fixed": field.fixed,
        "options": [{"value": value, "label": said(words)} for value, words in rows.items()],
        "asked_when": dict([field.when]) if field.when is not None else {}, "default": field.default,
    }  # fmt: skip


def _line(service: Service) -> dict[str, Any]:
    summary = plainly(service.summary)
    return {
        "code": service.code, "title": worded(service.title), "summary": summary, "offered": [*service.offered],
    }  # fmt: skip


def _papers(service: Service) -> list[dict[str, Any]]:
    words = catalogue.current().vocabulary.materials
    return [
        {
            "code": one.code, "name": said(one.name), "when": plainly(one.when), "how": one.how,
            "required": one.required,
        }
        for one in (words[name] for name in service.materials)
    ]  # fmt: skip
