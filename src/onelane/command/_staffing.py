"""`onelane twin roster` and `onelane twin pool`: who is needed when, and whether all-round windows pay."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from onelane.command.sentence import Sentence

DAYS = 20


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser], *, seed: int) -> None:
    """Add the words `roster` and `pool`."""
    roster = words.add_parser("roster", help="the fewest hours at a station, by quarter hour, for nine of ten in time")
    roster.add_argument("scenario", help="a file of src/onelane/twin/scenarios, without .toml")
    roster.add_argument("station", help="e.g. acceptance")
    roster.add_argument("--target", type=float, default=60.0, help="minutes from door to door (default 60)")
    roster.add_argument("--share", type=float, default=0.9, help="how many of all cars must be out (default 0.9)")
    pool = words.add_parser("pool", help="specialised against all-round windows, and the break-even slow-down")
    pool.add_argument("scenario", help="a file of src/onelane/twin/scenarios, without .toml")
    pool.add_argument("stations", nargs="+", help="e.g. acceptance review payment")
    for parser, handler in ((roster, _roster), (pool, _pool)):
        parser.add_argument("--days", type=int, default=DAYS, help=f"days on which each is tried (default {DAYS})")
        parser.add_argument("--seed", type=int, default=seed, help=f"the same seed gives the same days ({seed})")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.set_defaults(handler=handler)


def _roster(chosen: argparse.Namespace) -> int:
    from onelane.command.twin import scenario_of
    from onelane.twin import rostering

    scenario, told = scenario_of(chosen.scenario), vars(chosen)
    try:
        found = rostering.cheapest(
            scenario, chosen.station, target=told["target"], share=told["share"], days=told["days"], seed=told["seed"]
        )
    except ValueError as no:
        raise Sentence(f"{str(no)[0].upper()}{str(no)[1:]}.") from no
    if chosen.json:
        print(json.dumps(asdict(found)))
        return 0
    for at, servers in enumerate(found.servers):
        minute = int(found.opens + rostering.QUARTER * at)
        print(f"{minute // 60:02}:{minute % 60:02}  {servers}")
    print(
        f"{found.hours:.1f} hours a day instead of {found.flat_hours:.1f} with {found.flat} all day; "
        f"on fresh days {100 * found.reached:.1f} % of the cars were out within {chosen.target:g} minutes."
    )
    return 0


def _pool(chosen: argparse.Namespace) -> int:
    from onelane.command.twin import scenario_of
    from onelane.twin import pooling

    try:
        found = pooling.compare(scenario_of(chosen.scenario), chosen.stations, days=chosen.days, seed=chosen.seed)
    except ValueError as no:
        raise Sentence(f"{str(no)[0].upper()}{str(no)[1:]}.") from no
    if chosen.json:
        print(json.dumps(asdict(found)))
        return 0
    for slower, minutes in found.curve:
        print(f"all-round, {100 * slower:3.0f} % slower: {minutes:5.1f} min")
    print(
        f"{found.clerks} clerks at {', '.join(found.steps)}: {found.specialised:.1f} min specialised; "
        f"all-round pays while it is at most {100 * found.break_even:.1f} % slower."
    )
    return 0
