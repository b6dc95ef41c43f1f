"""Phones that buy a number: the provider tells that it was paid, then the owner draws and takes; started by `crew`."""

from __future__ import annotations

import base64
import http.client
import json
import os
import sys
import time
from collections import deque
from pathlib import Path

import psycopg

from onelane.command.bench.crew import Told
from onelane.command.bench.over_http import Page

AHEAD = 3  # owners who have paid and whose step the worker is completing, while others choose
PATIENCE = 10.0  # seconds for a paid step to be completed


class Client:
    """One provider's line and one phone after the other."""

    def __init__(self, place: int) -> None:
        port = int(os.environ["ONELANE_PORT"])
        lines = (Path(os.environ["BENCH_NOTICES"]) / f"{place}.jsonl").read_text("utf-8").splitlines()
        self.visits = iter([json.loads(line) for line in lines])
        self.provider = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.phone = Page("127.0.0.1", port)
        self.paid: deque[tuple[str, float, float]] = deque()
        self.hand = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        self.warm = False
        self.turns = 0

    def turn(self, seconds: float) -> Told:
        """Sell for so long; return how many numbers, how long each request took, and what was answered wrongly."""
        told: Told = {"pay": [], "hold": [], "take": [], "sale": [], "open": [], "wrong": [], "got": []}
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            while len(self.paid) < AHEAD:
                self.paid.append(self._pay(told))
            self._sell(told)
        return told | {"count": len(told["sale"]), "seconds": time.perf_counter() - began}

    def _pay(self, told: Told) -> tuple[str, float, float]:
        """Let the provider say that a visit's bill was paid, as it does over HTTP."""
        key, provider, headers, body = next(self.visits)
        pressed = time.perf_counter()
        self.provider.request("POST", f"/notices/payment/{provider}", base64.b64decode(body), headers)
        answer = self.provider.getresponse()
        answer.read()
        took = time.perf_counter() - pressed
        if answer.status != http.client.OK:
            told["wrong"].append(["pay", answer.status])
        told["pay"].append(took)
        return key, took, time.perf_counter()

    def _sell(self, told: Told) -> None:
        key, paid, at = self.paid.popleft()
        self._until_open(key)
        told["open"].append(time.perf_counter() - at)
        if not self.warm:  # the phone has opened its page before
            self.phone.get(f"/t/{key}/")
            self.warm = True
        held, where = self._press(key, "numbers", told, "hold")
        if not where:
            return
        row = self.hand.execute(_LIST, [key]).fetchone()
        self.turns += 1
        plate = row[0][self.turns % len(row[0])] if row else ""
        taken, where = self._press(key, "number", told, "take", plate=plate, sure="1")
        if where:
            told["sale"].append(paid + held + taken)
            told["got"].append(plate)

    def _press(self, key: str, button: str, told: Told, name: str, **form: str) -> tuple[float, str]:
        pressed = time.perf_counter()
        status, where = self.phone.post(f"/t/{key}/{button}/", **form)
        took = time.perf_counter() - pressed
        told[name].append(took)
        if status != http.client.FOUND:
            told["wrong"].append([name, status])
            return took, ""
        return took, where

    def _until_open(self, key: str) -> None:
        """Wait until the worker has completed the payment; it is the phone's live page that tells the owner."""
        deadline = time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline:
            if self.hand.execute(_OPEN, [key]).fetchone():
                return
            time.sleep(0.02)


# What the owner's page shows; the client reads it where it stands, so that only deeds are measured.
_OPEN = "SELECT 1 FROM plates_hand h JOIN lane_ticket t ON t.case_id = h.case_id WHERE t.key = %s"
_LIST = "SELECT h.plates FROM plates_hand h JOIN lane_ticket t ON t.case_id = h.case_id WHERE t.key = %s"


def main(place: int) -> None:
    """Do each turn that a line of the standard input asks for."""
    client = Client(place)
    print(json.dumps({"ready": place}), flush=True)
    for line in sys.stdin:
        print(json.dumps(client.turn(json.loads(line)["seconds"])), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
