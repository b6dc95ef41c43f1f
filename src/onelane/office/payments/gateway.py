"""What the office expects of a payment provider, whoever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

Way = Literal["code", "page", "app"]  # a QR code; a page of the provider's; inside the provider's app (JSAPI)


class NoticeRefused(Exception):  # noqa: N818 - an answer, not an error
    """A notice that is forged, too old, for somebody else or unreadable; `why` is for the log, never for the sender."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Order:
    """What a payer is asked for; the subject names the office and the kind of fee, never a person or a car."""

    out_trade_no: str
    amount: int  # fen
    subject: str
    expires_at: datetime
    way: Way = "code"
    payer: str = ""  # what the provider's app calls its user, for `app` only; passed on, never kept


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money to be given back; asking again with the same number gives the same refund."""

    refund_no: str
    out_trade_no: str
    transaction_id: str
    amount: int  # fen
    paid: int  # fen


@dataclass(frozen=True, slots=True)
class CodeUrl:
    """The address that the payer's phone scans or opens, or the key with which an app of the provider's pays."""

    url: str


@dataclass(frozen=True, slots=True)
class VerifiedFact:
    """This order was paid: read from a provider's signed word, whether notice, query or statement."""

    provider: str
    merchant: str
    out_trade_no: str
    transaction_id: str
    amount: int  # fen
    paid_at: datetime
    event_id: str = ""  # a notice's own number; empty for an answer to a query


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The provider's word that no money came: it waits for the payer, is closed, or does not know the order."""

    state: Literal["waiting", "closed", "absent"]


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody can pay this order any more."""


@dataclass(frozen=True, slots=True)
class RefundFact:
    """Where a refund stands."""

    refund_no: str
    state: Literal["under_way", "done", "abnormal"]


@dataclass(frozen=True, slots=True)
class NothingPaid:
    """A notice that is genuine and tells of no payment, such as one about a refund: acknowledged, nothing follows."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or none that can be read and trusted: ask again."""

    why: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line of a provider's statement: money that came, or went back."""

    kind: Literal["payment", "refund"]
    out_trade_no: str
    reference: str  # the provider's number of the payment
    refund_no: str  # ours; empty for a payment
    amount: int  # fen, never negative
    at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What a provider says of one day, and the file it said it with."""

    rows: tuple[StatementRow, ...]
    content: bytes


class PaymentGateway(Protocol):
    """A payment provider (支付机构); no method raises, except `verify_notice`."""

    provider: str
    ways: tuple[Way, ...]
    thanks: str  # the body by which the provider knows that its notice arrived

    @property
    def merchant(self) -> str:
        """Whom the provider pays; empty while the office has no account there."""
        ...

    def create(self, order: Order) -> CodeUrl | Unknown:
        """Ask for a code; the same number and amount again give the same code."""
        ...

    def query(self, out_trade_no: str) -> VerifiedFact | NotPaid | Unknown:
        """Ask whether an order is paid."""
        ...

    def close(self, out_trade_no: str) -> Closed | VerifiedFact | Unknown:
        """End an order, or learn that it is paid already."""
        ...

    def refund(self, order: RefundOrder) -> RefundFact | Unknown:
        """Give money back, or learn where an earlier request with this number stands."""
        ...

    def statement(self, day: date) -> Statement | Unknown:
        """Fetch the statement of a past day (对账单)."""
        ...

    def verify_notice(self, headers: Mapping[str, str], body: bytes) -> VerifiedFact | NothingPaid:
        """Read a notice; raise NoticeRefused unless the provider signed it for us a moment ago."""
        ...


@runtime_checkable
class InAppGateway(Protocol):
    """A provider whose app pays from a page inside it: the provider tells first who opened the page."""

    def payer_page(self, *, back: str, state: str) -> str:
        """Return the address that sends the payer to the provider, and from there back with a code."""
        ...

    def payer_of(self, code: str) -> str:
        """Return the payer's name at the provider for such a code; nothing when the provider does not tell."""
        ...

    def app_parameters(self, prepay_id: str) -> dict[str, str]:
        """Return what the page hands to the app, signed."""
        ...
