"""`onelane journal`: verify it, seal it, show a case's part of it, show the public key."""

from __future__ import annotations

import argparse
import getpass
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from onelane.command.connection import office
from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.records.keys import Trusted
    from onelane.records.verification import Report


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `journal`."""
    parser = subparsers.add_parser("journal", help="verify, seal or read the journal")
    words = parser.add_subparsers(metavar="what", required=True)
    verify = words.add_parser("verify", help="find entries changed, removed, added or reordered; 1 if there are any")
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    verify.add_argument(
        "--anchor", type=Path, action="append", default=[], help="a copy of checkpoints.jsonl kept elsewhere"
    )
    verify.add_argument("--key", type=Path, help="a file of trusted public keys instead of the one beside the key")
    verify.set_defaults(handler=_verify)
    show = words.add_parser("show", help="print the entries of a case; that is itself noted")
    show.add_argument("--case", required=True, help="the case's number")
    show.add_argument("--office", help="the office's code, where several offices know the number")
    show.add_argument("--purpose", required=True, help="why it is read")
    show.set_defaults(handler=_show)
    words.add_parser("seal", help="make a checkpoint now").set_defaults(handler=_seal)
    words.add_parser("key", help="print the public key of this machine").set_defaults(handler=_key)


def _verify(chosen: argparse.Namespace) -> int:
    for path in chosen.anchor:
        if not path.is_file():
            raise Sentence(f"There is no file {path} to compare with.")
    with office():
        from onelane.records import keys
        from onelane.records.verification import verify

        began = time.monotonic()
        try:
            report = verify(trusted=_trusted(chosen.key), anchors=chosen.anchor)
        except keys.KeyUnusable as trouble:
            raise Sentence(str(trouble)) from trouble
    _tell(report, seconds=time.monotonic() - began, as_json=chosen.json)
    return 0 if report.ok else 1


def _trusted(path: Path | None) -> Trusted:
    from onelane.records import keys

    if path is None and not keys.public_file().exists():
        keys.signer()  # a machine that never sealed anything has nothing to distrust yet
    return keys.trusted(path)


def _tell(report: Report, *, seconds: float, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": report.ok, **asdict(report), "seconds": round(seconds, 3)}, ensure_ascii=False))
        return
    for finding in report.findings:
        print(finding.sentence)
    if report.found > len(report.findings):
        print(f"And {report.found - len(report.findings)} more.")
    counted = (
        f"{report.entries} entries in {report.chains} chains, {report.checkpoints} checkpoints, "
        f"{report.unsealed} entries not sealed yet, read in {seconds:.1f} s"
    )
    print(f"The journal is as it was noted: {counted}." if report.ok else f"{report.found} findings: {counted}.")


def _show(chosen: argparse.Namespace) -> int:
    with office():
        from onelane.kernel.actor import Actor
        from onelane.kernel.refusal import Refused
        from onelane.records import reading

        case_id, place = _find(chosen.case, chosen.office)
        chain = f"case:{case_id}"
        actor = Actor(id=f"terminal:{getpass.getuser()}", role="administrator", office=place)
        try:
            reading.note_reading(actor, chain, chosen.purpose, ["journal"])
        except Refused as refusal:
            raise Sentence("Say with --purpose why the journal of this case is read.") from refusal
        for entry in reading.entries_of(chain):
            print(f"{entry.seq:>4}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.deed:<24}  {entry.actor:<20}  {entry.told}")
    return 0


def _find(number: str, place: str | None) -> tuple[int, str]:
    from onelane.office.cases.models import Case

    found = Case.objects.filter(number=number)
    if place:
        found = found.filter(office=place)
    cases = list(found.values_list("pk", "office_id")[:2])
    if not cases:
        raise Sentence(f"No case has the number {number}.")
    if len(cases) > 1:
        raise Sentence(f"Several offices have a case {number}; name one with --office.")
    return cases[0]


def _seal(_chosen: argparse.Namespace) -> int:
    with office():
        from onelane.records import checkpoints

        sealed = checkpoints.seal()
    print(f"Checkpoint {sealed.seq} covers {sealed.count} entries." if sealed else "Nothing new to seal.")
    return 0


def _key(_chosen: argparse.Namespace) -> int:
    import django

    django.setup()
    from onelane.records import keys

    try:
        print(keys.public_line(keys.signer().private.public_key()))
    except keys.KeyUnusable as trouble:
        raise Sentence(str(trouble)) from trouble
    return 0
