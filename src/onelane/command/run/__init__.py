"""`onelane run`: the whole office on one machine, from nothing to its addresses."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from onelane.command import postgres
from onelane.command.compile_messages import compile_messages
from onelane.command.load import pass_phrase
from onelane.command.migrate import migrate
from onelane.command.run.processes import HOST, check_ports, children, first_port
from onelane.command.run.supervisor import Supervisor
from onelane.command.sentence import Sentence
from onelane.config import state

STARTING = 60.0  # seconds until the pages must answer


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `run`."""
    parser = subparsers.add_parser("run", help="start the office on this machine; Ctrl-C stops it")
    parser.set_defaults(handler=_run)


def _run(_chosen: argparse.Namespace) -> None:
    port = first_port()
    check_ports(port)
    with ExitStack() as stack:
        look_after: Callable[[], None] = lambda: None  # noqa: E731 - nothing to look after with a database of others
        if "DATABASE_URL" not in os.environ:
            server = postgres.start(state.folder())
            stack.callback(server.stop)
            os.environ["DATABASE_URL"] = server.url
            look_after = _reviving(server)
        static, accounts = prepare(os.environ["DATABASE_URL"])
        supervisor = Supervisor(children(port, static), look_after)
        supervisor.run(lambda: _announce(supervisor, port, accounts))
    print("The office is closed.")


def prepare(url: str) -> tuple[Path, str]:
    """Bring tables, translations, static files and the demo office up to date; return static folder and accounts."""
    compile_messages()
    migrate(url, quiet=True)
    words = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    if subprocess.run(words, env=os.environ | {"ONELANE_STATIC": "hashed"}, check=False).returncode != 0:
        raise Sentence("The static files could not be collected; what is above says why.")
    # The rights of a process are chosen when its settings are read, and loading needs the owner's.
    load = [sys.executable, "-m", "onelane.command", "load-office"]
    loaded = subprocess.run(
        load, env=os.environ | {"ONELANE_DB_ROLE": "owner"}, stdout=subprocess.PIPE, text=True, check=False
    )
    if loaded.returncode != 0:
        raise Sentence("The demo office could not be loaded; what is above says why.")
    return state.folder() / "static", loaded.stdout


def _reviving(server: postgres.Server) -> Callable[[], None]:
    def look_after() -> None:
        if not server.is_ready():
            print("The database ended unexpectedly and is started again.", flush=True)
            server.revive()

    return look_after


def _announce(supervisor: Supervisor, port: int, accounts: str) -> None:
    deadline = time.monotonic() + STARTING
    while not supervisor.asked_to_stop and not _answers(port):
        supervisor.check_alive()
        if time.monotonic() > deadline:
            raise Sentence("The pages do not answer; what is above may say why.")
        time.sleep(0.1)
    if supervisor.asked_to_stop:
        return
    print(f"\nThe office is open: http://{HOST}:{port}")
    print(f"Live events on port {port + 1}, practice gateway of payments on port {port + 2}.\n")
    print(f"Staff sign in at http://{HOST}:{port}/sign-in/, citizens at http://{HOST}:{port}/account/sign-in/,")
    print(f"all with the pass phrase {pass_phrase()}, as:")
    print(accounts)
    print(f"What the office tells citizens arrives on http://{HOST}:{port}/practice/phone/")
    print("Ctrl-C closes it; what was done is there again next time.", flush=True)


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((HOST, port)) == 0
