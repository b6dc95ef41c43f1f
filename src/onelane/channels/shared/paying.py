"""Which providers a payer may choose from, what they are called, and which of them a press has chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.office.payments import queries as payments

if TYPE_CHECKING:
    from django.http import QueryDict

    from onelane.office.payments.gateway import Way

NAMES = {"wechat": _("WeChat Pay"), "alipay": _("Alipay"), "desk": _("Cashier's desk")}


@dataclass(frozen=True, slots=True)
class Choice:
    """A provider as it stands on a button."""

    code: str
    name: str


def name(code: str) -> str:
    """Return a provider's name in the reader's language."""
    return gettext(NAMES.get(code, code))


def choices() -> list[Choice]:
    """Return what may be chosen, the usual one first."""
    return [Choice(code, name(code)) for code, _ways in payments.providers()]


def chosen(given: QueryDict, *, on_the_phone: bool = False) -> tuple[str, Way]:
    """Return the provider of the pressed button, the usual one without a button's name, and the way of paying.

    On the payer's own phone a provider's page is better than a code, where it has one.
    """
    known = dict(payments.providers())
    code = given.get("provider", "")[:16] or next(iter(known), "")
    return code, "page" if on_the_phone and "page" in known.get(code, ()) else "code"
