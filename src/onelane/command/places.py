"""`onelane places`: work a published giving-out of places out again, without the office and its database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from onelane.command.sentence import Sentence

FAULTS = {
    "form": "It is no published result, or parts of it are missing.",
    "root": "Its wishes and places are not those that were fixed before the draw.",
    "proof": "Its proof is not of this office's key.",
    "order": "The list is not in the order of key, permit and drawn value: {where}.",
    "place": "Somebody has another place than the order gives him: {where}.",
    "draw": "A drawn value is another than the one that follows from the proof: {where}.",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `places`."""
    parser = subparsers.add_parser("places", help="check who got the places of tests and slots")
    words = parser.add_subparsers(metavar="what", required=True)
    verify = words.add_parser("verify", help="work a result out again; 1 if it does not hold")
    verify.add_argument("file", type=Path, help="a result as the office's page gives it (JSON)")
    verify.add_argument("--key", type=Path, help="the file of the office's public key instead of this machine's")
    verify.add_argument("--serial", default="", help="show where this serial stands")
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    verify.set_defaults(handler=_verify)


def _verify(chosen: argparse.Namespace) -> int:
    from onelane.office.bookings import verifying
    from onelane.office.plates import vrf

    key = _key(chosen.key)
    try:
        good = verifying.verify(_read(chosen.file), lambda alpha, proof: vrf.verify(key, alpha, proof), chosen.serial)
    except verifying.Faulty as faulty:
        said = FAULTS[faulty.code].format(where=faulty.where)
        print(json.dumps({"ok": False, "fault": faulty.code, "where": faulty.where}) if chosen.json else said)
        return 1
    if chosen.json:
        told = {"ok": True, "wishes": good.wishes, "given": good.given, "line": good.line}
        print(json.dumps(told, ensure_ascii=False))
        return 0
    print(f"good. {good.given} places for {good.wishes} wishes, worked out again from the proof.")
    if chosen.serial:
        print(_line(chosen.serial, good))
    return 0


def _line(serial: str, good: Any) -> str:
    if good.line is None:
        return f"{serial} is not in this list."
    got = good.line["session"]
    return f"{serial} is number {good.line['rank']}: " + (f"a place in session {got}." if got else "no place was left.")


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise Sentence(f"{path} cannot be read: {trouble.strerror}.") from trouble
    except ValueError:
        return None  # no result, which the check says of it


def _key(path: Path | None) -> bytes:
    """Read the line `draw <hex>` of a file of keys, or this machine's own key."""
    if path is None:
        return _own_key()
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        return next(bytes.fromhex(line.split()[1]) for line in lines if line.startswith("draw "))
    except OSError as trouble:
        raise Sentence(f"{path} cannot be read: {trouble.strerror}.") from trouble
    except (ValueError, StopIteration, IndexError) as trouble:
        raise Sentence(f"{path} holds no line of the form: draw <public key in hexadecimal>.") from trouble


def _own_key() -> bytes:
    import django

    django.setup()
    from onelane.office.plates import keys

    return bytes.fromhex(keys.public())
