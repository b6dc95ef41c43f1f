"""The page server and the live server as `onelane run` starts them, and open live pages that listen."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from onelane.command.compile_messages import compile_messages
from onelane.command.run import processes
from onelane.command.sentence import Sentence
from onelane.config import state

STARTING = 60.0
FIRST_PORT, PORTS = 8700, 400


def free_ports() -> int:
    """Return the first of three ports in a row that nobody listens on."""
    # Page servers share a port with whoever else asks to share it, so two that start at once must not look at the same.
    for turn in range(PORTS):
        first = FIRST_PORT + 3 * ((os.getpid() + turn) % PORTS)
        try:
            processes.check_ports(first)
        except Sentence:
            continue
        return first
    raise Sentence(f"No three free ports in a row above {FIRST_PORT}.")


@contextmanager
def servers(port: int, *names: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run some of the office's processes with the environment of this one; all of them when none is named."""
    compile_messages()
    words = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(words, env=os.environ | {"ONELANE_STATIC": "hashed"}, check=True)
    children = [one for one in processes.children(port, state.folder() / "static") if not names or one.name in names]
    try:
        for child in children:
            child.start()
        _wait_for(port)
        yield {child.name: child.process for child in children if child.process is not None}
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for child in children:
                child.send(number)
            for child in children:
                _wait_out(child.process, 10.0)


def _wait_out(process: subprocess.Popen[bytes] | None, seconds: float) -> None:
    if process is not None:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return


def _wait_for(*ports: int) -> None:
    deadline = time.monotonic() + STARTING
    for port in ports:
        while not _answers(port):
            if time.monotonic() > deadline:
                raise Sentence("The pages do not answer; what is above may say why.")
            time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((processes.HOST, port)) == 0


class LivePages:
    """Open pages that listen for live events, and how many they have heard."""

    def __init__(self, port: int, tokens: Sequence[str]) -> None:
        _wait_for(port)
        self.heard = 0
        self._stop = threading.Event()
        self._reading = selectors.DefaultSelector()
        for token in tokens:
            page = socket.create_connection((processes.HOST, port), 10)
            page.sendall(f"GET /live/?t={token} HTTP/1.1\r\nHost: {processes.HOST}:{port}\r\n\r\n".encode())
            self._reading.register(page, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pages."""
        self._stop.set()
        self._thread.join()
        for key in list(self._reading.get_map().values()):
            self._reading.unregister(key.fileobj)
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._reading.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            for key, _ in self._reading.select(0.2):
                if isinstance(key.fileobj, socket.socket):
                    self.heard += key.fileobj.recv(65536).count(b'"e":')
