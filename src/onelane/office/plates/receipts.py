"""The receipt of a draw (选号凭证), and the check that anybody can make of it without the office."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from onelane.catalogue.spec import JsonValue
from onelane.office.plates import drawing, series, vrf
from onelane.records import merkle

Json = Mapping[str, JsonValue]
Trusts = Callable[[str, bytes, bytes], bool]  # key's name, what was signed, signature

PUBLICATION, DRAW = "onelane-publication/1", "onelane-draw/1"
MOST_NUMBERS = 10_000_000
PARTS = frozenset({"publication", "publication_signature", "draw", "draw_signature", "account", "key_id"})
OF_PUBLICATION = frozenset(
    {"form", "office", "pool", "number", "at", "opens_at", "runs", "size", "counts", "root", "draw_key", "previous"}
)
OF_DRAW = frozenset(
    {"form", "publication", "case", "turn", "at", "until", "list", "commitment", "nonce", "proof", "plates", "gone"}
)
_TAKEN = frozenset(series.LETTER.values()) - {series.FREE}
_HASH = re.compile(r"[0-9a-f]{64}")
_HEX = re.compile(r"([0-9a-f]{2})*")


class Faulty(Exception):  # noqa: N818 - the word says what the receipt is
    """A receipt does not hold; the code says where: form, signature, account, proof, list or gone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Verified:
    """What a good receipt shows; numbers passed over are proved by the account, or stated under signature."""

    office: str
    pool: str
    case: str
    turn: int
    at: str
    plates: tuple[str, ...]
    series: int
    passed_over: int
    proved: int
    stated: int
    nonce_by_office: bool
    key_id: str


def canonical(told: JsonValue | Json) -> bytes:
    """Return JSON as it is signed and hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def digest(told: Json) -> str:
    """Return by what hash a publication is named."""
    return sha256(canonical(told)).hexdigest()


def is_hash(told: str) -> bool:
    """Tell whether a text is a SHA-256 as we write it."""
    return _HASH.fullmatch(told) is not None


def verify(receipt: object, trusts: Trusts) -> Verified:
    """Check a receipt altogether; raise `Faulty` with the code of the first thing that does not hold."""
    try:
        return _verify(receipt, trusts)
    except (TypeError, ValueError, KeyError, AttributeError) as trouble:
        raise Faulty("form") from trouble


def _verify(receipt: object, trusts: Trusts) -> Verified:
    told = _with_keys(receipt, PARTS)
    publication, draw = _with_keys(told["publication"], OF_PUBLICATION), _with_keys(told["draw"], OF_DRAW)
    key_id = _text(told["key_id"])
    for part, name in ((publication, "publication_signature"), (draw, "draw_signature")):
        if not trusts(key_id, canonical(part), _bytes(told[name])):
            raise Faulty("signature")
    _require(publication["form"] == PUBLICATION and draw["form"] == DRAW, "form")
    _require(draw["publication"] == digest(publication), "account")
    _require(_text(publication["opens_at"]) <= _text(draw["at"]), "account")
    numbers = _series(publication)
    output = _output(publication, draw)
    proved = _states(told["account"], publication, numbers.size)
    plates, gone = _texts(draw["plates"]), _gone(draw["gone"])
    _walk(numbers, output, plates, [place for place, _, _ in gone], _whole(draw["list"]))
    for_good = _evidence(gone, proved)
    return Verified(
        office=_text(publication["office"]), pool=_text(publication["pool"]), case=_text(draw["case"]),
        turn=_whole(draw["turn"]), at=_text(draw["at"]), plates=tuple(plates), series=numbers.size,
        passed_over=len(gone), proved=for_good, stated=len(gone) - for_good,
        nonce_by_office=draw["nonce"] != "", key_id=key_id,
    )  # fmt: skip


def _series(publication: Json) -> series.Series:
    runs = publication["runs"]
    _require(isinstance(runs, list) and all(isinstance(run, list) and series.check_run(run) for run in runs), "account")
    numbers = series.Series(runs)  # type: ignore[arg-type]  # just checked
    _require(numbers.size == publication["size"] and numbers.size <= MOST_NUMBERS, "account")
    return numbers


def _output(publication: Json, draw: Json) -> bytes:
    """Return what the office's random function gives for this case, turn and commitment, and nothing else."""
    commitment, nonce = _text(draw["commitment"]), _text(draw["nonce"])
    _require(_HASH.fullmatch(commitment) is not None, "form")
    if nonce:
        _require(drawing.commitment_to(_bytes(nonce)) == commitment, "proof")
    asked = drawing.input_of(
        publication=_text(draw["publication"]), case=_text(draw["case"]), turn=_whole(draw["turn"]),
        commitment=commitment,
    )  # fmt: skip
    output = vrf.verify(_bytes(publication["draw_key"]), asked, _bytes(draw["proof"]))
    if output is None:
        raise Faulty("proof")
    return output


def _states(account: object, publication: Json, size: int) -> dict[int, str]:
    """Return the published states that the receipt carries, leaf by leaf, each shown to be in the published root."""
    _require(isinstance(account, dict), "form")
    states: dict[int, str] = {}
    for name, told in dict(account).items():  # type: ignore[call-overload]  # just checked
        leaf, part = int(name), _with_keys(told, frozenset({"states", "path"}))
        _require(str(leaf) == name, "form")
        path = [_bytes(node) for node in _texts(part["path"])]
        letters, root = _text(part["states"]), _bytes(publication["root"])
        if not merkle.includes(letters.encode(), leaf, series.leaves_in(size), path, root):
            raise Faulty("account")
        states |= dict(enumerate(letters, start=leaf * series.LEAF))
    return states


def _walk(numbers: series.Series, output: bytes, plates: list[str], gone: list[int], size: int) -> None:
    """Follow the order that the random function fixes: each place is on the list or among those passed over."""
    shown, passed = iter(plates), iter(gone)
    next_gone = next(passed, None)
    left = len(plates)
    for place in drawing.order(output, numbers.size):
        if left == 0 and len(plates) == size:
            break
        if place == next_gone:
            next_gone = next(passed, None)
        elif next(shown, None) == numbers.plate(place):
            left -= 1
        else:
            raise Faulty("list")
    _require(next_gone is None and left == 0 and 0 < len(plates) <= size, "list")


def _evidence(gone: list[tuple[int, str, str]], published: dict[int, str]) -> int:
    """Return how many numbers passed over the account proves to be gone for good; refuse one without evidence.

    Without a claim, the published account must show it; with one, the office states under signature who has it.
    """
    needed: set[int] = set()
    for_good = 0
    for place, letter, claim in gone:
        _require(letter in _TAKEN, "gone")
        if claim:
            _require(is_hash(claim), "gone")
            continue
        needed.add(place // series.LEAF)
        known = published.get(place, series.FREE)
        _require(known != series.FREE, "gone")
        for_good += known in series.FOR_GOOD
    _require(needed == {place // series.LEAF for place in published}, "gone")
    return for_good


def _gone(told: JsonValue) -> list[tuple[int, str, str]]:
    _require(isinstance(told, list), "form")
    rows = [tuple(row) for row in told if isinstance(row, list)]  # type: ignore[union-attr]  # just checked
    return [(_whole(place), _text(letter), _text(claim)) for place, letter, claim in rows]


def _with_keys(told: object, keys: frozenset[str]) -> Json:
    if not isinstance(told, dict) or set(told) != keys:
        raise Faulty("form")
    return told


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise Faulty("form")
    return told


def _bytes(told: object) -> bytes:
    """Read hexadecimal as we write it; Python alone would also take capitals and spaces, which nobody signed."""
    if not _HEX.fullmatch(_text(told)):
        raise Faulty("form")
    return bytes.fromhex(_text(told))


def _texts(told: object) -> list[str]:
    if not isinstance(told, list):
        raise Faulty("form")
    return [_text(one) for one in told]


def _whole(told: object) -> int:
    if not isinstance(told, int) or isinstance(told, bool):
        raise Faulty("form")
    return told


def _require(holds: bool, code: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise Faulty(code)
