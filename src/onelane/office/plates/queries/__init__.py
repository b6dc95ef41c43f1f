"""Questions about numbers, one file for each kind of question."""

from __future__ import annotations

from onelane.office.plates.queries.accounts import (
    Account,
    Row,
    account,
    book,
    categories,
    has_numbers,
    openings,
    pools,
    segments,
)
from onelane.office.plates.queries.choosing import (
    Chosen,
    Offer,
    PatternLeft,
    candidates,
    chosen,
    free_by_pattern,
    free_like,
    hand_of,
    hold_of,
    lists_in_hands,
    live_of_owner_or_vehicle,
    missed_at,
    overdue,
    owner_and_vehicle,
    terms,
    tries_used,
    was_composed,
    working_calendar,
)
from onelane.office.plates.queries.oversight import (
    checked_on,
    checks,
    holders_of_many,
    notices,
    open_notices,
    returned_holds,
)
from onelane.office.plates.queries.publications import (
    last_publications,
    link_of,
    public_keys,
    publication_at,
    publications,
    receipt_at,
    receipt_of,
    series_of,
    states_of,
    verified,
)

__all__ = [
    "Account", "Chosen", "Offer", "PatternLeft", "Row", "account", "book", "candidates", "categories", "checked_on",
    "checks", "chosen", "free_by_pattern", "free_like", "hand_of", "has_numbers", "hold_of", "holders_of_many",
    "last_publications", "link_of", "lists_in_hands", "live_of_owner_or_vehicle", "missed_at", "notices",
    "open_notices", "openings", "overdue", "owner_and_vehicle", "pools", "public_keys", "publication_at",
    "publications", "receipt_at", "receipt_of", "returned_holds", "segments", "series_of", "states_of", "terms",
    "tries_used", "verified", "was_composed", "working_calendar",
]  # fmt: skip
