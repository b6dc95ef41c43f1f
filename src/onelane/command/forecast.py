"""`onelane forecast evaluate`: how good the wait estimates are, on a file of real calls or on the simulated office."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.twin.forecast.calls import Call

DAYS = 150


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `forecast`."""
    parser = subparsers.add_parser("forecast", help="the wait estimates")
    words = parser.add_subparsers(metavar="what", required=True)
    evaluate = words.add_parser("evaluate", help="learn from the first days of a file and judge on the rest")
    evaluate.add_argument("file", nargs="?", type=Path, help="calls, tab-separated; without it the simulated office")
    evaluate.add_argument("--scenario", default="after", help="which office to simulate (default after)")
    evaluate.add_argument("--station", default="inspection", help="whose queue (default inspection)")
    evaluate.add_argument("--days", type=int, default=DAYS, help=f"days to simulate (default {DAYS})")
    evaluate.add_argument("--until", help="the last day to learn from (default: three weeks; of a simulation, 2 of 3)")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.set_defaults(handler=_evaluate)


def _evaluate(chosen: argparse.Namespace) -> int:
    try:
        calls, until = _calls(chosen)
        from onelane.twin.forecast.evaluation import evaluate  # takes seconds to import: not for a slip of the pen

        found = evaluate(calls, until=chosen.until or until).shown()
    except ValueError as mistake:
        raise Sentence(str(mistake)) from mistake
    if chosen.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:20} {value:g}")
    return 0


def _calls(chosen: argparse.Namespace) -> tuple[list[Call], str]:
    """Return the calls, and the last day to learn from."""
    if chosen.file is not None and not chosen.file.is_file():
        raise Sentence(f"There is no file {chosen.file}.")
    from onelane.twin import loading
    from onelane.twin.forecast.calls import name_of_day, of_station, read, three_weeks
    from onelane.twin.replicate import replicate

    if chosen.file is None:
        days = replicate(loading.load(chosen.scenario), days=chosen.days, log=True)
        return of_station(days, chosen.station), name_of_day(2 * len(days) // 3 - 1)
    calls = read(chosen.file)
    return calls, three_weeks(calls)
