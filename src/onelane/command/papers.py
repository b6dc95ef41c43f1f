"""`onelane papers`: pictures of every paper, the keys that sign them, and their renewal."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from onelane.command.connection import office
from onelane.command.sentence import Sentence

FOLDER = Path("docs/papers")
PPI = 110


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `papers`."""
    parser = subparsers.add_parser("papers", help="pictures of every paper, and the keys that sign them")
    words = parser.add_subparsers(metavar="what", required=True)
    pictures = words.add_parser("pictures", help="take the pictures under docs/papers")
    pictures.add_argument("--to", type=Path, default=FOLDER, help="the folder of the pictures")
    pictures.set_defaults(handler=_pictures)
    keys = words.add_parser("keys", help="list the public keys that sign papers, newest first")
    keys.set_defaults(handler=_keys)
    rotate = words.add_parser(
        "rotate", help="let a new key sign from now on; the former ones still prove what they signed"
    )
    rotate.add_argument("office", help="the code of the office, such as qingdao")
    rotate.add_argument("purpose", choices=["code", "seal", "credential"], help="what the key signs")
    rotate.set_defaults(handler=_rotate)


def _pictures(chosen: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onelane.config.settings")
    import django

    django.setup()
    from onelane.office.certificates import pdf
    from onelane.office.certificates.kinds import KINDS, Kind
    from onelane.office.certificates.samples import LONG, RARE, Snapshot, sample

    chosen.to.mkdir(parents=True, exist_ok=True)
    named: list[tuple[Kind, Snapshot, str]] = [(kind, sample(kind), kind) for kind in KINDS]
    for name, end in ((RARE, "rare-name"), (LONG, "long-name")):
        named.append(("driving-licence", sample("driving-licence", name=name), f"driving-licence-{end}"))
    for kind, said, name in named:
        told = {"kind": kind, "serial": "370200000001", "data": said, "code": "7" * 420, "photo": None}
        pages = pdf.pictures(**told, specimen=True, ppi=PPI)
        for number, page in enumerate(pages, start=1):
            end = f"-{number}" if len(pages) > 1 else ""
            (chosen.to / f"{name}{end}.png").write_bytes(page)
        print(f"{name:34} {len(pages)}")


def _keys(_chosen: argparse.Namespace) -> None:
    with office():
        from onelane.office.certificates import proving

        for one in proving.gateway().published():
            print(
                f"{one.key_id} {one.office:12} {one.purpose:10} {one.since:%Y-%m-%d} {'retired' if one.retired else ''}"
            )


def _rotate(chosen: argparse.Namespace) -> None:
    with office():
        from onelane.kernel import clock
        from onelane.office.certificates import proving
        from onelane.registers.offices.models import Office

        if not Office.objects.filter(pk=chosen.office).exists():
            raise Sentence(f"There is no office called {chosen.office}.")
        key_id = proving.gateway().rotate(chosen.office, chosen.purpose, at=clock.now())
        print(f"{key_id} signs from now on. Pages that check offline learn it when they are opened with a network.")
