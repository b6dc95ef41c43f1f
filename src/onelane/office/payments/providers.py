"""Which providers the office has: the setting names classes, so that no room imports a gateway."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from onelane.kernel.refusal import Refused
from onelane.office.payments.gateway import InAppGateway

if TYPE_CHECKING:
    from onelane.office.payments.gateway import PaymentGateway

DESK = "desk"  # cash or card at the cashier: no provider outside


def gateways() -> dict[str, PaymentGateway]:
    """Return the office's gateways by the names of their providers, in the order of the setting."""
    return _made(tuple(settings.ONELANE["PAYMENT_GATEWAYS"]))


def gateway_of(provider: str) -> PaymentGateway:
    """Return the gateway of a provider; refuse with `payments.no_such_means` when the office has none of that name."""
    gateway = gateways().get(provider)
    if gateway is None:
        raise Refused("payments.no_such_means", provider=provider)
    return gateway


def in_app(provider: str) -> InAppGateway:
    """Return the gateway of a provider whose app can pay; refuse with `payments.no_such_means` for any other."""
    gateway = gateway_of(provider)
    if not isinstance(gateway, InAppGateway):
        raise Refused("payments.no_such_means", provider=provider)
    return gateway


@lru_cache(maxsize=8)
def _made(paths: tuple[str, ...]) -> dict[str, PaymentGateway]:
    found: list[PaymentGateway] = [import_string(path)() for path in paths]
    return {gateway.provider: gateway for gateway in found}
