"""Hand papers in (提交材料) while a draft is open, or while they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import documents
from onelane.office.cases.applications.models import Application
from onelane.office.cases.documents import Image
from onelane.office.cases.models import Document
from onelane.office.stations import applying, correcting, papers_wanted

MOST = 20
"""So many pictures a paper may have; a PDF is one picture a page."""
REMOVED = "申请人更换"


@transaction.atomic
def hand_in(
    *, case_id: int, code: str, pictures: Sequence[Image], actor: Actor, at: datetime | None = None
) -> list[Document]:
    """Add the pictures of a paper to a draft, or to what was asked for; the same picture again is the same paper."""
    at = at or clock.now()
    found = applying.own(case_id, actor)
    _asked_for(found, code)
    kept = Document.objects.filter(case_id=case_id, kind=code, withdrawn_at=None).count()
    if kept + len(pictures) > MOST:
        raise Refused("applications.too_many_pictures", most=MOST)
    return [
        documents.add_document(case_id=case_id, kind=code, step="opening", image=one, actor=actor, at=at)
        for one in pictures
    ]


@transaction.atomic
def take_out(*, case_id: int, document_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Take a paper of one's own out again while it may still be changed."""
    found = applying.own(case_id, actor)
    document = Document.objects.filter(pk=document_id, case_id=case_id).first()
    if document is None:
        raise Refused("cases.no_such_document")
    _asked_for(found, document.kind)
    documents.withdraw_document(document_id=document_id, why=REMOVED, actor=actor, at=at or clock.now())


def show(*, case_id: int, document_id: int, actor: Actor) -> bytes:
    """Return a paper of one's own application."""
    applying.own(case_id, actor)
    if not Document.objects.filter(pk=document_id, case_id=case_id, withdrawn_at=None).exists():
        raise Refused("cases.no_such_document")
    return documents.show_document(document_id=document_id, purpose="own", actor=actor)


def _asked_for(found: Application, code: str) -> None:
    if found.case.state == "suspended":
        if code not in correcting.asked_papers(found.pk):
            raise Refused("applications.not_asked_for")
        return
    if found.case.state != "draft":
        raise Refused("applications.sent_already")
    if code not in {one.code for one in papers_wanted.wanted(found.pk) if one.source == "applicant"}:
        raise Refused("applications.not_asked_for")
