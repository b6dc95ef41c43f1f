"""Reads the command line and calls the module that the first word names."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Sequence

from onelane import command
from onelane.command.postgres.cluster import DatabaseUnusable
from onelane.command.sentence import Sentence


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; what a person can mend is told in one sentence, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onelane.config.settings")
    chosen = _parser().parse_args(words)
    try:
        return int(chosen.handler(chosen) or 0)
    except (DatabaseUnusable, Sentence) as told:
        print(f"onelane: {told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onelane", description="A vehicle office where a citizen queues once.")
    subparsers = parser.add_subparsers(metavar="command", required=True)
    for module in pkgutil.iter_modules(command.__path__):
        if module.name.startswith("_"):
            continue
        add_parser = getattr(importlib.import_module(f"onelane.command.{module.name}"), "add_parser", None)
        if add_parser is not None:
            add_parser(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
