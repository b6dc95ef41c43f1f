"""`onelane compile-messages`: translations for Django, without gettext on the machine."""

from __future__ import annotations

import argparse
from pathlib import Path

import polib

import onelane

ROOT = Path(onelane.__file__).parent


def compile_messages(root: Path = ROOT) -> list[Path]:
    """Compile each changed `locale/**/*.po` below `root` and return what was written."""
    written = []
    for source in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".new")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.rename(target)  # a reader sees the old or the new, never half
        written.append(target)
    return written


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `compile-messages`."""
    parser = subparsers.add_parser("compile-messages", help="compile translations")
    parser.add_argument("--quiet", action="store_true")
    parser.set_defaults(handler=_run)


def _run(chosen: argparse.Namespace) -> None:
    for target in compile_messages():
        if not chosen.quiet:
            print(target.relative_to(ROOT))
