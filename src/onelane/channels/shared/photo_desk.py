"""An ID photo on the pages of those who hand it in or look at it: what was found, what can be used again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onelane.channels.shared import attempts, photo_words
from onelane.channels.shared.photo_words import Heading
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.photos import queries
from onelane.office.photos.rules import Verdict
from onelane.office.stations import photographs


@dataclass(frozen=True, slots=True)
class Check:
    """What a page shows of a check."""

    passes: bool
    to_mend: list[str]
    headings: list[Heading]


@dataclass(frozen=True, slots=True)
class Look:
    """An ID photo in an application: the check of what was handed in, and the photo that may be used again."""

    check: Check | None
    usable_until: date | None


def shown(verdicts: tuple[Verdict, ...], *, passes: bool) -> Check:
    """Return a check in the reader's language."""
    return Check(passes, photo_words.to_mend(verdicts), photo_words.headings(verdicts))


def look(case_id: int) -> Look:
    """Return what the applicant sees beside his photo."""
    standing = photographs.standing(case_id, clock.today())
    check = shown(standing.found.verdicts, passes=standing.found.passes) if standing.found else None
    return Look(check, standing.usable_until)


def checks(documents: list[int]) -> dict[int, Check]:
    """Return the checks of these documents, for the reviewer."""
    return {key: shown(one.verdicts, passes=one.passes) for key, one in queries.judgements(documents).items()}


def use(*, case_id: int, code: str, by_code: bool, actor: Actor) -> None:
    """Use a photo again; guesses of codes are counted for each account."""
    if not by_code:
        photographs.use(case_id=case_id, actor=actor)
        return
    if not code.strip():
        raise Refused("photos.no_such_code")
    name = f"photo-code:{actor.id}"
    if attempts.minutes_closed(name):
        raise Refused("photos.too_many_guesses")
    photographs.use(case_id=case_id, code=code, actor=actor)
    attempts.forget(name)
