"""Questions about ID photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onelane.office.photos import rules
from onelane.office.photos.models import Judgement, Photo
from onelane.office.photos.rules import Verdict

PAPER = "id-photo"  # as the catalogue's materials call it


@dataclass(frozen=True, slots=True)
class Found:
    """What the check found on a photo in a case file."""

    passes: bool
    verdicts: tuple[Verdict, ...]

    @property
    def faults(self) -> tuple[Verdict, ...]:
        """Return what is to be mended."""
        return rules.faults(self.verdicts)


def usable(person_id: int, on: date) -> Photo | None:
    """Return a person's newest photo that counts on a day, or None."""
    return Photo.objects.filter(person_id=person_id, erased_at=None, counts_until__gte=on).order_by("-taken_at").first()


def photos_of(person_id: int) -> list[Photo]:
    """Return a person's photos that are still there, the newest first."""
    return list(Photo.objects.filter(person_id=person_id, erased_at=None).order_by("-taken_at"))


def judgements(documents: Iterable[int]) -> dict[int, Found]:
    """Return what was found on these documents; one that is no ID photo is left out."""
    rows = Judgement.objects.filter(document_id__in=list(documents))
    return {row.document_id: Found(row.passes, rules.read(row.verdicts)) for row in rows}
