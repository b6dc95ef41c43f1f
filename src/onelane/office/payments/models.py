"""Bills (缴款单), the attempts to pay them, the providers' notices, and refunds; money in fen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onelane.office.cases.models import Case
from onelane.office.payments.rules import MOVES
from onelane.registers.offices.models import Office

_BILL_PAID = ("paid", "refunding", "refunded")


class Bill(models.Model):
    """What a case costs, line by line as the case's own plan has it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    amount = models.IntegerField()
    lines = models.JSONField()  # [{"code", "zh", "en", "fen"}]
    state = models.CharField(max_length=12, default="open")
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "number"], name="one_bill_per_number"),
            models.UniqueConstraint(fields=["case"], name="one_bill_per_case", condition=~Q(state="void")),
            models.CheckConstraint(name="a_bill_asks_for_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="a_bill_has_a_known_state", condition=Q(state__in=sorted(MOVES["bill"]))),
            models.CheckConstraint(
                name="a_paid_bill_says_when",
                condition=Q(state__in=_BILL_PAID, paid_at__isnull=False)
                | (~Q(state__in=_BILL_PAID) & Q(paid_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(fields=["office", "made_at"], name="open_bills", condition=Q(state="open")),
            models.Index(fields=["office", "paid_at"], name="bills_by_day"),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class Attempt(models.Model):
    """One try to pay a bill: one order at one provider; `paid` is the one that settled it, `surplus` goes back."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=16)
    merchant = models.CharField(max_length=32)
    means = models.CharField(max_length=8)  # code | cash | card
    out_trade_no = models.CharField(max_length=32, unique=True)
    amount = models.IntegerField()
    state = models.CharField(max_length=12, default="created")
    code_url = models.CharField(max_length=200, blank=True)
    transaction_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULL is "none yet" to the unique constraint
    paid_fen = models.IntegerField(default=0)
    refunded_fen = models.IntegerField(default=0)  # kept by a trigger on refunds
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when the provider was last asked
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bill"], name="one_applied_attempt_per_bill", condition=Q(state="paid")),
            models.UniqueConstraint(fields=["provider", "transaction_id"], name="one_attempt_per_transaction"),
            models.CheckConstraint(name="an_attempt_asks_for_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="an_attempt_has_a_known_state", condition=Q(state__in=sorted(MOVES["attempt"]))
            ),
            models.CheckConstraint(
                name="money_came_with_a_transaction",
                condition=Q(
                    state__in=("paid", "surplus"),
                    paid_fen=F("amount"),
                    transaction_id__isnull=False,
                    paid_at__isnull=False,
                )
                | (~Q(state__in=("paid", "surplus")) & Q(paid_fen=0, transaction_id__isnull=True)),
            ),
            models.CheckConstraint(
                name="refunds_never_above_paid", condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("paid_fen"))
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_at"],
                name="live_attempts",
                condition=Q(state__in=("created", "paying", "unknown", "closing")),
            ),
        )

    def __str__(self) -> str:
        """Show our number of the order."""
        return self.out_trade_no


class Notice(models.Model):
    """A provider's notice that was signed right, kept once however often it comes."""

    provider = models.CharField(max_length=16)
    event_id = models.CharField(max_length=64)
    out_trade_no = models.CharField(max_length=32)
    transaction_id = models.CharField(max_length=64)
    amount = models.IntegerField()
    outcome = models.CharField(max_length=40)  # applies | surplus | known | the code of a refusal
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["provider", "event_id"], name="one_notice_per_event"),)

    def __str__(self) -> str:
        """Show the event's number."""
        return self.event_id


class Refund(models.Model):
    """Money that goes back for one attempt (退款)."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    refund_no = models.CharField(max_length=64, unique=True)
    amount = models.IntegerField()
    why = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default="asked")
    asked_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)  # when the provider was last asked about it
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_refund_gives_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="a_refund_has_a_known_state", condition=Q(state__in=sorted(MOVES["refund"]))),
        )
        indexes = (
            models.Index(
                fields=["followed_at"], name="refunds_to_follow", condition=Q(state__in=("asked", "under_way"))
            ),
        )

    def __str__(self) -> str:
        """Show the refund's number."""
        return self.refund_no
