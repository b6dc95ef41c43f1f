"""What the worker does: put the office's seal on a PDF, and sign the list of what is no longer valid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.office.cases import store
from onelane.office.certificates import pdf, proving
from onelane.office.certificates.models import Paper, States

KEPT = 3  # lists; whoever loaded the page a moment ago may still ask for an older one


@transaction.atomic
def seal(*, paper_id: int, at: datetime | None = None) -> str:
    """Set a paper, put the office's seal on it and keep the file; return its SHA-256. A sealed paper stays as it is.

    No row is locked while the PDF is made, so nobody who prints waits for it: a snapshot never changes. Of two workers
    the first to have written is right.
    """
    paper = Paper.objects.get(pk=paper_id)
    if paper.sealed_sha256:
        return paper.sealed_sha256
    at = at or clock.now()
    sha256 = store.put(proving.gateway().seal(pdf.render(paper), office=paper.office_id, at=at))
    if Paper.objects.filter(pk=paper_id, sealed_sha256="").update(sealed_sha256=sha256, sealed_at=at):
        return sha256
    return Paper.objects.values_list("sealed_sha256", flat=True).get(pk=paper_id)


@transaction.atomic
def sign_states(*, office: str, at: datetime | None = None) -> States:
    """Sign the list of an office's papers that are no longer valid, and drop lists that nobody reads any more."""
    at = at or clock.now()
    told = Paper.objects.filter(office=office, voided_at__isnull=False).values_list("pk", "void_state")
    made = States.objects.create(office_id=office, made_at=at, token=proving.list_of_states(office, told, at=at))
    kept = States.objects.filter(office=office).order_by("-made_at", "-pk").values_list("pk", flat=True)[:KEPT]
    States.objects.filter(office=office).exclude(pk__in=list(kept)).delete()
    return made
