"""Kiosks, what is shown to a phone, who used them for what, and the slips that they print."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from onelane.office.cases.models import Case
from onelane.office.kiosks.rules import SLIP_MOVES, USE_ENDS
from onelane.registers.offices.models import Office


class Kiosk(models.Model):
    """A self-service machine (自助机); `name` is its sign. Code and key are kept as digests only.

    `services` empty means all that the office offers at kiosks; without hours of its own it serves while it is on.
    `told` is what it said of its parts when it was last heard.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    name = models.CharField(max_length=8)
    services = ArrayField(models.CharField(max_length=60), default=list)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    printer = models.CharField(max_length=80, blank=True)  # address of a printer in the network; empty: for practice
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    key_digest = models.CharField(max_length=64, blank=True)
    reader_digest = models.CharField(max_length=64, blank=True, default="")  # of the program that reads cards here
    enrolled_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    lock_why = models.CharField(max_length=120, blank=True)
    retired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    told = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "name"], name="one_kiosk_per_sign", condition=Q(retired_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["key_digest"], name="one_kiosk_per_key", condition=~Q(key_digest="")),
            models.CheckConstraint(
                name="a_retired_kiosk_has_no_key",
                condition=Q(retired_at__isnull=True) | Q(key_digest="", code_digest="", reader_digest=""),
            ),
            models.CheckConstraint(
                name="a_lock_has_a_reason", condition=Q(locked_at__isnull=True) | ~Q(lock_why="")
            ),
            models.CheckConstraint(
                name="a_kiosk_closes_after_it_opens",
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show office and sign."""
        return f"{self.office_id}/{self.name}"


class Use(models.Model):
    """One stay before a machine: for which service, until which page, and how it ended; not who it was."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.PROTECT, db_index=False)
    service = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT)
    began_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField()
    step = models.CharField(max_length=40, blank=True)
    end = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_use_ends_in_a_known_way", condition=Q(end__in=USE_ENDS)),
            models.CheckConstraint(
                name="what_ended_says_how",
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.UniqueConstraint(fields=["kiosk"], name="one_stay_at_a_time", condition=Q(ended_at__isnull=True)),
        )  # fmt: skip
        indexes = (models.Index(fields=["kiosk", "began_at"], name="uses_by_time"),)

    def __str__(self) -> str:
        """Show service and end."""
        return f"{self.service} {self.end}"


class Login(models.Model):
    """A sign-in shown at one machine, to be confirmed once: by a phone, or by the card on its reader."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.PROTECT)
    token_digest = models.CharField(max_length=64, unique=True)
    check_no = models.CharField(max_length=2)  # shown on both screens, so that nobody confirms another's
    until = models.DateTimeField()
    account = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    by = models.CharField(max_length=8, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_confirmed_login_says_who",
                condition=Q(confirmed_at__isnull=True, account__isnull=True, person__isnull=True)
                | Q(confirmed_at__isnull=False, account__isnull=False, person__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_confirmed_login_is_used", condition=Q(used_at__isnull=True) | Q(confirmed_at__isnull=False)
            ),
        )
        indexes = (models.Index(fields=["kiosk", "until"], name="logins_of_a_kiosk"),)

    def __str__(self) -> str:
        """Show the key only."""
        return f"login {self.pk}"


class Slip(models.Model):
    """A piece of paper that a machine prints: it counts when it came out, and not before (`copies`)."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)  # receipt | test
    text = models.JSONField()  # office, title, rows, link, foot: see devices.Sheet
    state = models.CharField(max_length=8, default="made")
    why = models.CharField(max_length=20, blank=True)
    tries = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_slip_has_a_known_state", condition=Q(state__in=sorted(SLIP_MOVES))),
            models.CheckConstraint(
                name="what_came_out_is_counted",
                condition=Q(copies=0, printed_at__isnull=True) | Q(copies__gt=0, printed_at__isnull=False),
            ),
            models.CheckConstraint(name="no_copy_without_a_try", condition=Q(copies__lte=F("tries"))),
            models.UniqueConstraint(
                fields=["case"], name="one_receipt_a_case", condition=Q(kind="receipt", case__isnull=False)
            ),
        )

    def __str__(self) -> str:
        """Show kind and state."""
        return f"{self.kind} {self.state}"
