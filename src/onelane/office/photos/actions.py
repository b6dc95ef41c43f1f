"""The deeds on ID photos: keep, claim with the code, read, note what was found, erase."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import store
from onelane.office.cases.models import Document
from onelane.office.photos import rules
from onelane.office.photos.checking import Checked
from onelane.office.photos.models import Judgement, Photo
from onelane.records import journal
from onelane.records.reading import note_reading
from onelane.registers.offices.queries import settings_of

FIELD = "id photo"
SYSTEM = "photos"
BATCH = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo that was kept, and the code of its slip (empty for somebody who is known)."""

    photo: Photo
    code: str


@transaction.atomic
def keep(
    *,
    checked: Checked,
    source: str,
    actor: Actor,
    person_id: int | None = None,
    pick: Callable[[str], str] = secrets.choice,
    at: datetime | None = None,
) -> Kept:
    """Keep a photo that passed: for a person, or for whoever comes with the code; refuses `photos.to_mend`.

    The same photo of the same person again is the same row.
    """
    at = at or clock.now()
    if not checked.passes:
        raise Refused("photos.to_mend", faults=[one.code for one in rules.faults(checked.verdicts)])
    sha256 = hashlib.sha256(checked.photo).hexdigest()
    _alone_with(sha256)
    if person_id is not None:
        same = Photo.objects.filter(person_id=person_id, sha256=sha256, erased_at=None).first()
        if same is not None:
            return Kept(same, "")
    code = "" if person_id is not None else "".join(pick(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
    day = at.astimezone(clock.OFFICE_ZONE).date()
    photo = Photo.objects.create(
        office_id=actor.office,
        person_id=person_id,
        source=source,
        machine=actor.counter if actor.role == "machine" else "",
        code_key=_key(code) if code else "",
        sha256=store.put(checked.photo),
        size=len(checked.photo),
        verdicts=rules.told(checked.verdicts),
        taken_at=at,
        counts_until=rules.kept_until(day, settings_of(actor.office).integer("photo.valid_months")),
        claimed_at=at if person_id is not None else None,
    )
    journal.note(actor, "photo.kept", chain=_chain(photo), subject=str(photo.pk), detail={"source": source}, at=at)
    return Kept(photo, code)


@transaction.atomic
def claim(*, code: str, person_id: int, actor: Actor, at: datetime | None = None) -> Photo:
    """Make the photo of a slip somebody's own; the same person again has it already.

    A code that is unknown, out of date or somebody else's is told alike: `photos.no_such_code`.
    """
    at = at or clock.now()
    told = rules.as_code(code)
    photo = Photo.objects.select_for_update().filter(code_key=_key(told), erased_at=None).first() if told else None
    day = at.astimezone(clock.OFFICE_ZONE).date()
    if photo is None or photo.counts_until < day or photo.person_id not in {None, person_id}:
        raise Refused("photos.no_such_code")
    if photo.person_id is None:
        photo.person_id, photo.claimed_at = person_id, at
        photo.save(update_fields=["person", "claimed_at"])
        journal.note(
            actor, "photo.claimed", chain=_chain(photo), subject=str(photo.pk), detail={"person": person_id}, at=at
        )
    return photo


@transaction.atomic
def read(*, photo_id: int, person_id: int, purpose: str, actor: Actor) -> bytes:
    """Return the bytes of a person's photo and note who read it and what for (PIPL art.6)."""
    photo = Photo.objects.select_for_update().filter(pk=photo_id, person_id=person_id, erased_at=None).first()
    if photo is None:
        raise Refused("requests.not_found")
    note_reading(actor, f"person:{person_id}", purpose, [FIELD])
    return store.get(photo.sha256)


@transaction.atomic
def judge(*, document_id: int, checked: Checked, at: datetime) -> None:
    """Note what was found on a photo in a case file."""
    told = {"passes": checked.passes, "verdicts": rules.told(checked.verdicts), "checked_at": at}
    Judgement.objects.update_or_create(document_id=document_id, defaults=told)


@transaction.atomic
def erase(*, photo_id: int, person_id: int, actor: Actor, at: datetime | None = None) -> None:
    """Erase one's own photo (PIPL art.47); what lies in a case file stays there as long as the file does."""
    photo = Photo.objects.select_for_update().filter(pk=photo_id, person_id=person_id).first()
    if photo is None:
        raise Refused("requests.not_found")
    if photo.erased_at is None:
        _erase(photo, "asked", actor, at or clock.now())


@transaction.atomic
def expire(*, on: date, at: datetime) -> int:
    """Erase photos that count no more, and those that nobody claimed in time; return how many."""
    due = Photo.objects.select_for_update(skip_locked=True).filter(erased_at=None)
    old = list(due.filter(counts_until__lt=on).order_by("counts_until")[:BATCH])
    for photo in old:
        _erase(photo, "too_old", Actor(SYSTEM, "system", photo.office_id), at)
    erased = len(old)
    for photo in due.filter(person=None, counts_until__gte=on).order_by("taken_at")[:BATCH]:
        days = settings_of(photo.office_id).integer("photo.unclaimed_days")
        if at - photo.taken_at > timedelta(days=days):
            _erase(photo, "unclaimed", Actor(SYSTEM, "system", photo.office_id), at)
            erased += 1
    return erased


def _erase(photo: Photo, why: str, actor: Actor, at: datetime) -> None:
    """Forget a photo; the row stays as the proof of it."""
    sha256 = photo.sha256
    photo.sha256, photo.erased_at, photo.erased_why, photo.verdicts = "", at, why, []
    photo.save(update_fields=["sha256", "erased_at", "erased_why", "verdicts"])
    transaction.on_commit(lambda: _discard(sha256))
    journal.note(actor, "photo.erased", chain=_chain(photo), subject=str(photo.pk), detail={"why": why}, at=at)


@transaction.atomic
def _discard(sha256: str) -> None:
    """Remove the bytes after the commit, unless a case file or another row has the same."""
    _alone_with(sha256)
    if not (Document.objects.filter(sha256=sha256).exists() or Photo.objects.filter(sha256=sha256).exists()):
        store.discard(sha256)


def _alone_with(sha256: str) -> None:
    """Keeping and removing the same bytes wait for one another: else one could keep what the other removes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 205))", [sha256])


def _chain(photo: Photo) -> str:
    return f"photo:{photo.pk}"


def _key(code: str) -> str:
    return salted_hmac("onelane.photo", code, algorithm="sha256").hexdigest()
