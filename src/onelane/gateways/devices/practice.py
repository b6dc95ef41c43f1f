"""A receipt printer for practice: understands what the driver sends, keeps its paper in a folder, can be unplugged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from escpos.constants import RT_STATUS_ONLINE
from escpos.escpos import Escpos
from PIL import Image

MOOD = "printer.json"
TRAY = "tray"
HANGING = "hanging.bin"  # printed and not cut off yet
STATUS_ASKED = b"\x10\x04"
RASTER = b"\x1dv0"
RASTER_HEAD = 8
CUT = b"\x1dV"
FEED = b"\x1bd"
INIT = b"\x1b@"
FINE, OFFLINE, LOW, NONE = 0x12, 0x1A, 0x1E, 0x7E


class PracticePrinter(Escpos):  # type: ignore[misc]  # the library has no types
    """`printer.json` says how it behaves: `{"paper": "ok"}`, `low`, `out`, `away`; `{"unplug_after": 400}` bytes,
    `{"unplug_at_cut": true}` with the whole slip printed and hanging.

    The paper is what the bytes mean: a bitmap adds to what hangs in the slot, a cut lets it fall into the tray.
    """

    def __init__(self, folder: Path) -> None:
        """Stand in a folder."""
        super().__init__(profile="TM-T20II")
        self._folder = folder
        self._told = mood(folder)
        self._left = self._told.get("unplug_after")
        self._waiting, self._answer = b"", b""

    def open(self, raise_not_found: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - the library's own signature
        """Switch on, unless it is away."""
        if self._told.get("paper") == "away":
            raise OSError("unplugged")

    def close(self) -> None:
        """Switch off; the power of the machine stays."""

    def _raw(self, msg: bytes) -> None:
        if isinstance(self._left, int):
            told, self._left = msg[: self._left], self._left - len(msg)
            if self._left < 0:
                self._hear(told)
                raise OSError("unplugged")
        self._hear(msg)

    def _read(self) -> bytes:
        answer, self._answer = self._answer, b""
        return answer

    def _hear(self, told: bytes) -> None:
        """Do what the bytes say, as far as they are whole; the rest waits for more."""
        self._waiting += told
        while self._waiting and (size := self._one(self._waiting)):
            self._waiting = self._waiting[size:]

    def _one(self, told: bytes) -> int:
        """Do one command and return how long it was; 0 while it is not whole."""
        if told.startswith(STATUS_ASKED):
            return self._status(told)
        if told.startswith(RASTER):
            return self._raster(told)
        if told.startswith(CUT):
            return self._cut(told)
        if told.startswith(INIT):
            return len(INIT)
        if told.startswith(FEED):
            return len(FEED) + 1 if len(told) > len(FEED) else 0
        return 1 if told[0] not in {0x10, 0x1B, 0x1D} else 0

    def _status(self, told: bytes) -> int:
        if len(told) <= len(STATUS_ASKED):
            return 0
        paper = self._told.get("paper")
        if told[:3] == RT_STATUS_ONLINE:
            self._answer = bytes([OFFLINE if paper == "out" else FINE])
        else:
            self._answer = bytes([{"out": NONE, "low": LOW}.get(str(paper), FINE)])
        return 3

    def _raster(self, told: bytes) -> int:
        if len(told) < RASTER_HEAD:
            return 0
        wide, high = int.from_bytes(told[4:6], "little"), int.from_bytes(told[6:8], "little")
        size = RASTER_HEAD + wide * high
        whole = len(told) >= size
        rows = told[RASTER_HEAD:size] if whole else b""
        if whole:
            self._hang(rows)
        return size if whole else 0

    def _hang(self, rows: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / HANGING).open("ab") as file:
            file.write(rows)

    def _cut(self, told: bytes) -> int:
        if len(told) <= len(CUT):
            return 0
        if self._told.get("unplug_at_cut"):
            raise OSError("unplugged")
        hanging, tray = self._folder / HANGING, self._folder / TRAY
        if hanging.exists():
            tray.mkdir(parents=True, exist_ok=True)
            _picture(hanging.read_bytes()).save(tray / f"{len([*tray.iterdir()]) + 1:04d}.png")
            hanging.unlink()
        return len(CUT) + 1


def mood(folder: Path) -> Mapping[str, object]:
    """Return how the practice printer of a machine behaves."""
    try:
        found = json.loads((folder / MOOD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def behave(folder: Path, **told: object) -> None:
    """Tell the practice printer how to behave from now on: `behave(folder, paper="out")`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MOOD).write_text(json.dumps(told), encoding="utf-8")


def tray(folder: Path) -> list[Path]:
    """Return the slips that came out, oldest first."""
    return sorted((folder / TRAY).glob("*.png")) if (folder / TRAY).is_dir() else []


def _picture(rows: bytes) -> Image.Image:
    wide = 72  # bytes a row: 576 dots
    return Image.frombytes("1", (wide * 8, len(rows) // wide), bytes(255 - one for one in rows))
