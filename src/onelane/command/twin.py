"""`onelane twin` and `onelane simulate`: run the simulated office, compare two worlds, check it against theory."""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from onelane.command import _staffing
from onelane.command.sentence import Sentence

if TYPE_CHECKING:
    from onelane.twin.report import Report
    from onelane.twin.scenario import Scenario

DAYS = 400
SEED = 20261122


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the words `twin` and `simulate`."""
    twin = subparsers.add_parser("twin", help="the simulated office: run, compare, check")
    words = twin.add_subparsers(metavar="what", required=True)
    run = words.add_parser("run", help="simulate days of one scenario")
    run.add_argument("scenario", nargs=1, help="a file of src/onelane/twin/scenarios, without .toml")
    compare = words.add_parser("compare", help="simulate scenarios side by side with the same chance")
    compare.add_argument("scenario", nargs="+", help="files of src/onelane/twin/scenarios, without .toml")
    what_if = words.add_parser("what-if", help="other numbers of servers on the same days")
    what_if.add_argument("scenario", help="a file of src/onelane/twin/scenarios, without .toml")
    what_if.add_argument("servers", nargs="+", metavar="STEP=N", help="e.g. acceptance=5 inspection=7")
    _options(what_if)
    what_if.set_defaults(handler=_what_if)
    staff = words.add_parser("staff", help="find the fewest servers that reach a target")
    staff.add_argument("scenario", help="a file of src/onelane/twin/scenarios, without .toml")
    staff.add_argument("--target", type=float, default=30.0, help="mean minutes from door to door (default 30)")
    staff.add_argument("--days", type=int, default=40, help="days on which each staffing is tried (default 40)")
    staff.add_argument("--seed", type=int, default=SEED, help=f"the same seed gives the same days (default {SEED})")
    staff.add_argument("--json", action="store_true", help="print one JSON object")
    staff.set_defaults(handler=_staff)
    _staffing.add_words(words, seed=SEED)
    check = words.add_parser("check", help="check the simulator against closed forms; 1 when one does not hold")
    check.add_argument("--seeds", type=int, default=100, help="runs of each case (default 100)")
    check.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(handler=_check)
    simulate = subparsers.add_parser("simulate", help="simulate scenarios side by side (onelane twin compare)")
    simulate.add_argument("scenario", nargs="+", help="files of src/onelane/twin/scenarios, without .toml")
    for parser in (run, compare, simulate):
        _options(parser)
        parser.set_defaults(handler=_simulate)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=DAYS, help=f"independent days (default {DAYS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"the same seed gives the same days (default {SEED})")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _simulate(chosen: argparse.Namespace) -> int:
    if chosen.days < 1:
        raise Sentence("At least one day is needed.")
    began = time.monotonic()
    reports = {name: _report(name, chosen) for name in chosen.scenario}
    if chosen.json:
        print(json.dumps({name: report.to_json() for name, report in reports.items()}, ensure_ascii=False))
        return 0
    for report in reports.values():
        _tell(report)
    print(f"Simulated in {time.monotonic() - began:.1f} s with seed {chosen.seed}.")
    return 0


def _report(name: str, chosen: argparse.Namespace) -> Report:
    from onelane.twin import replicate, report

    scenario = scenario_of(name)
    days = replicate.replicate(scenario, days=chosen.days, seed=chosen.seed, workers=chosen.workers)
    return report.summarise(scenario, days)


def scenario_of(name: str) -> Scenario:
    """Return a scenario by name; tell what is wrong with it in a sentence."""
    from onelane.catalogue.reading import CatalogueError
    from onelane.twin import loading

    try:
        return loading.load(name)
    except CatalogueError as mistake:
        raise Sentence(str(mistake)) from mistake


def _tell(report: Report) -> None:
    low, high = report.ci95
    print(
        f"{report.scenario}: {report.mean_minutes:.1f} min from door to door (95 %: {low:.1f} to {high:.1f}), "
        f"half within {report.p50:.0f}, 8 of 10 within {report.p10:.0f} to {report.p90:.0f}; "
        f"queues to stand in: {report.queues}; last car out at {report.last_out}; "
        f"{report.days} days, {report.cars} cars, {report.unserved} unserved."
    )
    print(f"  {'station':24}{'wait, mean':>12}{'9 of 10':>10}{'waiting':>10}{'busy':>8}")
    for step, one in report.stations.items():
        if one.utilisation:
            print(
                f"  {step:24}{one.mean_wait:10.1f} min{one.p90_wait:8.1f}"
                f"{one.mean_waiting:10.2f}{100 * one.utilisation:6.0f} %"
            )


def _check(chosen: argparse.Namespace) -> int:
    from onelane.twin.theory.checking import check_all

    found = check_all(seeds=chosen.seeds, workers=chosen.workers)
    ok, wished = all(one.ok for one in found), sum(one.as_wished for one in found)
    if chosen.json:
        cases = [asdict(one) | {"ok": one.ok, "as_wished": one.as_wished} for one in found]
        print(json.dumps({"ok": ok, "as_wished": wished, "cases": cases}))
        return 0 if ok else 1
    for one in found:
        print(
            f"{one.case:32} theory {one.theory:8.4f}  simulated {one.simulated:8.4f} +- {one.error:.4f}  "
            f"in the interval {one.held} of {one.runs}  {'ok' if one.ok else 'DOES NOT HOLD'}"
        )
    print(f"{wished} of {len(found)} cases hold in 93 of 100 runs or more; all of them and no bias: {ok}.")
    return 0 if ok else 1


def _what_if(chosen: argparse.Namespace) -> int:
    from onelane.twin import whatif
    from onelane.twin.replicate import replicate
    from onelane.twin.report import summarise

    scenario = scenario_of(chosen.scenario)
    try:
        other = whatif.with_servers(scenario, _servers(chosen.servers))
    except ValueError as mistake:
        raise Sentence(str(mistake)) from mistake
    now, then = (
        replicate(one, days=chosen.days, seed=chosen.seed, workers=chosen.workers) for one in (scenario, other)
    )
    change = whatif.difference(now, then)
    hours = whatif.hours_a_day(other) - whatif.hours_a_day(scenario)
    reports = summarise(scenario, now), summarise(other, then)
    if chosen.json:
        found = {"now": reports[0].to_json(), "then": reports[1].to_json(), "minutes": round(change.mean, 2)}
        print(json.dumps(found | {"ci95": [round(change.low, 2), round(change.high, 2)], "server_hours_a_day": hours}))
        return 0
    for report in reports:
        _tell(report)
    print(
        f"With {', '.join(chosen.servers)}: {change.mean:+.1f} min a car "
        f"(95 %: {change.low:+.1f} to {change.high:+.1f}) for {hours:+.1f} server hours a day."
    )
    return 0


def _servers(words: list[str]) -> dict[str, int]:
    found = {}
    for word in words:
        step, _, count = word.partition("=")
        if not count.isdecimal() or int(count) < 1:
            raise Sentence(f"{word!r} is not of the form acceptance=5.")
        found[step] = int(count)
    return found


def _staff(chosen: argparse.Namespace) -> int:
    from onelane.twin import whatif

    try:
        found = whatif.cheapest(scenario_of(chosen.scenario), target=chosen.target, days=chosen.days, seed=chosen.seed)
    except whatif.UnreachableError as no:
        raise Sentence(f"{str(no)[0].upper()}{str(no)[1:]}.") from no
    if chosen.json:
        print(json.dumps(asdict(found)))
        return 0
    servers = ", ".join(f"{step} {count}" for step, count in found.servers.items())
    print(f"{found.minutes:.1f} min from door to door with {servers}: {found.hours:.0f} server hours a day.")
    return 0
