"""Published accounts, and the receipts of lists that are checked by them."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from onelane.catalogue.spec import JsonValue
from onelane.office.plates import keys, receipts
from onelane.office.plates.models import (
    Draw,
    Publication,
    Segment,
)
from onelane.office.plates.receipts import Verified
from onelane.office.plates.series import LEAF, Series, StatesOfSeries
from onelane.records import keys as journal


def publication_at(office: str, pool: str, at: datetime) -> Publication | None:
    """Return the account of a pool by which lists are drawn at a moment."""
    open_ones = Publication.objects.filter(office=office, pool=pool, opens_at__lte=at)
    return open_ones.defer("account", "body").order_by("-number").first()


def publications(office: str) -> list[Publication]:
    """Return the office's published accounts, the newest first."""
    return list(Publication.objects.filter(office=office).defer("account").order_by("-at", "-pk"))


@lru_cache(maxsize=32)
def series_of(digest: str) -> Series:
    """Return the numbers of a published account in their order; an account never changes, so it is kept."""
    body = Publication.objects.values_list("body", flat=True).get(digest=digest)
    return Series(body["runs"])


@lru_cache(maxsize=8)
def states_of(digest: str) -> StatesOfSeries:
    """Return the published states of an account; kept, for many receipts prove by the same one."""
    packed = Publication.objects.values_list("account", flat=True).get(digest=digest)
    return StatesOfSeries(zlib.decompress(packed).decode())


def last_publications() -> list[tuple[str, str, Publication | None]]:
    """Return every pool of every office with its newest account."""
    released = Segment.objects.filter(state="released").order_by().values_list("office_id", "pool").distinct()
    newest = Publication.objects.defer("account", "body").order_by("office_id", "pool", "-number")
    last = {(one.office_id, one.pool): one for one in newest.distinct("office_id", "pool")}
    return [(office, pool, last.get((office, pool))) for office, pool in released]


def receipt_of(case_id: int, turn: int) -> dict[str, JsonValue] | None:
    """Return the receipt of a case's list: everything that a stranger needs to check it."""
    found = Draw.objects.filter(case=case_id, turn=turn).first()
    return None if found is None else _receipt(found)


def receipt_at(link: str) -> dict[str, JsonValue] | None:
    """Return the receipt at its secret address."""
    found = Draw.objects.filter(link=link).first()
    return None if found is None else _receipt(found)


def link_of(case_id: int) -> str:
    """Return the secret address of the receipt of a case's last list, or nothing before the first."""
    links = Draw.objects.filter(case=case_id).order_by("-turn").values_list("link", flat=True)
    return links.first() or ""


def _receipt(drawn: Draw) -> dict[str, JsonValue]:
    published = Publication.objects.defer("account").get(pk=drawn.publication_id)
    states = states_of(published.digest)
    body: dict[str, Any] = json.loads(drawn.body)
    leaves = sorted({place // LEAF for place, _, claim in body["gone"] if not claim})
    return {
        "publication": published.body,
        "publication_signature": published.signature,
        "draw": body,
        "draw_signature": drawn.signature,
        "account": {
            str(leaf): {
                "states": states.leaves[leaf].decode(),
                "path": [node.hex() for node in states.proof(leaf)],
            }
            for leaf in leaves
        },
        "key_id": drawn.key_id,
    }


def verified(told: object) -> Verified:
    """Check a receipt by the keys this office trusts; raise `receipts.Faulty` when it does not hold."""
    trusted = _trusted()
    return receipts.verify(told, lambda *signed: journal.is_signed(trusted, *signed))


def public_keys() -> str:
    """Return the keys that receipts are checked by, a line each."""
    return "".join(f"{journal.public_line(key)}\n" for key in _trusted().values())


def _trusted() -> journal.Trusted:
    keys.signer()  # an office that signed nothing yet makes its key now
    return journal.trusted()
