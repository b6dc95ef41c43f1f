"""`onelane log`: the journal of a day as an event log (OCEL 2.0, XES), and what did not follow the plan."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from onelane.command.connection import office
from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.office.cases.traces import Trace

CASES, PLANTED, SEED = 5000, 200, 20261122


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `log`."""
    parser = subparsers.add_parser("log", help="the journal as an event log, and what did not follow the plan")
    words = parser.add_subparsers(metavar="what", required=True)
    export = words.add_parser("export", help="write a day, or simulated cases, as OCEL 2.0 or XES")
    export.add_argument("file", type=Path, help="where to; .json or .jsonocel is OCEL 2.0, .xes is XES")
    deviations = words.add_parser("deviations", help="tell what did not follow the plan; 1 when anything did not")
    deviations.add_argument("--json", action="store_true", help="print one JSON object")
    for one in (export, deviations):
        one.add_argument("--office", default="qingdao", help="the office's code (default qingdao)")
        one.add_argument("--day", type=date.fromisoformat, help="such as 2026-11-23 (default yesterday)")
        one.add_argument("--simulated", type=int, metavar="CASES", help="so many cases of the twin, not the office's")
    plant = words.add_parser("plant", help="plant deviations into simulated cases and see whether all are found")
    plant.add_argument("--cases", type=int, default=CASES, help=f"(default {CASES})")
    plant.add_argument("--deviations", type=int, default=PLANTED, help=f"(default {PLANTED})")
    plant.add_argument("--seed", type=int, default=SEED, help=f"(default {SEED})")
    plant.add_argument("--json", action="store_true", help="print one JSON object")
    export.set_defaults(handler=_export)
    deviations.set_defaults(handler=_deviations)
    plant.set_defaults(handler=_plant)


def _traces(chosen: argparse.Namespace) -> Sequence[Trace]:
    if chosen.simulated is not None:
        return _simulated(chosen.simulated, SEED)
    with office():
        from onelane.kernel import clock
        from onelane.office.stations import tracing

        return tracing.traces_of(chosen.office, chosen.day or clock.today() - timedelta(days=1))


def _simulated(cases: int, seed: int) -> list[Trace]:
    from onelane.kernel.clock import OFFICE_ZONE
    from onelane.twin import loading
    from onelane.twin.engine.day import simulate
    from onelane.twin.engine.plan import Plan
    from onelane.twin.eventlog import simulated
    from onelane.twin.eventlog.plan import posts
    from onelane.twin.replicate import generator

    if cases < 1:
        raise Sentence("At least one case is needed.")
    scenario, number = loading.load("after"), 0
    found: list[Trace] = []
    plan, roles = Plan(scenario), posts().roles
    while len(found) < cases:
        midnight = datetime(2026, 1, 1, tzinfo=OFFICE_ZONE) + timedelta(days=number)
        day = simulate(plan, generator(seed, number), log=True)
        found += simulated.traces(scenario, day, midnight=midnight, name=f"{midnight:%y%m%d}", roles=roles)
        number += 1
    return found[:cases]


def _export(chosen: argparse.Namespace) -> int:
    from onelane.twin.eventlog import ocel, xes

    if chosen.file.suffix not in {".json", ".jsonocel", ".xes"}:
        raise Sentence(f"{chosen.file.name} should end in .json, .jsonocel (both OCEL 2.0) or .xes.")
    traces = _traces(chosen)
    if chosen.file.suffix == ".xes":
        content = xes.written(traces)
    else:
        content = json.dumps(ocel.written(traces), ensure_ascii=False).encode()
    chosen.file.write_bytes(content)
    print(f"{len(traces)} cases with {sum(len(one.events) for one in traces)} events in {chosen.file}.")
    return 0


def _deviations(chosen: argparse.Namespace) -> int:
    from onelane.twin.eventlog.conformance import deviations
    from onelane.twin.eventlog.plan import posts

    traces, plan = _traces(chosen), posts()
    found = deviations(traces, roles=plan.roles, hand_work=plan.hand_work, over=True)
    if chosen.json:
        told = [{"case": one.case, "at": one.at.isoformat(), "kind": one.kind, "step": one.step} for one in found]
        print(json.dumps({"cases": len(traces), "deviations": told}))
        return 1 if found else 0
    for one in found:
        print(f"{one.at:%H:%M:%S} {one.case} {one.kind} {one.step}")
    print(f"{len(traces)} cases, {len(found)} deviations in {len({one.case for one in found})} of them.")
    return 1 if found else 0


def _plant(chosen: argparse.Namespace) -> int:
    from numpy.random import default_rng

    from onelane.twin.eventlog import planting
    from onelane.twin.eventlog.conformance import deviations
    from onelane.twin.eventlog.plan import posts

    plan = posts()
    clean = _simulated(chosen.cases, chosen.seed)
    before = deviations(clean, roles=plan.roles, hand_work=plan.hand_work, over=True)
    changed, planted = planting.plant(clean, chosen.deviations, default_rng(chosen.seed))
    found = deviations(changed, roles=plan.roles, hand_work=plan.hand_work, over=True)
    missed, false = planting.missed(planted, found), planting.false_alarms(planted, found)
    kinds = dict(Counter(one.kind for one in planted))
    told = {"cases": len(clean), "deviations_before": len(before), "planted": len(planted),
            "found": len(planted) - len(missed), "false_alarms": len(false), "kinds": kinds}  # fmt: skip
    if chosen.json:
        print(json.dumps(told))
    else:
        print(f"{told['found']} of {len(planted)} planted deviations found in {len(clean)} cases, "
              f"{len(false)} false alarms; {len(before)} deviations before planting.")  # fmt: skip
    return 1 if missed or false or before else 0
