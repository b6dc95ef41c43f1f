"""What differences, providers and ways of paying are called, and what to do about each likely cause."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.shared import paying

CAUSES: dict[str, tuple[str, str]] = {
    "foreign_order": (
        _("Not an order of ours"),
        _("Ask who else uses this account; if nobody does, give the money back at the provider's site."),
    ),
    "notice_lost": (_("The notice was lost"), _("Booked from the statement. Nothing is left to do.")),
    "other_day": (
        _("Booked on another day"),
        _("Compare with that day's statement; if it stands there too, ask the provider."),
    ),
    "told_twice": (_("In the statement twice"), _("Ask the provider whether the money came twice.")),
    "amount": (_("Two different amounts"), _("Look at the order at the provider; nothing was booked for it.")),
    "transaction": (
        _("Two different transactions"),
        _("The order may have been paid twice; look at both transactions at the provider."),
    ),
    "payment_not_there": (
        _("Not in the statement"),
        _("Look the order up at the provider; if no money came, the service was given for nothing."),
    ),
    "near_midnight": (_("Around midnight"), _("It stands in the neighbouring day's statement. Nothing is left to do.")),
    "refund_unknown": (
        _("A refund that we did not ask for"),
        _("Somebody gave money back at the provider's site; find out who and why."),
    ),
    "refund_not_noted": (
        _("A refund whose end we do not know"),
        _("The worker asks for it; fetch the statement again in a few minutes."),
    ),
    "refund_amount": (_("Two different refunds"), _("Look at the refund at the provider.")),
    "refund_not_there": (
        _("A refund that is not in the statement"),
        _("It may have been given by hand; else look it up at the provider."),
    ),
    "drawer_short": (
        _("Cash is missing"),
        _("Count again; then write down how it was made good."),
    ),
    "drawer_over": (_("Too much cash"), _("Count again; look for change that was not given back.")),
    "drawer_not_counted": (_("Nobody counted this drawer"), _("Count it on the cashier's page.")),
}
MEANS = {
    "code": _("QR code"),
    "page": _("Page on the phone"),
    "app": _("In the app"),
    "cash": _("Cash"),
    "card": _("Card"),
}
REFUNDS = {
    "proposed": _("Waits for the second person"),
    "asked": _("On its way"),
    "under_way": _("On its way"),
    "done": _("Given back"),
    "abnormal": _("The provider could not do it"),
    "declined": _("Declined"),
}


def provider(code: str) -> str:
    """Return a provider's name."""
    return paying.name(code)


def means(code: str) -> str:
    """Return a way of paying."""
    return gettext(MEANS.get(code, code))


def refund_state(code: str) -> str:
    """Return where a refund stands."""
    return gettext(REFUNDS.get(code, code))


def cause(code: str) -> tuple[str, str]:
    """Return a difference's likely cause and what to do about it."""
    title, advice = CAUSES.get(code, (code, ""))
    return gettext(title), gettext(advice) if advice else ""
