"""Draw a list (50 选 1): fixed by the office's key, the published account, the case, the turn and the applicant."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case
from onelane.office.plates import drawing, keys, queries, receipts, rules, series, vrf
from onelane.office.plates.actions import choosing, putting_back
from onelane.office.plates.actions.hands import Seen
from onelane.office.plates.actions.holding import Listed, Walk, hold
from onelane.office.plates.actions.publishing import written
from onelane.office.plates.queries import Offer
from onelane.records import journal

Source = Callable[[int], bytes]
TRIES = 100
_NONCE = 32


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
    Two looks and one statement that writes all; refuses `plates.crowded` when others keep coming first.
    """
    at = at or clock.now()
    commitment, nonce = _committed(commitment, source)
    asked: _Asked | None = None
    for _ in range(TRIES):
        hand = choosing.fresh_hand(case.pk, actor, at)
        shown = _shown(hand, case, actor, at)
        if shown is not None:
            return shown
        if asked is None or not asked.is_about(hand):
            asked = _ask(hand, case.number, actor.office, commitment)
        offer = _hold(asked, hand, case, nonce, actor, at)
        if offer is not None:
            return offer
    raise Refused("plates.crowded")


def _shown(hand: Seen, case: Case, actor: Actor, at: datetime) -> Offer | None:
    """Return what the case has before it already, be it the number that was preselected for this car."""
    if hand.chosen:
        raise Refused("plates.already_chosen")
    if hand.plates:
        return queries.candidates(case.pk, at=at)
    if hand.preselection is not None:
        return putting_back.adopt(case.pk, hand.preselection, actor, at)
    return None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to the random function and the order that its answer fixes."""

    publication: str
    turn: int
    terms: rules.Terms
    commitment: str
    proof: bytes
    walk: Walk

    def is_about(self, hand: Seen) -> bool:
        """Tell whether the question is still the one to ask."""
        return (self.publication, self.turn) == (hand.digest, hand.turn + 1)


def _ask(hand: Seen, case: str, office: str, commitment: str) -> _Asked:
    terms = queries.terms(office, online=hand.online)
    turn = rules.next_turn(drawn=hand.turn, limit=terms.draws)
    if hand.publication is None or hand.draw_key != keys.public():
        raise Refused("plates.not_published" if queries.has_numbers(office, hand.pool) else "plates.none_left")
    question = drawing.input_of(publication=hand.digest, case=case, turn=turn, commitment=commitment)
    proof = vrf.prove(keys.secret(), question)
    numbers = queries.series_of(hand.digest)
    walk = Walk(numbers, drawing.order(vrf.proof_to_hash(proof), numbers.size), hand.category)
    return _Asked(hand.digest, turn, terms, commitment, proof, walk)


def _hold(asked: _Asked, hand: Seen, case: Case, nonce: str, actor: Actor, at: datetime) -> Offer | None:
    """Hold the first free numbers of the order, or return None when somebody was quicker with one of them."""
    listed = asked.walk.first_free(asked.terms.size)
    if not listed.plates:
        raise Refused("plates.none_left")
    until = at + timedelta(seconds=asked.terms.seconds)
    text = receipts.canonical(_body(asked, case.number, nonce, listed) | {"at": written(at), "until": written(until)})
    signer, claim = keys.signer(), drawing.claim_of(asked.proof)
    note = {"turn": asked.turn, "claim": claim, "receipt": sha256(text).hexdigest()}
    told = journal.parameters(actor, "plates.drawn", chain=f"case:{case.pk}", detail=note, at=at) | {
        "case": case.pk, "turn": asked.turn, "plates": listed.plates, "sorted": sorted(listed.plates), "until": until,
        "publication": hand.publication, "receipt": text.decode(), "claim": claim,
        "link": drawing.link_of(asked.proof), "key_id": signer.key_id, "signature": signer.sign(text).hex(),
    }  # fmt: skip
    if not hold(told):
        return None
    return Offer(tuple(listed.plates), until, asked.turn, asked.terms.draws - asked.turn)


def _body(asked: _Asked, case: str, nonce: str, listed: Listed) -> dict[str, JsonValue]:
    return {
        "form": receipts.DRAW,
        "publication": asked.publication,
        "case": case,
        "turn": asked.turn,
        "list": asked.terms.size,
        "commitment": asked.commitment,
        "nonce": nonce,
        "proof": asked.proof.hex(),
        "plates": list(listed.plates),
        "gone": [_evidence(row, asked.publication) for row in listed.gone],
    }


def _evidence(gone: tuple[int, str, str], publication: str) -> list[JsonValue]:
    """Return what the receipt says of a number passed over: the account proves it, or a claim names who has it."""
    place, letter, claim = gone
    published = queries.states_of(publication).letters[place]
    return [place, letter, "" if published in series.FOR_GOOD else claim]


def _committed(commitment: str, source: Source) -> tuple[str, str]:
    """Return the commitment that goes into the draw, and the nonce when it was the office that made it."""
    if commitment:
        if not receipts.is_hash(commitment):
            raise Refused("plates.bad_commitment")
        return commitment, ""
    nonce = source(_NONCE)
    return drawing.commitment_to(nonce), nonce.hex()
