"""Background doors of delivery: tell the carrier, ask after what it forgot to tell."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.delivery import actions, queries
from onelane.records import outbox

ASK_EVERY = timedelta(seconds=20)
_log = logging.getLogger(__name__)


@outbox.handler("delivery.announce")
def announce(payload: dict[str, Any]) -> None:
    """Tell the carrier of a parcel that was handed over."""
    actions.announce(parcel_id=int(payload["parcel_id"]))


def ask_carrier() -> None:
    """Ask the carrier about parcels under way: a notice may get lost, the truth may not."""
    for parcel_id in queries.to_ask_about(clock.now(), ASK_EVERY):
        try:
            actions.ask_carrier(parcel_id=parcel_id)
        except Refused as refusal:
            _log.warning("parcel %s: %s", parcel_id, refusal.code)


PERIODIC = ((ASK_EVERY, ask_carrier),)
