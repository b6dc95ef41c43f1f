"""Platforms, what was applied for over them, and what they were answered."""

from __future__ import annotations

from allauth.idp.oidc.models import Client
from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
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
