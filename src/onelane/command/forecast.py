"""`onelane forecast`: how good the wait estimates are, which forest is best, and learning them from the journal."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onelane.command.connection import office
from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.twin.forecast.choosing import Tried

LEARNT, JUDGED = 100, 50
SEED = 20261126  # judged once; 20261125 was looked at before AIMED was set


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `forecast`."""
    parser = subparsers.add_parser("forecast", help="the wait estimates")
    words = parser.add_subparsers(metavar="what", required=True)
    evaluate = words.add_parser("evaluate", help="learn from the first days of a file and judge on the rest")
    evaluate.add_argument("file", nargs="?", type=Path, help="calls, tab-separated; without it the simulated office")
    evaluate.add_argument("--until", help="the last day of the file to learn from (default: three weeks)")
    evaluate.add_argument("--choose", action="store_true", help="choose the forest on the days to learn from, first")
    evaluate.add_argument("--scenario", default="after", help="which office to simulate (default after)")
    evaluate.add_argument("--learnt", type=int, default=LEARNT, help=f"simulated days to learn from ({LEARNT})")
    evaluate.add_argument("--judged", type=int, default=JUDGED, help=f"simulated days to judge on ({JUDGED})")
    evaluate.add_argument("--seed", type=int, default=SEED, help=f"of the simulated days ({SEED})")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.set_defaults(handler=_evaluate)
    learn = words.add_parser("learn", help="learn from the office's journal now; the worker does it every night")
    learn.add_argument("--office", default="qingdao", help="the office's code (default qingdao)")
    learn.set_defaults(handler=_learn)
    choose = words.add_parser("choose", help="try forests on the first three weeks of a file, and no later day")
    choose.add_argument("file", type=Path, help="calls, tab-separated")
    choose.set_defaults(handler=_choose)


def _evaluate(chosen: argparse.Namespace) -> int:
    try:
        found = _of_file(chosen) if chosen.file is not None else _of_office(chosen)
    except ValueError as mistake:
        raise Sentence(str(mistake)) from mistake
    if chosen.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:24} {value:g}")
    return 0


def _of_file(chosen: argparse.Namespace) -> Mapping[str, float]:
    _must_be_there(chosen.file)
    from onelane.twin.forecast.calls import read, three_weeks
    from onelane.twin.forecast.evaluation import evaluate  # takes seconds to import: not for a slip of the pen

    calls = read(chosen.file)
    until = chosen.until or three_weeks(calls)
    if not chosen.choose:
        return evaluate(calls, until=until).shown()
    from onelane.twin.forecast import choosing

    kind = choosing.best(calls, until)
    print(f"Chosen on the days until {until}: {kind}", file=sys.stderr)
    return evaluate(calls, until=until, kind=kind).shown()


def _of_office(chosen: argparse.Namespace) -> Mapping[str, float]:
    from onelane.twin import loading
    from onelane.twin.forecast.simulated import judge

    if chosen.judged < 1:
        raise Sentence("At least one day must be judged.")
    scenario = loading.load(chosen.scenario)
    workers = os.cpu_count() or 1
    return judge(scenario, learnt=chosen.learnt, judged=chosen.judged, seed=chosen.seed, workers=workers).shown()


def _learn(chosen: argparse.Namespace) -> int:
    with office():
        from onelane.channels.shared.estimates import learning

        found = learning.learn_now(chosen.office)
    for service, days in found.items():
        print(f"{service}: learnt from {days} days.")
    if not found:
        print(f"No service has had {learning.VISITS} visits on six days yet; phones show the length of the queue.")
    return 0


def _choose(chosen: argparse.Namespace) -> int:
    _must_be_there(chosen.file)
    from onelane.twin.forecast import choosing
    from onelane.twin.forecast.calls import read, three_weeks

    try:
        calls = read(chosen.file)
        parts = choosing.folds(calls, three_weeks(calls))
    except ValueError as mistake:
        raise Sentence(str(mistake)) from mistake
    found = []
    for kind in choosing.kinds():
        found.append(choosing.tried(kind, parts))
        _tell(found[-1])
    print("Best:")
    _tell(min(found, key=lambda one: one.mean))
    return 0


def _tell(one: Tried) -> None:
    folds = " ".join(f"{ratio:.3f}" for ratio in one.ratios)
    print(f"{one.mean:.4f} of last to enter ({folds}) {one.kind}", flush=True)


def _must_be_there(file: Path) -> None:
    if not file.is_file():
        raise Sentence(f"There is no file {file}.")
