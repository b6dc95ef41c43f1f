"""A client that presses the buttons of the pages over one kept connection, signed in; started by `crew`."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import sys
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import psycopg

from onelane.command.bench.crew import Told
from onelane.kernel import clock
from onelane.kernel.numbers import one_time

SERVICE = "first-registration"

# The owner goes, so that the window is free for the next; not a part of what is measured.
_FINISH = """
UPDATE cases_work SET ended_at = now(), outcome = 'done' WHERE ended_at IS NULL
  AND counter_id = (SELECT id FROM offices_counter WHERE code = %s)
"""


class Page:
    """One browser's connection, cookies and all."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=30)
        self._cookies: dict[str, str] = {}
        self.body = b""  # of the last answer

    def remember(self, name: str, value: str) -> None:
        """Keep a cookie, as if the office had set it."""
        self._cookies[name] = value

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def get(self, path: str) -> int:
        """Open a page and return its status."""
        return self._ask("GET", path, "")[0]

    def post(self, path: str, **form: str) -> tuple[int, str]:
        """Press a button; return the status and where the answer leads."""
        return self._ask("POST", path, urlencode(form))

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self._cookies.get("csrftoken", ""),
            }
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        self.body = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return answer.status, answer.headers.get("Location") or ""


def signed_in(port: int, username: str) -> Page:
    """Sign in as a member of staff."""
    page = Page("127.0.0.1", port)
    page.get("/sign-in/")
    code = one_time.practice_code(clock.now())
    status, _ = page.post("/sign-in/", username=username, password=os.environ["BENCH_PASSWORD"], code=code)
    if status != http.client.FOUND:
        raise RuntimeError(f"{username} could not sign in: {status}")
    return page


class Client:
    """A guide at the lane entry and a clerk at a window."""

    def __init__(self, place: int) -> None:
        port = int(os.environ["ONELANE_PORT"])
        self.sign = f"X{1 + place}"
        self.guide, self.clerk = signed_in(port, f"bench-guide-{place}"), signed_in(port, f"bench-clerk-{place}")
        self.hand = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def turn(self, deed: str, seconds: float) -> Told:
        """Press one button again and again; return how often, how long each took, and what was answered wrongly."""
        press = self.take if deed == "ticket" else self.call
        times: list[float] = []
        wrong: list[int] = []
        began, worked = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            pressed = time.perf_counter()
            status = press()
            times.append(time.perf_counter() - pressed)
            if status != http.client.FOUND:
                wrong.append(status)
            if deed != "ticket":
                self.hand.execute(_FINISH, [self.sign])
        lasted, worked = time.perf_counter() - began, time.process_time() - worked
        return {"count": len(times), "seconds": lasted, "times": times, "wrong": wrong, "processor": worked}

    def take(self) -> int:
        """Give one ticket at the lane entry."""
        key = secrets.token_urlsafe(12)
        return self.guide.post("/lane/entry/tickets/", service=SERVICE, request_key=key, medium="screen")[0]

    def call(self) -> int:
        """Call the next owner to this window."""
        return self.clerk.post("/window/next/")[0]


def main(place: int) -> None:
    """Do each turn that a line of the standard input asks for."""
    client = Client(place)
    print(json.dumps({"ready": place}), flush=True)
    for line in sys.stdin:
        print(json.dumps(client.turn(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
