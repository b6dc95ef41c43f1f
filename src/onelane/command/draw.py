"""`onelane draw`: check receipts of draws without the office and its database; show the office's keys."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.office.plates.receipts import Verified
    from onelane.records.keys import Trusted

FAULTS = {
    "form": "It is no receipt, or parts of it are missing or too many.",
    "signature": "No trusted key signed it; if the office has renewed its key, name the file of its keys with --key.",
    "account": "What it says about the published account of the pool does not hold.",
    "proof": "Its proof does not belong to the office's key, this case and this applicant's commitment.",
    "list": "The numbers are not those that the proof fixes, or not in their order.",
    "gone": "A number was passed over without evidence.",
}
AGAINST = {
    "two_lists": "{one} and {other} show two lists of one case and turn.",
    "not_on_list": "{one} passes over a number that it says is on the list of {other}, and it is not.",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `draw`."""
    parser = subparsers.add_parser("draw", help="check the receipt of a draw of plate numbers")
    words = parser.add_subparsers(metavar="what", required=True)
    verify = words.add_parser("verify", help="check receipts, without network or database; 1 if one does not hold")
    verify.add_argument("file", type=Path, nargs="+", help="a receipt as the office's page gives it (JSON)")
    verify.add_argument("--key", type=Path, help="a file of the office's public keys instead of this machine's")
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    verify.set_defaults(handler=_verify)
    words.add_parser("key", help="print this office's public keys: signing, drawing").set_defaults(handler=_key)


def _verify(chosen: argparse.Namespace) -> int:
    from onelane.office.plates import comparing

    trusted = _trusted(chosen.key)
    told, whole = [_check(path, trusted) for path in chosen.file], []
    for path, (fault, good) in zip(chosen.file, told, strict=True):
        if not chosen.json:
            print(f"{path}: {_said(good) if good else FAULTS[fault]}")
        if good:
            whole.append((path, _read(path)))
    against = [(code, one, other) for code, one, other in comparing.contradictions([one for _, one in whole])]
    for code, one, other in against:
        if not chosen.json:
            print(AGAINST[code].format(one=whole[one][0], other=whole[other][0]))
    ok = len(whole) == len(told) and not against
    if chosen.json:
        rows = [{"fault": fault, **(asdict(good) if good else {})} for fault, good in told]
        print(json.dumps({"ok": ok, "receipts": rows, "against": against}, ensure_ascii=False))
    return 0 if ok else 1


def _check(path: Path, trusted: Trusted) -> tuple[str, Verified | None]:
    from onelane.office.plates import receipts
    from onelane.records import keys

    try:
        return "", receipts.verify(_read(path), lambda *signed: keys.is_signed(trusted, *signed))
    except receipts.Faulty as faulty:
        return faulty.code, None


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise Sentence(f"{path} cannot be read: {trouble.strerror}.") from trouble
    except ValueError:
        return None  # no receipt, which the check says of it


def _trusted(path: Path | None) -> Trusted:
    from onelane.records import keys

    try:
        return keys.trusted(path)
    except keys.KeyUnusable as trouble:
        raise Sentence(str(trouble)) from trouble


def _said(good: Verified) -> str:
    nonce = "made by the office" if good.nonce_by_office else "made by the applicant's device"
    return (
        f"good. Case {good.case}, list {good.turn} of {good.at}: {len(good.plates)} of {good.series} numbers; "
        f"{good.passed_over} passed over, {good.proved} of them proved gone by the published account, {good.stated} "
        f"stated under signature; the nonce was {nonce}; signed by {good.key_id}."
    )


def _key(_chosen: argparse.Namespace) -> int:
    import django

    django.setup()
    from onelane.office.plates import keys as drawing
    from onelane.records import keys

    try:
        print(keys.public_line(drawing.signer().private.public_key()))
        print(f"draw {drawing.public()}")
    except keys.KeyUnusable as trouble:
        raise Sentence(str(trouble)) from trouble
    return 0
