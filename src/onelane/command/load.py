"""`onelane load-office`: the demo office, its counters and its accounts; loading twice changes nothing."""

from __future__ import annotations

import argparse

from onelane.command.connection import office


def load_office() -> None:
    """Load the demo office of Qingdao."""
    from onelane.registers.offices import actions as offices

    offices.load()


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `load-office`."""
    parser = subparsers.add_parser("load-office", help="load the demo office")
    parser.set_defaults(handler=_run)


def _run(_chosen: argparse.Namespace) -> None:
    with office("owner"):
        load_office()
