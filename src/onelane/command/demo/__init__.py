"""`onelane demo`: one new car from arrival to hand-over, over HTTP, in an office of its own."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from onelane.command.demo import steps
from onelane.command.demo.browser import PageMissing
from onelane.command.demo.drive import Drive, summary
from onelane.command.demo.own_office import own_office
from onelane.command.sentence import Sentence


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `demo`."""
    parser = subparsers.add_parser("demo", help="drive one car from arrival to hand-over in an office of its own")
    parser.add_argument("--papers", type=Path, default=Path("demo-papers"), help="where the papers are saved")
    parser.set_defaults(handler=_run)


def _run(chosen: argparse.Namespace) -> None:
    chosen.papers.mkdir(parents=True, exist_ok=True)
    print("An office of its own is being opened ...", flush=True)
    with own_office() as (address, environment):
        drive = Drive(address, chosen.papers, say=lambda line: print(line, flush=True))
        try:
            told = steps.walk(drive)
        except PageMissing as missing:
            raise Sentence(f"The car got stuck after {drive.steps[-1:] or ['the start']}: {missing}") from missing
        told["journal_ok"] = journal_stands(environment)
        line = summary(drive, told)
    print(line)


def journal_stands(environment: dict[str, str]) -> bool:
    """Seal what was done and verify the whole journal, as `onelane journal verify` does for an auditor."""
    for word in ("seal", "verify"):
        command = [sys.executable, "-m", "onelane.command", "journal", word, *(["--json"] if word == "verify" else [])]
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    try:
        return answer.returncode == 0 and bool(json.loads(answer.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        return False
