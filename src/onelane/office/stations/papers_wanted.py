"""Which papers an applicant hands in (申请材料): what an authority holds already is not asked for again (OGS art.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onelane.catalogue.spec import Material
from onelane.office.cases.applications.models import Application
from onelane.office.cases.models import Case, Document
from onelane.office.cases.plans import snapshot_of
from onelane.registers.offices import catalogue

SEEN = "materials_seen"  # the answer that lists the materials which the clerk has seen or fetched
Source = Literal["network", "on_file", "applicant"]
FETCHED = frozenset({"networked_check", "show_or_check", "check_or_upload"})
HANDED_IN = frozenset({"upload_or_show", "upload", "capture_or_upload"})
TRUSTED = ("issued", "checked")
"""A document that an authority issued, or that a member of staff compared with the original, is taken as it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper of a service: where it comes from, whether it must be there, and what is in the file of it."""

    material: Material
    source: Source
    needed: bool
    documents: tuple[Document, ...]

    @property
    def code(self) -> str:
        """Return its code."""
        return self.material.code

    @property
    def missing(self) -> bool:
        """Tell whether the applicant still has to hand it in."""
        return self.source == "applicant" and self.needed and not self.documents


def wanted(case_id: int, asked_again: frozenset[str] = frozenset()) -> list[Wanted]:
    """Return the papers of a case in the order of its service; `asked_again` are those the reviewer wants anew."""
    case = Case.objects.only("plan_id").get(pk=case_id)
    listed = snapshot_of(case.plan_id)["materials"]
    known = catalogue.current().vocabulary.materials
    kept: dict[str, list[Document]] = {}
    for one in Document.objects.filter(case_id=case_id, withdrawn_at=None).order_by("added_at", "pk"):
        kept.setdefault(one.kind, []).append(one)
    on_file = _on_file(case_id)
    found = []
    for name in listed if isinstance(listed, list) else []:
        material, mine = known[str(name)], tuple(kept.get(str(name), ()))
        if material.how not in FETCHED | HANDED_IN:
            continue
        again = material.code in asked_again
        source: Source = "applicant"
        if not again and material.how in FETCHED:
            source = "network"
        elif not again and material.code in on_file:
            source = "on_file"
        found.append(Wanted(material, source, material.required or again, mine))
    return found


def _on_file(case_id: int) -> frozenset[str]:
    """Return the kinds of papers that the office holds of the same applicant with a trust above an upload."""
    applicant = Application.objects.filter(pk=case_id).values_list("applicant_id", flat=True).first()
    if applicant is None:
        return frozenset()
    held = Document.objects.filter(
        case__application__applicant_id=applicant, trust__in=TRUSTED, withdrawn_at=None
    ).exclude(case_id=case_id)
    return frozenset(held.values_list("kind", flat=True).distinct())
