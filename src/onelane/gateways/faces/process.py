"""The measuring process: reads pictures from its input, writes measures and photos, keeps nothing between two.

A message is its length (4 bytes), a head in JSON and bytes: `[head length][body length]` first. Memory, files and
core dumps are limited before the first picture, so that a crafted one ends this process and nothing else.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from dataclasses import asdict
from typing import IO

LENGTHS = struct.Struct(">II")
MEMORY = 640 * 1024 * 1024  # of address space; what is really used stays far below (onelane bench photos)
# Before numpy is loaded: one thread a picture, since the office has other work for its cores.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"


def limit() -> None:
    """Give up memory and the file system before a picture is looked at."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def receive(stream: IO[bytes]) -> tuple[dict[str, object], bytes] | None:
    """Read one message; None when the other side is gone."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    told, body = LENGTHS.unpack(lengths)
    head = json.loads(stream.read(told))
    return head, stream.read(body)


def send(stream: IO[bytes], head: dict[str, object], body: bytes) -> None:
    """Write one message."""
    told = json.dumps(head).encode()
    stream.write(LENGTHS.pack(len(told), len(body)) + told + body)
    stream.flush()


def main() -> None:
    """Measure one picture after the other until nobody asks any more."""
    from onelane.gateways.faces.detectors import detector
    from onelane.gateways.faces.measuring import examine
    from onelane.office.photos.rules import Frame

    find = detector()
    limit()
    asks, answers = sys.stdin.buffer, sys.stdout.buffer
    while (asked := receive(asks)) is not None:
        head, picture = asked
        try:
            measures, photo = examine(picture, Frame(**{key: _bounds(value) for key, value in head.items()}), find)  # type: ignore[arg-type]  # the other side made it of a Frame
            send(answers, asdict(measures), photo)
        except (MemoryError, Exception) as reason:  # noqa: BLE001 - a decoder may raise anything on a crafted file
            send(answers, {"no": type(reason).__name__}, b"")


def _bounds(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


if __name__ == "__main__":
    main()
