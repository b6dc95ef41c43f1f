"""Draw a list (50 选 1): fixed by the office's key, the published account, the case, the turn and the applicant."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case
from onelane.office.plates import drawing, keys, queries, receipts, rules, series, vrf
from onelane.office.plates.actions import choosing, putting_back
from onelane.office.plates.actions.holding import Holder, Listed, hold
from onelane.office.plates.actions.locking import lock
from onelane.office.plates.actions.publishing import written
from onelane.office.plates.models import Draw, Publication
from onelane.office.plates.queries import Offer
from onelane.records import journal

Source = Callable[[int], bytes]
_NONCE = 32


@transaction.atomic
def draw(
    *,
    case: Case,
    actor: Actor,
    at: datetime | None = None,
    commitment: str = "",
    source: Source = secrets.token_bytes,
) -> Offer:
    """Hold a verifiable list of free numbers for a case; while its time runs, drawing again shows the same list.

    `commitment` is `drawing.commitment_to` a nonce that the applicant's device made and keeps (64 hexadecimal
    characters); without it the office makes the nonce from `source`, and the receipt says so and shows it.
    """
    at = at or clock.now()
    answers = lock(case.pk, actor)
    terms = queries.terms(actor.office)
    choosing.end_holds(case.pk, terms.draws, actor, at)
    if queries.chosen(case.pk) is not None:
        raise Refused("plates.already_chosen")
    shown = queries.candidates(case.pk, at=at)
    if shown is not None:
        return shown
    preselected = putting_back.adopt(case.pk, answers, actor, at)
    if preselected is not None:
        return preselected
    turn = rules.next_turn(drawn=Draw.objects.filter(case=case).count(), limit=terms.draws)
    pool = rules.pool_for(str(answers.get("plate_category", "")), str(answers.get("fuel_type", "")))
    asked, nonce = _committed(commitment, source)
    made = _draw(_published(actor.office, pool, at), case, turn, asked, nonce, terms, at)
    detail = {"turn": turn, "plates": made.plates, "claim": made.claim, "signature": made.signature}
    journal.note(actor, "plates.drawn", chain=f"case:{case.pk}", detail=detail, at=at)
    return Offer(plates=tuple(made.plates), until=made.until, turn=turn, draws_left=terms.draws - turn)


def _draw(
    publication: Publication, case: Case, turn: int, commitment: str, nonce: str, terms: rules.Terms, at: datetime
) -> Draw:
    asked = drawing.input_of(publication=publication.digest, case=case.number, turn=turn, commitment=commitment)
    proof = vrf.prove(keys.secret(), asked)
    numbers = queries.series_of(publication.digest)
    until = at + timedelta(seconds=terms.seconds)
    listed = hold(
        numbers, drawing.order(vrf.proof_to_hash(proof), numbers.size), size=terms.size,
        holder=Holder(publication.pool[:2], case.pk, until, drawing.claim_of(proof)),
    )  # fmt: skip
    if not listed.plates:
        raise Refused("plates.none_left")
    body = _body(publication.digest, case.number, turn, terms.size, commitment, nonce, proof, listed)
    body |= {"at": written(at), "until": written(until)}
    signer = keys.signer()
    return Draw.objects.create(
        office_id=publication.office_id, case=case, turn=turn, publication=publication, at=at, until=until,
        plates=listed.plates, body=body, claim=drawing.claim_of(proof), link=drawing.link_of(proof),
        key_id=signer.key_id, signature=signer.sign(receipts.canonical(body)).hex(),
    )  # fmt: skip


def _body(
    publication: str, case: str, turn: int, size: int, commitment: str, nonce: str, proof: bytes, listed: Listed
) -> dict[str, JsonValue]:
    return {
        "form": receipts.DRAW,
        "publication": publication,
        "case": case,
        "turn": turn,
        "list": size,
        "commitment": commitment,
        "nonce": nonce,
        "proof": proof.hex(),
        "plates": list(listed.plates),
        "gone": [_evidence(row, queries.states_of(publication).letters) for row in listed.gone],
    }


def _evidence(gone: tuple[int, str, str], published: str) -> list[JsonValue]:
    """Return what the receipt says of a number passed over: the account proves it, or a claim names who has it."""
    place, letter, claim = gone
    return [place, letter, "" if published[place] in series.FOR_GOOD else claim]


def _committed(commitment: str, source: Source) -> tuple[str, str]:
    """Return the commitment that goes into the draw, and the nonce when it was the office that made it."""
    if commitment:
        if not receipts.is_hash(commitment):
            raise Refused("plates.bad_commitment")
        return commitment, ""
    nonce = source(_NONCE)
    return drawing.commitment_to(nonce), nonce.hex()


def _published(office: str, pool: str, at: datetime) -> Publication:
    """Return the account by which lists are drawn at a moment; refuse when there is none with the present key."""
    found = queries.publication_at(office, pool, at)
    if found is not None and found.draw_key == keys.public():
        return found
    raise Refused("plates.not_published" if queries.has_numbers(office, pool) else "plates.none_left")
