"""People at their pages over HTTP who press, and press again, until the office has answered."""

from __future__ import annotations

import http.client
import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from onelane.command.bench import over_http

ANSWERED = {http.client.FOUND, http.client.OK, http.client.CONFLICT}
IN_HAND = re.compile(rb"/window/calls/(\d+)/undo/")


@dataclass(frozen=True)
class Answer:
    """What came back for one press: status, where it leads, and whether the press had to be repeated."""

    status: int
    where: str
    again: bool


class Person(threading.Thread):
    """Somebody at a page of his own; `acknowledged` are the keys of the deeds that the office said yes to."""

    def __init__(self, port: int, name: str) -> None:
        super().__init__()
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.enough = threading.Event()
        self.page = over_http.signed_in(port, name)

    def run(self) -> None:
        while not self.enough.is_set():
            self.deed()

    def deed(self) -> None:
        """Do one deed."""
        raise NotImplementedError

    def press(self, path: str, **form: str) -> Answer | None:
        """Press a button until it is answered, as often as that takes; None when the day is over."""
        again = False
        while not self.enough.is_set():
            try:
                status, where = self.page.post(path, **form)
            except (OSError, http.client.HTTPException):
                self.page.close()  # and connect anew, as a browser does
            else:
                if status in ANSWERED:
                    return Answer(status, where, again)
            again = True
        return None

    def look(self, path: str) -> bytes:
        """Open a page until it comes; nothing when the day is over."""
        while not self.enough.is_set():
            try:
                if self.page.get(path) == http.client.OK:
                    return self.page.body
            except (OSError, http.client.HTTPException):
                self.page.close()
        return b""


class Guide(Person):
    """Gives tickets, and presses again with the same key."""

    def deed(self) -> None:
        key = secrets.token_urlsafe(12)
        answer = self.press("/lane/entry/tickets/", service=over_http.SERVICE, request_key=key, medium="screen")
        if answer is not None and "/tickets/" in answer.where:
            self.acknowledged.append(key)


class Clerk(Person):
    """Calls the next owner, sees who it is, and takes the call back, so that the window is free again."""

    def deed(self) -> None:
        answer = self.press("/window/next/")
        found = IN_HAND.search(self.look("/window/")) if answer is not None else None
        if found is None:
            return
        self.acknowledged.append(found[1].decode())
        self.press(f"/window/calls/{found[1].decode()}/undo/")


class Maker(Person):
    """Completes one case after the other; a case found done after an unanswered press was done by that press."""

    def __init__(self, port: int, name: str, cases: Iterator[int]) -> None:
        super().__init__(port, name)
        self.cases = cases

    def deed(self) -> None:
        case = str(next(self.cases))
        answer = self.press(f"/plate-room/{case}/done/")
        if answer is None:
            return
        done = answer.status == http.client.FOUND or answer.again
        (self.acknowledged if done else self.refused).append(case)
