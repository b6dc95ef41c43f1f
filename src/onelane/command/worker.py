"""`onelane worker`: carries out the outbox, seals the journal, and runs what rooms do from time to time."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import pkgutil
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from onelane.command.connection import office

ROOMS = ("onelane.registers", "onelane.records", "onelane.office", "onelane.gateways", "onelane.channels")
LONGEST_PAUSE = 30.0  # seconds after work that failed again and again

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Loop:
    """Work done again and again, with so many seconds between, or sooner when woken."""

    name: str
    every: float
    work: Callable[[], object]
    woken: threading.Event | None = None


def loops() -> list[Loop]:
    """Return outbox, checkpoints, and what rooms ask for: `PERIODIC` in a `tasks.py`, pairs of time and function."""
    from onelane.records import checkpoints, outbox

    found = [Loop("outbox", 0.3, outbox.carry_out, outbox.woken), Loop("checkpoints", 1.0, checkpoints.seal)]
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if module.name.endswith(".tasks"):
                told = getattr(importlib.import_module(module.name), "PERIODIC", ())
                found += [Loop(f"{module.name}.{work.__name__}", every.total_seconds(), work) for every, work in told]
    return found


def keep_doing(loop: Loop, stopped: threading.Event) -> None:
    """Do a loop's work until stopped; trouble is logged and never ends the loop."""
    from django.db import close_old_connections, connections

    pause = loop.every
    while not stopped.is_set():
        close_old_connections()
        try:
            loop.work()
            pause = loop.every
        except Exception:  # noqa: BLE001 - whatever one round threw, the next one is due
            _log.warning("%s failed and is tried again", loop.name, exc_info=True)
            pause = min(max(pause, 0.5) * 2, LONGEST_PAUSE)
        wait(loop, stopped, pause)
    connections.close_all()


def wait(loop: Loop, stopped: threading.Event, seconds: float) -> None:
    """Wait until the loop is due, woken or stopped."""
    if loop.woken is None:
        stopped.wait(seconds)
    elif loop.woken.wait(seconds):
        loop.woken.clear()


def work(stopped: threading.Event) -> None:
    """Run all loops and the jobs until stopped."""
    threads = [threading.Thread(target=keep_doing, args=(loop, stopped), name=loop.name) for loop in loops()]
    threads.append(threading.Thread(target=_jobs, args=(stopped,), name="jobs"))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _jobs(stopped: threading.Event) -> None:
    import asyncio

    asyncio.run(_run_jobs(stopped))


async def _run_jobs(stopped: threading.Event) -> None:
    import asyncio

    from procrastinate.contrib.django import app

    while not stopped.is_set():
        worker_app = app.with_connector(app.connector.get_worker_connector())
        async with worker_app.open_async():
            running = asyncio.create_task(worker_app.run_worker_async(install_signal_handlers=False, concurrency=2))
            while not stopped.is_set() and not running.done():  # noqa: ASYNC110 - the event belongs to threads
                await asyncio.sleep(0.2)
            running.cancel()
            (outcome,) = await asyncio.gather(running, return_exceptions=True)
            if isinstance(outcome, Exception):
                _log.error("the worker of jobs ended and starts again: %s", outcome)
        await asyncio.sleep(0 if stopped.is_set() else 1)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `worker`."""
    parser = subparsers.add_parser("worker", help="carry out what deeds have put down")
    parser.set_defaults(handler=_run)


def _run(_chosen: argparse.Namespace) -> None:
    stopped = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    os.environ.setdefault("ONELANE_DB_POOL", "0")  # a thread keeps its own connection
    with office("app"):
        work(stopped)
