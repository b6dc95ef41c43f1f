"""`onelane worker`: carries out the outbox, seals the journal, does the rooms' periodic tasks; any number may run."""

from __future__ import annotations

import argparse
import importlib
import logging
import pkgutil
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType, FunctionType

from onelane.command.connection import office

OUTBOX_EVERY = 0.3  # seconds; see records.outbox for why nobody is woken by NOTIFY
OUTBOX_AT_ONCE = 50
SEAL_EVERY = 2.0
AFTER_TROUBLE = 1.0
PATIENCE = 20.0  # seconds for what is being done when the end is asked for; more than a statement may last

Task = FunctionType
_log = logging.getLogger(__name__)


@dataclass
class Job:
    """Something done again and again in a thread of its own; `work` returns how long to wait before the next time."""

    name: str
    work: Callable[[], float]
    stop: threading.Event
    woken: threading.Event | None = None
    _trouble: str = field(default="", init=False)

    def run(self) -> None:
        """Work until the end is asked for; trouble is told once and tried again."""
        while not self.stop.is_set():
            wait = self._once()
            if self.woken is not None and not self._trouble:
                self.woken.wait(wait)
                self.woken.clear()
            else:
                self.stop.wait(wait)

    def _once(self) -> float:
        from django.db import close_old_connections, connection

        close_old_connections()
        try:
            wait = self.work()
        except Exception as trouble:  # noqa: BLE001 - the worker outlives whatever happens to one job
            self._tell(told(trouble))
            connection.close()
            return AFTER_TROUBLE
        finally:
            close_old_connections()
        if self._trouble:
            _log.warning("%s: works again", self.name)
            self._trouble = ""
        return wait

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:  # while the database is away, one line and not three a second
            _log.warning("%s: %s", self.name, trouble)
        self._trouble = trouble


def told(trouble: BaseException) -> str:
    """Tell a trouble by its kind and the place in the code: its words may hold personal data."""
    where = traceback.extract_tb(trouble.__traceback__)
    place = f" at {Path(where[-1].filename).name}:{where[-1].lineno}" if where else ""
    code = getattr(trouble, "code", "")
    return f"{type(trouble).__qualname__}{f' {code}' if isinstance(code, str) and code else ''}{place}"


def periodic_tasks() -> list[tuple[timedelta, Task]]:
    """Import every `tasks.py` of the office, which registers its outbox handlers, and collect its PERIODIC."""
    return [entry for module in _task_modules() for entry in getattr(importlib.import_module(module), "PERIODIC", ())]


def _task_modules() -> Iterator[str]:
    import onelane

    for module in pkgutil.walk_packages(onelane.__path__, "onelane.", onerror=_raise):
        if module.name.endswith(".tasks"):
            yield module.name


def _raise(_name: str) -> None:
    raise  # noqa: PLE0704 - walk_packages calls this inside its except clause and would drop the error


def jobs(stop: threading.Event) -> list[Job]:
    """Return the worker's jobs, each in its own thread: while one waits for a gateway, the others go on."""
    from onelane.records import checkpoints, outbox

    def carry_out() -> float:
        return 0.0 if outbox.carry_out(OUTBOX_AT_ONCE) else OUTBOX_EVERY

    def seal() -> float:
        checkpoints.seal()
        return SEAL_EVERY

    periodic = [periodic_job(every, task, stop) for every, task in periodic_tasks()]
    return [Job("outbox", carry_out, stop, outbox.woken), Job("journal", seal, stop), *periodic]


def periodic_job(every: timedelta, task: Task, stop: threading.Event) -> Job:
    """Return the job of a room's periodic task."""
    pause = every.total_seconds()

    def work() -> float:
        task()
        return pause

    return Job(f"{task.__module__}.{task.__name__}", work, stop)


def run(stop: threading.Event) -> int:
    """Do all jobs until `stop` is set; 1 if one of them did not end in time."""
    todo = jobs(stop)
    threads = [threading.Thread(target=_thread, args=(job,), name=job.name, daemon=True) for job in todo]
    for thread in threads:
        thread.start()
    stop.wait()
    for job in todo:
        if job.woken is not None:
            job.woken.set()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return int(any(thread.is_alive() for thread in threads))


def _thread(job: Job) -> None:
    from django.db import connections

    try:
        job.run()
    finally:
        connections.close_all()


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `worker`."""
    parser = subparsers.add_parser("worker", help="carry out the outbox, seal the journal, do periodic tasks")
    parser.set_defaults(handler=_run)


def _run(_chosen: argparse.Namespace) -> int:
    stop = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    with office():
        return run(stop)
