"""ID photos in applications (证件照): handed in and checked, or used again; the registers' papers then carry them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.cases.documents import Image
from onelane.office.cases.models import Document
from onelane.office.photos import actions as photos
from onelane.office.photos import queries, rules
from onelane.office.photos.checking import Checked, check
from onelane.office.photos.queries import PAPER
from onelane.office.stations import applying, handing_in


@dataclass(frozen=True, slots=True)
class Cut:
    """A photo as it is put into a case file."""

    bytes: bytes
    sha256: str
    width: int = rules.WIDTH
    height: int = rules.HEIGHT


def hand_in(*, case_id: int, picture: Image, actor: Actor, at: datetime | None = None) -> Checked:
    """Check a picture and put it into the file: cut to size when it passes, else as it is, for a person to judge.

    A photo that passes is kept for the applicant, so that six months long no service asks him for another. The one
    before it is withdrawn. The picture is measured before the transaction begins: nobody waits for a lock meanwhile.
    """
    checked = check(picture, office=actor.office)
    with transaction.atomic():
        at = at or clock.now()
        found = applying.own(case_id, actor)
        if checked.passes:
            photos.keep(checked=checked, source="upload", actor=actor, person_id=found.applicant_id, at=at)
        _put(case_id, _cut(checked.photo) if checked.passes else picture, checked, actor, at)
    return checked


@transaction.atomic
def use(*, case_id: int, actor: Actor, code: str = "", at: datetime | None = None) -> Document:
    """Use the applicant's photo of the last six months again, or the one whose pick-up code he brings."""
    at = at or clock.now()
    found = applying.own(case_id, actor)
    day = at.astimezone(clock.OFFICE_ZONE).date()
    person = found.applicant_id
    photo = photos.claim(code=code, person_id=person, actor=actor, at=at) if code else queries.usable(person, day)
    if photo is None:
        raise Refused("photos.none")
    content = photos.read(photo_id=photo.pk, person_id=person, purpose=f"case:{case_id}", actor=actor)
    checked = Checked(_NO_MEASURES, rules.read(photo.verdicts), content)
    return _put(case_id, _cut(content), checked, actor, at)


@dataclass(frozen=True, slots=True)
class Standing:
    """The ID photo of an application: what was found on the one in its file, and until when another may be used."""

    found: queries.Found | None
    usable_until: date | None


def standing(case_id: int, on: date) -> Standing:
    """Return where an application stands with its ID photo."""
    applicant = Application.objects.filter(pk=case_id).values_list("applicant_id", flat=True).first()
    photo = queries.usable(applicant, on) if applicant is not None else None
    mine = Document.objects.filter(case_id=case_id, kind=PAPER, withdrawn_at=None).order_by("-added_at", "-pk")
    document = mine.values_list("pk", flat=True).first()
    found = queries.judgements([document]).get(document) if document is not None else None
    return Standing(found, photo.counts_until if photo is not None else None)


_NO_MEASURES = rules.Measures(rules.WIDTH, rules.HEIGHT, 1)


def _put(case_id: int, picture: Image, checked: Checked, actor: Actor, at: datetime) -> Document:
    """Add the photo to the file, take the one before out, and note what was found on it."""
    document = handing_in.hand_in(case_id=case_id, code=PAPER, pictures=[picture], actor=actor, at=at)[0]
    former = Document.objects.filter(case_id=case_id, kind=PAPER, withdrawn_at=None).exclude(pk=document.pk)
    for one in former.order_by("pk"):
        handing_in.take_out(case_id=case_id, document_id=one.pk, actor=actor, at=at)
    photos.judge(document_id=document.pk, checked=checked, at=at)
    return document


def _cut(content: bytes) -> Cut:
    return Cut(content, hashlib.sha256(content).hexdigest())
