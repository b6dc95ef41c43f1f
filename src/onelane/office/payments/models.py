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
    amount = models.IntegerField()  # what is asked for, waivers taken off
    lines = models.JSONField()  # [{"code", "zh", "en", "fen"}]; a waiver (减免) is a line below zero
    state = models.CharField(max_length=12, default="open")
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "number"], name="one_bill_per_number"),
            models.UniqueConstraint(fields=["case"], name="one_bill_per_case", condition=~Q(state="void")),
            models.CheckConstraint(
                name="a_bill_asks_for_money", condition=Q(amount__gt=0) | Q(amount=0, state="waived")
            ),
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
    means = models.CharField(max_length=8)  # code | page | app | cash | card
    counter = models.CharField(max_length=12, blank=True)  # whose drawer the cash went into
    out_trade_no = models.CharField(max_length=32, unique=True)
    amount = models.IntegerField()
    state = models.CharField(max_length=12, default="created")
    code_url = models.CharField(max_length=2000, blank=True)
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
            models.Index(fields=["provider", "paid_at"], name="payments_by_day", condition=Q(paid_fen__gt=0)),
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
    """Money that goes back for one attempt (退款): by itself, or proposed by one person and decided by another."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    refund_no = models.CharField(max_length=64, unique=True)
    amount = models.IntegerField()
    why = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default="asked")
    maker = models.CharField(max_length=64, blank=True)  # empty: the office's own rule, no person
    checker = models.CharField(max_length=64, blank=True)
    counter = models.CharField(max_length=12, blank=True)  # whose drawer the cash came out of
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)  # when the provider was last asked about it
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_refund_gives_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="a_refund_has_a_known_state", condition=Q(state__in=sorted(MOVES["refund"]))),
            models.CheckConstraint(
                name="a_refund_takes_two_persons",
                condition=Q(maker="") | Q(state="proposed", checker="") | (~Q(checker="") & ~Q(checker=F("maker"))),
            ),
        )
        indexes = (
            models.Index(
                fields=["followed_at"], name="refunds_to_follow", condition=Q(state__in=("asked", "under_way"))
            ),
            models.Index(fields=["done_at"], name="refunds_by_day", condition=Q(state="done")),
        )

    def __str__(self) -> str:
        """Show the refund's number."""
        return self.refund_no


class Receipt(models.Model):
    """A non-tax receipt (非税收入财政电子票据): one for a paid bill, and a red one for each refund of it."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="receipts")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True)  # set on a red one (红字票据)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    code = models.CharField(max_length=8)  # 票据代码
    number = models.CharField(max_length=10)  # 票据号码
    check_code = models.CharField(max_length=6)  # 校验码
    amount = models.IntegerField()  # below zero on a red one
    issued_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code", "number"], name="one_receipt_per_number"),
            models.UniqueConstraint(fields=["bill"], name="one_receipt_per_bill", condition=Q(refund__isnull=True)),
            models.CheckConstraint(
                name="a_red_receipt_is_below_zero",
                condition=Q(refund__isnull=True, amount__gt=0) | Q(refund__isnull=False, amount__lt=0),
            ),
        )

    def __str__(self) -> str:
        """Show code and number."""
        return f"{self.code} {self.number}"


class Statement(models.Model):
    """What a provider said of one day (对账单), kept as it came."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    provider = models.CharField(max_length=16)
    day = models.DateField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    content = models.BinaryField()
    payments = models.IntegerField()
    paid_fen = models.BigIntegerField()
    refunds = models.IntegerField()
    refunded_fen = models.BigIntegerField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "provider", "day"], name="one_statement_per_provider_and_day"),
        )

    def __str__(self) -> str:
        """Show provider and day."""
        return f"{self.provider} {self.day}"


class Difference(models.Model):
    """Something that our books and a statement or a drawer do not say alike (差错): a task until it is settled."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    day = models.DateField()
    source = models.CharField(max_length=16)  # wechat | alipay | desk
    kind = models.CharField(max_length=12)  # only_ours | only_theirs | differing
    cause = models.CharField(max_length=24)  # the likely one, named in rules
    number = models.CharField(max_length=64)  # of the order or refund, or the drawer's counter
    ours_fen = models.BigIntegerField()
    theirs_fen = models.BigIntegerField()
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, null=True)
    state = models.CharField(max_length=8, default="open")  # open | settled
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "day", "source", "number", "cause"], name="one_task_per_difference"
            ),
            models.CheckConstraint(name="a_difference_has_a_known_state", condition=Q(state__in=("open", "settled"))),
            models.CheckConstraint(
                name="a_settled_difference_says_how",
                condition=Q(state="open") | (Q(settled_at__isnull=False) & ~Q(settled_by="") & ~Q(note="")),
            ),
        )
        indexes = (models.Index(fields=["office", "day"], name="open_differences", condition=Q(state="open")),)

    def __str__(self) -> str:
        """Show the cause and what it is about."""
        return f"{self.cause} {self.number}"


class DrawerCount(models.Model):
    """The cash that lay in a drawer at the end of a day (库存现金盘点), note by note."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    day = models.DateField()
    counter = models.CharField(max_length=12)
    pieces = models.JSONField()  # {"10000": 3} = three notes of 100 yuan
    float_fen = models.IntegerField()  # what lay in it in the morning (备用金)
    counted_fen = models.IntegerField()
    expected_fen = models.IntegerField()
    counted_by = models.CharField(max_length=64)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "day", "counter"], name="one_count_per_drawer_and_day"),
            models.CheckConstraint(name="a_count_is_not_below_zero", condition=Q(counted_fen__gte=0, float_fen__gte=0)),
        )

    def __str__(self) -> str:
        """Show counter and day."""
        return f"{self.counter} {self.day}"


class Closing(models.Model):
    """A signed day (日结): what came, what went back, nothing unexplained."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    day = models.DateField()
    totals = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical totals
    key_id = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)  # Ed25519 by the journal's key, hexadecimal
    signed_by = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "day"], name="one_closing_per_day"),)

    def __str__(self) -> str:
        """Show the day."""
        return str(self.day)
