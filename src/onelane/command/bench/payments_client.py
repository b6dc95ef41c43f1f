"""A provider that sends notices over one kept connection; started by `crew`."""

from __future__ import annotations

import base64
import http.client
import json
import os
import sys
import time
from pathlib import Path

from onelane.command.bench.crew import Told
from onelane.command.bench.payments import DOUBLED


class Client:
    """Sends its own part of the notices, each once and now and then one twice."""

    def __init__(self, place: int) -> None:
        lines = (Path(os.environ["BENCH_NOTICES"]) / f"{place}.jsonl").read_text("utf-8").splitlines()
        self.notices = iter([json.loads(line) for line in lines])
        self.line = http.client.HTTPConnection("127.0.0.1", int(os.environ["ONELANE_PORT"]), timeout=30)
        self.sent = 0

    def turn(self, seconds: float) -> Told:
        """Send for so long; return how often, how long each took, and what was answered wrongly."""
        times: list[float] = []
        wrong: list[int] = []
        began, worked = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            provider, headers, body = next(self.notices)
            self.sent += 1
            for _ in range(2 if self.sent % DOUBLED == 0 else 1):
                pressed = time.perf_counter()
                status = self.send(provider, headers, base64.b64decode(body))
                times.append(time.perf_counter() - pressed)
                if status != http.client.OK:
                    wrong.append(status)
        lasted, worked = time.perf_counter() - began, time.process_time() - worked
        return {"count": len(times), "seconds": lasted, "times": times, "wrong": wrong, "processor": worked}

    def send(self, provider: str, headers: dict[str, str], body: bytes) -> int:
        """Send one notice and return the status."""
        self.line.request("POST", f"/notices/payment/{provider}", body, headers)
        answer = self.line.getresponse()
        answer.read()
        return answer.status


def main(place: int) -> None:
    """Do each turn that a line of the standard input asks for."""
    client = Client(place)
    print(json.dumps({"ready": place}), flush=True)
    for line in sys.stdin:
        print(json.dumps(client.turn(json.loads(line)["seconds"])), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
