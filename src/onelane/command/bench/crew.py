"""Eight clients, each a process of its own, that do their turns at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

CLIENTS = 8

Told = dict[str, Any]


class Crew:
    """Eight processes of one program that reads a turn a line and answers with what it did."""

    def __init__(self, program: str, environment: Mapping[str, str]) -> None:
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", program, str(place)],
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,  # as workers are: a machine that shares its time by sessions counts each
            )
            for place in range(CLIENTS)
        ]

    def __enter__(self) -> Self:
        """Wait until all are ready."""
        self._answers()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Let all of them go."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()
        for process in self._processes:
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()

    def turn(self, deed: str, seconds: float, **told: Any) -> list[Told]:
        """Have every client do one deed again and again for so long, and return what each did."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.write(json.dumps({"deed": deed, "seconds": seconds, **told}) + "\n")
                process.stdin.flush()
        return self._answers()

    def _answers(self) -> list[Told]:
        lines = [process.stdout.readline() if process.stdout else "" for process in self._processes]
        if not all(lines):
            raise RuntimeError("a client of the measurement ended; what it said is above")
        return [json.loads(line) for line in lines]


def rate(answers: list[Told]) -> float:
    """Return how many deeds a second all clients did together, each over its own time."""
    return sum(float(one["count"]) / float(one["seconds"]) for one in answers)


def processor_ms(answers: list[Told]) -> float:
    """Return the milliseconds of processor time that a deed took in its client, whatever else the machine did."""
    worked, done = (sum(float(one[name]) for one in answers) for name in ("processor", "count"))
    return round(1000 * worked / done, 3)
