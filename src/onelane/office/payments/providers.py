"""Which provider stands behind a name: the setting names a class, so that no room imports a gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from onelane.office.payments.gateway import PaymentGateway

DESK = "desk"  # cash or card at the cashier: no provider outside


def gateway_of(provider: str) -> PaymentGateway:
    """Return the gateway of a provider; refuse with `payments.no_such_means` when the office has none of that name."""
    gateway: PaymentGateway = import_string(settings.ONELANE["PAYMENT_GATEWAY"])()
    if gateway.provider != provider:
        raise Refused("payments.no_such_means", provider=provider)
    return gateway
