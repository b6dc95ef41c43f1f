"""A few child processes kept running, and none left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from onelane.command.sentence import Sentence

PR_SET_PDEATHSIG = 1
LET_FINISH = 5.0  # seconds between asking a child to stop and ending it
TOO_SHORT = 10.0  # seconds; a child that lives shorter has not started
TOO_OFTEN = 5

_libc = ctypes.CDLL(None, use_errno=True)  # loaded here: between fork and exec nothing may be loaded


@dataclass
class Child:
    """One process of the office and how to start it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0

    def start(self) -> None:
        """Start the process in a group of its own, so that the terminal's Ctrl-C reaches only its supervisor."""
        parent = os.getpid()

        def bound_to_parent() -> None:
            if sys.platform == "linux":
                _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != parent:  # the supervisor died in between
                    os._exit(1)

        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=bound_to_parent,  # noqa: PLW1509 - the supervisor has one thread
        )

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """Starts children, starts a dead one again with a sentence, and stops all on Ctrl-C or SIGTERM."""

    children: list[Child]
    look_after: Callable[[], None] = lambda: None
    say: Callable[[str], None] = print
    asked_to_stop: bool = field(default=False, init=False)

    def run(self, once_started: Callable[[], None]) -> None:
        """Keep the children running until asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_asked)
        try:
            for child in self.children:
                child.start()
            once_started()
            while not self.asked_to_stop:
                self.look_after()
                for child in self.children:
                    self._look(child)
                time.sleep(0.2)
        finally:
            self._stop_all()

    def check_alive(self) -> None:
        """Start again what has died; stop waiting when asked to."""
        for child in self.children:
            self._look(child)

    def _look(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None or self.asked_to_stop:
            return
        lived = time.monotonic() - child.started
        child.short_lives = child.short_lives + 1 if lived < TOO_SHORT else 0
        if child.short_lives >= TOO_OFTEN:
            raise Sentence(f"The {child.name} does not stay up; what it said is above.")
        self.say(f"The {child.name} ended unexpectedly ({_why(child.process.returncode)}) and is started again.")
        child.send(signal.SIGKILL)  # its own workers, if it was killed before it could end them
        child.start()

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked_to_stop:
            for child in self.children:
                child.send(signal.SIGKILL)
        self.asked_to_stop = True

    def _stop_all(self) -> None:
        self.asked_to_stop = True
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + LET_FINISH
        for child in self.children:
            if child.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            child.send(signal.SIGKILL)
            child.process.wait()


def _why(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
