"""What somebody may apply about: his own licence and vehicles, and those of whom he may act for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onelane.office.stations import entitled
from onelane.office.stations.applied import all_mine

if TYPE_CHECKING:
    from onelane.catalogue.spec import Service
    from onelane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to apply about; `key` is what the page sends back, `draft` the number of one that is begun."""

    key: str
    person: int
    subject: int | None
    label: str
    whose: str
    draft: str


def choices(actor: Actor, service: Service) -> list[Choice]:
    """Return what the actor may apply about, his own first."""
    drafts = {
        (one.applicant, one.subject): one.number
        for one in all_mine(actor)
        if one.state == "draft" and one.service == service.code
    }
    return [
        Choice(
            key=f"{at}", person=one.person, subject=one.subject, label=one.label, whose=one.whose,
            draft=drafts.get((one.person, one.subject), ""),
        )
        for at, one in enumerate(entitled.subjects(actor=actor, service=service))
    ]  # fmt: skip
