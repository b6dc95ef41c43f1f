"""What people are told about their places; the words belong to the messages, the number behind it to nobody here."""

from __future__ import annotations

from datetime import datetime

from onelane.office.bookings.models import Booking, Wish
from onelane.records import outbox


def tell_holder(booking: Booking, what: str, *, at: datetime) -> None:
    """Put a message about a place into the outbox: `booked`, `cancelled`, `displaced`, `offered`, `result`."""
    outbox.put(
        "bookings.tell",
        f"bookings.tell:{booking.pk}:{what}:{at:%Y%m%d%H%M%S}",
        {"booking_id": booking.pk, "what": what},
    )


def tell_wisher(wish: Wish, what: str, *, at: datetime) -> None:
    """Put a message about a wish that got no place into the outbox: `full`."""
    outbox.put(
        "bookings.tell_wisher", f"bookings.tell_wisher:{wish.pk}:{what}:{at:%Y%m%d%H%M%S}",
        {"wish_id": wish.pk, "what": what},
    )  # fmt: skip
