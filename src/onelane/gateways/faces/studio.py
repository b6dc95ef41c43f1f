"""The office's photo studio: one measuring process, started when first asked, replaced when it dies or is too slow."""

from __future__ import annotations

import atexit
import selectors
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from typing import IO

from onelane.gateways.faces import process
from onelane.office.photos.gateway import Measured, Unmeasured
from onelane.office.photos.rules import Frame, Measures

SECONDS = 20.0  # for one picture; the first one also waits for the libraries to load
MOST = 500  # pictures, then a fresh process: what a library leaks is bounded
COMMAND = (sys.executable, "-I", "-m", "onelane.gateways.faces.process")


@dataclass
class _Running:
    child: subprocess.Popen[bytes] | None = None
    pictures: int = 0


_lock = threading.Lock()
_running = _Running()


class Studio:
    """Measures by the one process of this server process; pictures wait for one another."""

    def measure(self, picture: bytes, frame: Frame) -> Measured | Unmeasured:
        """Measure one picture within a few seconds and cut it to the frame."""
        with _lock:
            child = _started()
            try:
                answer = _asked(child, picture, frame)
            except (OSError, ValueError) as reason:
                answer = None
                why = str(reason)
            else:
                why = "too slow"
            if answer is None:
                _ended()
                return Unmeasured(why)
        head, photo = answer
        if "no" in head:
            return Unmeasured(str(head["no"]))
        return Measured(Measures(**head), photo)  # type: ignore[arg-type]  # the process made it of Measures


def warm() -> int:
    """Start the process before somebody waits for it; return its number."""
    with _lock:
        return _started().pid


def stop() -> None:
    """End the process; the next picture starts another."""
    with _lock:
        _ended()


def _started() -> subprocess.Popen[bytes]:
    child = _running.child
    if child is not None and child.poll() is None and _running.pictures < MOST:
        _running.pictures += 1
        return child
    _ended()
    child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _running.child, _running.pictures = child, 1
    return child


def _asked(child: subprocess.Popen[bytes], picture: bytes, frame: Frame) -> tuple[dict[str, object], bytes] | None:
    """Ask and wait; None when nothing came in time or the process ended."""
    asks, answers = _pipes(child)
    process.send(asks, asdict(frame), picture)
    with selectors.DefaultSelector() as waiting:
        waiting.register(answers, selectors.EVENT_READ)
        if not waiting.select(SECONDS):
            return None
    return process.receive(answers)


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise ValueError("the process has no pipes")
    return child.stdin, child.stdout


def _ended() -> None:
    child, _running.child = _running.child, None
    if child is None:
        return
    child.kill()
    child.communicate()


atexit.register(stop)
