"""`onelane check`: every guard rail, one after the other; all of them speak even when one fails."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import onelane

ROOT = Path(onelane.__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CODE = [name for name in ("src", "tests", "requirements", "benchmarks", "frontend") if (ROOT / name).is_dir()]
RAILS = {
    "format": ["ruff", "format", "--check", "--quiet", "--output-format", "concise", *CODE],
    "lint": ["ruff", "check", "--quiet", "--output-format", "concise", *CODE],
    "types": ["mypy", "--no-error-summary"],
    "imports": ["lint-imports", "--no-logo"],
    "templates": ["djlint", "src", "--lint", "--quiet"],
    "template format": ["djlint", "src", "--check"],
    "migrations": ["python", "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "spelling": ["codespell", "src", "tests", "docs", "README.md", "CONTRIBUTING.md", "requirements", "Makefile"],
}


def check(chosen: list[str]) -> list[str]:
    """Run the chosen guard rails and return the names of those that found something."""
    failed = []
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "onelane.config.settings", "ONELANE_SECRET_KEY": "check"}
    environment["ONELANE_DB_ROLE"] = "owner"  # has no pool, which would wait for a server
    for name in chosen:
        program, *words = RAILS[name]
        began = time.monotonic()
        done = subprocess.run(
            [BIN / program, *_existing(words)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:16} {verdict} ({time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout, flush=True)
    return failed


def _existing(words: list[str]) -> list[str]:
    return [word for word in words if not word.endswith(".md") or (ROOT / word).exists()]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `check`."""
    parser = subparsers.add_parser("check", help="every guard rail of the code")
    parser.add_argument("only", nargs="*", metavar="rail", help=f"only these: {', '.join(RAILS)}")
    parser.set_defaults(handler=_run)


def _run(chosen: argparse.Namespace) -> int:
    unknown = [name for name in chosen.only if name not in RAILS]
    if unknown:
        print(f"There is no guard rail {unknown[0]!r}; there are: {', '.join(RAILS)}")
        return 2
    failed = check(chosen.only or list(RAILS))
    print(f"Failed: {', '.join(failed)}." if failed else "All guard rails hold.")
    return 1 if failed else 0
