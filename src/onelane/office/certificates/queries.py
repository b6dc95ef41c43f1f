"""Questions about papers."""

from __future__ import annotations

from onelane.kernel.refusal import Refused
from onelane.office.certificates.models import Paper


def papers_of(case_id: int) -> list[Paper]:
    """Return the valid papers of a case in the order they were issued."""
    return list(Paper.objects.filter(case=case_id, voided_at=None).order_by("issued_at", "id"))


def paper_of(paper_id: int, office: str) -> Paper:
    """Return a paper of an office with its case; refuse `certificates.no_such_paper`."""
    found = Paper.objects.select_related("case").filter(pk=paper_id, office=office).first()
    if found is None:
        raise Refused("certificates.no_such_paper")
    return found


def by_key(key: str) -> Paper | None:
    """Return the paper behind a QR code, void or not, or None for a key that no paper has."""
    return Paper.objects.select_related("office").filter(key=key).first()
