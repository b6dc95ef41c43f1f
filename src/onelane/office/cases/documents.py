"""Papers and pictures of a case file (档案资料): add, withdraw, show."""

from __future__ import annotations

import builtins
import hashlib
from datetime import datetime
from typing import Protocol

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import store
from onelane.office.cases.models import Case, Document
from onelane.records import journal

TRUSTS = ("issued", "checked", "shown", "uploaded")
LIVE_STATES = ("draft", "open", "suspended")


class Image(Protocol):
    """A picture that was checked at the door: re-encoded bytes with their hash and size in pixels."""

    @property
    def bytes(self) -> builtins.bytes:
        """Return the encoded picture."""

    @property
    def sha256(self) -> str:
        """Return the hash of `bytes` in hexadecimal."""

    @property
    def width(self) -> int:
        """Return the width in pixels."""

    @property
    def height(self) -> int:
        """Return the height in pixels."""


@transaction.atomic
def add_document(
    *,
    case_id: int,
    kind: str,
    step: str,
    image: Image,
    actor: Actor,
    trust: str = "uploaded",
    at: datetime | None = None,
) -> Document:
    """Add a picture to an open case of the actor's office; the same picture again is the same document.

    The bytes are stored before the row: a row without bytes would be a loss, bytes without a row are only dust.
    """
    at = at or clock.now()
    if trust not in TRUSTS:
        raise ValueError(f"unknown trust {trust!r}")
    if hashlib.sha256(image.bytes).hexdigest() != image.sha256:
        raise ValueError("the hash does not belong to the picture")
    _lock(case_id, actor)
    same = Document.objects.filter(case_id=case_id, kind=kind, sha256=image.sha256, withdrawn_at=None).first()
    if same is not None:
        return same
    document = Document.objects.create(
        case_id=case_id,
        kind=kind,
        step=step,
        sha256=store.put(image.bytes),
        size=len(image.bytes),
        width=image.width,
        height=image.height,
        trust=trust,
        added_by=actor.id,
        added_at=at,
    )
    detail = {"kind": kind, "sha256": image.sha256, "trust": trust}
    journal.note(actor, "document.added", chain=f"case:{case_id}", subject=str(document.pk), detail=detail, at=at)
    return document


@transaction.atomic
def withdraw_document(*, document_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Take a document out of use, with a reason; its bytes and its row stay. Withdrawn already is no refusal."""
    at = at or clock.now()
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise Refused("cases.no_such_document")
    _lock(document.case_id, actor)
    if not Document.objects.filter(pk=document_id, withdrawn_at=None).update(withdrawn_at=at):
        return
    detail = {"kind": document.kind, "why": why}
    journal.note(
        actor, "document.withdrawn", chain=f"case:{document.case_id}", subject=str(document_id), detail=detail, at=at
    )


@transaction.atomic
def show_document(*, document_id: int, purpose: str, actor: Actor) -> bytes:
    """Return the bytes of a document of the actor's office and note who saw it and why (PIPL art.6)."""
    document = Document.objects.select_related("case").filter(pk=document_id).first()
    if document is None:
        raise Refused("cases.no_such_document")
    if document.case.office_id != actor.office:
        raise Refused("cases.other_office")
    content = store.get(document.sha256)
    journal.note(actor, "document.shown", chain=f"case:{document.case_id}", subject=str(document_id), purpose=purpose)
    return content


def _lock(case_id: int, actor: Actor) -> None:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise Refused("cases.not_found")
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    if case.state not in LIVE_STATES:
        raise Refused("cases.not_open", state=case.state)
