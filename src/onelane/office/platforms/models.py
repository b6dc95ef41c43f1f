"""Platforms, what was applied for over them, and what they were answered."""

from __future__ import annotations

from allauth.idp.oidc.models import Client
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
from onelane.office.platforms.hooks import STATES
from onelane.office.platforms.rules import KINDS
from onelane.registers.offices.models import Office


class Platform(models.Model):
    """One government site or phone app (对接平台); its secret and addresses stand in allauth's client."""

    client = models.OneToOneField(Client, primary_key=True, on_delete=models.PROTECT, related_name="platform")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=60)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_platform_has_a_kind", condition=Q(kind__in=KINDS)),
            models.UniqueConstraint(
                fields=["office", "name"], name="one_platform_of_a_name", condition=Q(closed_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Origin(models.Model):
    """Over which platform an application came in."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="origin")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, db_index=False)

    class Meta:
        indexes = (models.Index(fields=["platform", "-case"], name="cases_of_platform"),)

    def __str__(self) -> str:
        """Show the case."""
        return f"origin of case {self.case_id}"


class Kept(models.Model):
    """What a request under an Idempotency-Key was answered; the same key again gets the same answer for a day."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, db_index=False)
    account = models.BigIntegerField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["platform", "account", "key"], name="one_answer_per_key"),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show when it was asked."""
        return f"answer of {self.at:%Y-%m-%d %H:%M}"


class Pace(models.Model):
    """How many requests came in the present minute, by client, or by client and citizen for a phone app."""

    key = models.CharField(max_length=80, primary_key=True)
    begins_at = models.DateTimeField()
    count = models.IntegerField()

    def __str__(self) -> str:
        """Show the count."""
        return f"{self.count} since {self.begins_at:%H:%M:%S}"


class Endpoint(models.Model):
    """One webhook of a platform; its secret is made from `salt` and the office's key: rows alone sign nothing."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT)
    address = models.CharField(max_length=300)
    events = ArrayField(models.CharField(max_length=40))
    salt = models.CharField(max_length=64)
    former_salt = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    fails = models.IntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["platform", "address"], name="one_webhook_an_address", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_former_secret_ends", condition=Q(former_salt="") | Q(former_until__isnull=False)
            ),
        )

    def __str__(self) -> str:
        """Show the key only: an address may hold a token."""
        return f"webhook {self.pk}"


class Delivery(models.Model):
    """One event on its way to one webhook."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, db_index=False)
    event = models.CharField(max_length=120)
    name = models.CharField(max_length=40)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    body = models.TextField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_status = models.SmallIntegerField(null=True)
    last_trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["endpoint", "event"], name="one_delivery_of_an_event"),
            models.CheckConstraint(name="a_delivery_has_a_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="what_was_taken_has_its_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], name="deliveries_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-id"], name="deliveries_of_webhook"),
        )

    def __str__(self) -> str:
        """Show the event and its state."""
        return f"{self.name} ({self.state})"
