"""`onelane services`: what the office offers, over which channels, and what part brings the rest."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from onelane import catalogue
from onelane.catalogue.spec import Service

ORDER = ("lane", "online", "kiosk")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `services`."""
    parser = subparsers.add_parser("services", help="list the services with their article numbers and channels")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as a JSON list")
    form.add_argument("--cpsv", action="store_true", help="as CPSV-AP 3.2 in Turtle, for service directories")
    parser.add_argument("--catalogue", type=Path, default=None, help="another folder than the one shipped")
    parser.add_argument("--address", default="http://localhost:8000", help="where the office is found, for --cpsv")
    parser.set_defaults(handler=_run)


def listed(service: Service) -> dict[str, object]:
    """Return one service as a plain object; `awaits` names the part that brings the channels it lacks."""
    found: dict[str, object] = {
        "id": service.code, "title": service.title.to_json(), "article": list(service.seed),
        "offered": list(service.offered), "sure": service.sure,
    }  # fmt: skip
    return {**found, "awaits": service.awaits} if service.awaits else found


def in_order(services: list[Service]) -> list[Service]:
    """Return services in the order of the article: the lane, online 1 to 28, kiosk 1 to 9."""
    return sorted(services, key=lambda one: min((_place(name) for name in one.seed), default=(len(ORDER), 0)))


def _place(name: str) -> tuple[int, int]:
    channel, _, number = name.partition(" ")
    return (ORDER.index(channel) if channel in ORDER else len(ORDER), int(number) if number.isdigit() else 0)


def _run(chosen: argparse.Namespace) -> None:
    known = catalogue.load(chosen.catalogue)
    services = in_order(list(known.services.values()))
    if chosen.json:
        print(json.dumps([listed(one) for one in services], ensure_ascii=False, indent=2))
    elif chosen.cpsv:
        from onelane.catalogue.cpsv import turtle

        print(turtle(known, chosen.address), end="")
    else:
        for one in services:
            offered = ", ".join(one.offered) or "-"
            awaits = f"  (more with: {one.awaits})" if one.awaits else ""
            print(f"{', '.join(one.seed):22} {one.code:36} {offered:14} {one.title.zh} / {one.title.en}{awaits}")
        print(f"{len(services)} services")
