"""What every template may read: who sits where, and the addresses of live pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onelane.channels.shared import posts

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """Return `sign`: name, post, office and counter of staff, or None; `citizen`: whose masked name, or None."""
    session = getattr(request, "session", None)
    return {"sign": posts.sign_of(request), "citizen": session.get("citizen") if session is not None else None}
