"""A reader of identity cards on a serial line: the frames of the SAM module (GA 450), and a reader for practice.

A frame is `AA AA AA 96 69`, the length of what follows (2 bytes, big-endian), command or status, data, and the XOR of
length, command and data. Find `20 01`, select `20 02`, read `30 01`; an answer begins with three bytes of status.
"""

from __future__ import annotations

import os
import select
import termios
from collections.abc import Callable
from functools import reduce
from typing import Protocol

from onelane.office.kiosks import id_card
from onelane.office.kiosks.devices import IdCard
from onelane.office.kiosks.rules import PartState

HEAD = b"\xaa\xaa\xaa\x96\x69"
FIND, SELECT, READ = b"\x20\x01", b"\x20\x02", b"\x30\x01"
FOUND, DONE, STATUS_SIZE = b"\x00\x00\x9f", b"\x00\x00\x90", 3
SIZES = 4  # two lengths before text and picture
PATIENCE = 1.5  # seconds
LONGEST = 4096


class Line(Protocol):
    """A line to a device."""

    def send(self, told: bytes) -> None:
        """Send bytes; raises OSError when nobody is there."""
        ...

    def hear(self, size: int) -> bytes:
        """Return so many bytes, or fewer when nothing more comes in time."""
        ...


class SerialLine:
    """A serial port of this machine at 115200 baud, 8 bits, no parity; the port is opened once a card is asked for."""

    def __init__(self, port: str, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._file = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        told = termios.tcgetattr(self._file)
        told[0] = told[1] = told[3] = 0
        told[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
        told[4] = told[5] = termios.B115200
        termios.tcsetattr(self._file, termios.TCSANOW, told)

    def send(self, told: bytes) -> None:
        """Send bytes."""
        os.write(self._file, told)

    def hear(self, size: int) -> bytes:
        """Return so many bytes, or fewer when nothing more comes in time."""
        heard = b""
        while len(heard) < size:
            ready, _, _ = select.select([self._file], [], [], self._patience)
            if not ready:
                break
            heard += os.read(self._file, size - len(heard))
        return heard

    def close(self) -> None:
        """Let the port go."""
        os.close(self._file)


class SamReader:
    """Reads cards over a line."""

    def __init__(self, line: Callable[[], Line]) -> None:
        self._line = line

    def state(self) -> PartState:
        """Tell whether the reader answers; whether a card lies there does not matter."""
        try:
            self._ask(self._line(), FIND)
        except (OSError, ValueError):
            return "away"
        return "ok"

    def read(self) -> IdCard | None:
        """Return the card on the reader, or None; raises ValueError for one that cannot be read."""
        raw = self.text()
        return None if raw is None else id_card.read(raw)

    def text(self) -> bytes | None:
        """Return the text of the card on the reader, or None where none lies there."""
        line = self._line()
        if self._ask(line, FIND)[:STATUS_SIZE] != FOUND:
            return None
        if self._ask(line, SELECT)[:STATUS_SIZE] != DONE:
            return None
        told = self._ask(line, READ)
        if told[:STATUS_SIZE] != DONE:
            raise ValueError("the card was taken away too early")
        size = int.from_bytes(told[STATUS_SIZE : STATUS_SIZE + 2], "big")
        return told[STATUS_SIZE + SIZES : STATUS_SIZE + SIZES + size]

    @staticmethod
    def _ask(line: Line, command: bytes) -> bytes:
        line.send(frame(command))
        head = line.hear(len(HEAD) + 2)
        size = int.from_bytes(head[-2:], "big")
        if not head.startswith(HEAD) or not 1 < size <= LONGEST:
            raise ValueError("the reader does not answer as readers do")
        told = line.hear(size)
        if len(told) != size or _xor(head[-2:] + told[:-1]) != told[-1]:
            raise ValueError("the answer was cut off")
        return told[:-1]


def frame(told: bytes) -> bytes:
    """Return a command, or an answer of the practice reader, as it goes over the line."""
    body = (len(told) + 1).to_bytes(2, "big") + told
    return HEAD + body + bytes([_xor(body)])


def _xor(told: bytes) -> int:
    return reduce(lambda one, other: one ^ other, told, 0)


class PracticeLine:
    """A line to a reader for practice: `card` is the text that lies there, None for none; it can be unplugged."""

    def __init__(self, card: bytes | None = None, *, plugged: bool = True, taken_away: bool = False) -> None:
        self.card, self.plugged, self.taken_away = card, plugged, taken_away
        self._waiting = b""

    def send(self, told: bytes) -> None:
        """Take a command and have the answer ready."""
        if not self.plugged:
            raise OSError("unplugged")
        command = told[len(HEAD) + 2 : -1]
        self._waiting += frame(self._answer(command))

    def hear(self, size: int) -> bytes:
        """Return what is ready."""
        told, self._waiting = self._waiting[:size], self._waiting[size:]
        return told

    def _answer(self, command: bytes) -> bytes:
        if self.card is None:
            return b"\x00\x00\x80"
        if command == FIND:
            return FOUND + b"\x00" * 4
        if command == SELECT:
            return DONE + b"\x00" * 8
        if self.taken_away:
            return b"\x00\x00\x41"
        return DONE + len(self.card).to_bytes(2, "big") + b"\x00\x00" + self.card
