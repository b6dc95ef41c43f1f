"""A carrier for practice: it delivers, loses and returns, and signs what it says."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from onelane.gateways.post.sandbox_book import STATIONS, Book
from onelane.kernel import clock
from onelane.office.delivery.gateway import Consignment, Notice, NoticeRefused, Taken, Unknown

SALT = "onelane.post.sandbox"
SIGNATURE = "X-Post-Signature"
STEP = timedelta(seconds=20)
"""How long a parcel takes from one station to the next: a demonstration has no two days."""


class Carrier:
    """The practice carrier; what it knows lies in the state folder."""

    name = "sandbox"

    def __init__(self, book: Book | None = None, *, step: timedelta | None = None) -> None:
        self.book = book or Book(Path(settings.ONELANE["PRACTICE"]) / "post.sqlite3")
        self.step = step or timedelta(seconds=settings.ONELANE.get("POST_STEP_SECONDS", STEP.total_seconds()))

    def announce(self, consignment: Consignment) -> Taken | Unknown:
        """Know a parcel from now on."""
        self.book.announce(consignment.number, clock.now())
        return Taken()

    def ask(self, number: str) -> tuple[Notice, ...] | Unknown:
        """Tell what has happened to a parcel until now."""
        known = self.book.parcel(number)
        if known is None:
            return Unknown("no such parcel")
        announced, fate = known
        passed = int((clock.now() - announced) / self.step)
        return tuple(
            Notice(f"{number}-{place}", number, event, announced + self.step * place, where)
            for place, (event, where) in enumerate(STATIONS[fate][: passed + 1])
        )

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a notice that this carrier signed; raise NoticeRefused for any other."""
        if not hmac.compare_digest(sign(body), headers.get(SIGNATURE, "")):
            raise NoticeRefused("the signature is not the carrier's")
        try:
            told = json.loads(body)
            at = datetime.fromtimestamp(int(told["at"]), UTC)
            return Notice(str(told["id"])[:64], str(told["number"]), str(told["event"]), at, str(told.get("place", "")))
        except (ValueError, KeyError, TypeError, OverflowError, OSError) as trouble:
            raise NoticeRefused("the notice cannot be read") from trouble


def sign(body: bytes) -> str:
    """Return the carrier's signature over a notice."""
    return salted_hmac(SALT, hashlib.sha256(body).hexdigest(), algorithm="sha256").hexdigest()


def written(notice: Notice) -> bytes:
    """Write a notice as the carrier sends it."""
    told = {"id": notice.carrier_id, "number": notice.number, "event": notice.event, "at": int(notice.at.timestamp()),
            "place": notice.place}  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()
