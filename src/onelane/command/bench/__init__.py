"""`onelane bench`: how fast the hot deeds are, against what the machine's own database can do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping

from onelane.command.sentence import Sentence


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `bench`."""
    parser = subparsers.add_parser("bench", help="measure the hot deeds on a server of their own")
    words = parser.add_subparsers(metavar="what", required=True)
    lane = words.add_parser("lane", help="tickets, calls and completed steps, in process and over HTTP")
    lane.add_argument("--json", action="store_true", help="print one flat JSON object")
    lane.add_argument("--turns", type=int, default=5, help="how often each deed takes its turn (default 5)")
    lane.add_argument("--seconds", type=float, default=2.0, help="how long a turn lasts (default 2)")
    lane.set_defaults(handler=_lane)
    twin = words.add_parser("twin", help="the simulator's pace against Ciw and SimPy (both from requirements/dev.in)")
    twin.add_argument("--json", action="store_true", help="print one flat JSON object")
    twin.set_defaults(handler=_twin)
    _add_plates(words)
    _add_online(words)
    places = words.add_parser("bookings", help="places given out by rank")
    places.add_argument("--json", action="store_true", help="print one flat JSON object")
    places.add_argument("--wishes", type=int, default=50_000, help="how many wishes (default 50,000)")
    places.add_argument("--sessions", type=int, default=2_000, help="over how many sessions (default 2,000)")
    places.set_defaults(handler=_bookings)
    papers = words.add_parser("papers", help="sealed papers of every kind, by the worker's own handler")
    papers.add_argument("--json", action="store_true", help="print one flat JSON object")
    papers.add_argument("--papers", type=int, default=2000, help="how many (default 2000)")
    papers.set_defaults(handler=_papers)
    _add_payments(words)
    _add_photos(words)


def _add_photos(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    photos = words.add_parser("photos", help="ID photos checked by the measuring process, after it is warm")
    photos.add_argument("--json", action="store_true", help="print one flat JSON object")
    photos.add_argument("--pictures", type=int, default=200, help="how many (default 200)")
    photos.set_defaults(handler=_photos)


def _add_plates(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plates = words.add_parser(
        "plates", help="numbers taken and drawn in process, sold over HTTP, and a crush at an opening"
    )
    plates.add_argument("--json", action="store_true", help="print one flat JSON object")
    plates.add_argument("--turns", type=int, default=5, help="how often each deed takes its turn (default 5)")
    plates.add_argument("--seconds", type=float, default=2.0, help="how long a turn lasts (default 2)")
    plates.add_argument("--sale-seconds", type=float, default=300.0, help="how long numbers are sold over HTTP (300)")
    plates.add_argument("--crush", type=int, default=10_000, help="how many people come to an opening (default 10,000)")
    plates.add_argument("--numbers", type=int, default=500, help="for how many numbers they come (default 500)")
    plates.add_argument("--within", type=float, default=60.0, help="within how many seconds they come (default 60)")
    plates.add_argument("--only", choices=("in-process", "sale", "crush"), help="measure one part alone")
    plates.set_defaults(handler=_plates)


def _add_online(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    online = words.add_parser("online", help="the review list, citizens' pages and whole applications")
    online.add_argument("--json", action="store_true", help="print one flat JSON object")
    online.add_argument("--people", type=int, default=1_000_000, help="people and vehicles in the registers")
    online.add_argument("--cases", type=int, default=100_000, help="open cases in the queue of the review")
    online.add_argument("--turns", type=int, default=3, help="how often each deed takes its turn (default 3)")
    online.add_argument("--seconds", type=float, default=5.0, help="how long a turn lasts (default 5)")
    online.set_defaults(handler=_online)


def _add_payments(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    payments = words.add_parser("payments", help="payment notices of both providers, over HTTP")
    payments.add_argument("--json", action="store_true", help="print one flat JSON object")
    payments.add_argument("--turns", type=int, default=5, help="how often it takes its turn (default 5)")
    payments.add_argument("--seconds", type=float, default=2.0, help="how long a turn lasts (default 2)")
    payments.set_defaults(handler=_payments)


def _lane(chosen: argparse.Namespace) -> None:
    from onelane.command.bench import lane

    figures = lane.measure(turns=chosen.turns, seconds=chosen.seconds)
    _say(figures, as_json=chosen.json)


def _plates(chosen: argparse.Namespace) -> None:
    from onelane.command.bench import plates, plates_crush, plates_sale

    parts: dict[str, Callable[[], Mapping[str, object]]] = {
        "in-process": lambda: plates.measure(turns=chosen.turns, seconds=chosen.seconds),
        "sale": lambda: plates_sale.measure(seconds=chosen.sale_seconds),
        "crush": lambda: plates_crush.measure(people=chosen.crush, numbers=chosen.numbers, within=chosen.within),
    }
    figures: dict[str, object] = {}
    for name, measure in parts.items():
        if chosen.only in {None, name}:
            figures |= measure()
    _say(figures, as_json=chosen.json)


def _online(chosen: argparse.Namespace) -> None:
    from onelane.command.bench import online

    figures = online.measure(people=chosen.people, cases=chosen.cases, turns=chosen.turns, seconds=chosen.seconds)
    _say(figures, as_json=chosen.json)


def _bookings(chosen: argparse.Namespace) -> None:
    from onelane.command.bench import bookings

    _say(bookings.measure(wishes=chosen.wishes, sessions=chosen.sessions), as_json=chosen.json)


def _papers(chosen: argparse.Namespace) -> None:
    from onelane.command.bench import papers

    _say(papers.measure(papers=chosen.papers), as_json=chosen.json)


def _payments(chosen: argparse.Namespace) -> None:
    from onelane.command.bench import payments

    _say(payments.measure(turns=chosen.turns, seconds=chosen.seconds), as_json=chosen.json)


def _photos(chosen: argparse.Namespace) -> None:
    try:
        from onelane.command.bench import photos

        _say(photos.measure(pictures=chosen.pictures), as_json=chosen.json)
    except ModuleNotFoundError as missing:
        raise Sentence(f"{missing.name} is not installed; it comes with the tests (make test).") from missing


def _say(figures: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, figure in figures.items():
        print(f"{name:26} {figure}")


def _twin(chosen: argparse.Namespace) -> None:
    try:
        from onelane.command.bench import twin
    except ModuleNotFoundError as missing:
        raise Sentence(f"{missing.name} is not installed; it comes with the tests (make test).") from missing
    _say(twin.measure(), as_json=chosen.json)
