"""Parcels and what the carrier said about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
from onelane.office.delivery.rules import AT_THE_OFFICE, STATES
from onelane.registers.offices.models import Office


class Parcel(models.Model):
    """One parcel (邮件) of one case; the address is the one of the day it was packed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="packing")
    number = models.CharField(max_length=13, blank=True)
    recipient = models.CharField(max_length=50)
    mobile = models.CharField(max_length=11)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=6, blank=True)
    contents = models.JSONField(default=list)
    approved_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    packed_at = models.DateTimeField(null=True)
    packed_by = models.CharField(max_length=60, blank=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.CharField(max_length=60, blank=True)
    delivered_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_parcel_has_a_state", condition=Q(state__in=STATES)),
            models.UniqueConstraint(fields=["number"], name="one_parcel_a_number", condition=~Q(number="")),
            models.UniqueConstraint(
                fields=["case"], name="one_live_parcel_a_case", condition=~Q(state__in=["void", "returned", "lost"])
            ),
            models.CheckConstraint(
                name="what_left_the_office_has_a_number",
                condition=Q(state__in=["packing", "void"]) | ~Q(number=""),
            ),
            models.CheckConstraint(
                name="what_the_post_has_was_handed_over",
                condition=Q(state__in=[*sorted(AT_THE_OFFICE), "void"]) | Q(handed_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_delivered_has_its_time",
                condition=(Q(state="delivered") & Q(delivered_at__isnull=False))
                | (~Q(state="delivered") & Q(delivered_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(fields=["office", "handed_over_at"], name="parcels_by_day"),
            models.Index(
                fields=["office", "approved_at"], name="parcels_at_the_office",
                condition=Q(state__in=["packing", "packed"]),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show the state only: the rest is personal."""
        return f"parcel {self.pk} {self.state}"


class Event(models.Model):
    """One notice of the carrier; the same notice again is the same row."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    carrier_id = models.CharField(max_length=64)
    event = models.CharField(max_length=20)
    place = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["carrier_id"], name="one_row_per_notice"),)

    def __str__(self) -> str:
        """Show the event."""
        return self.event


class NumberSeries(models.Model):
    """The last serial of an office's tracking numbers; the row is the counter."""

    office = models.OneToOneField(Office, primary_key=True, on_delete=models.PROTECT)
    last = models.BigIntegerField()

    def __str__(self) -> str:
        """Show the number."""
        return str(self.last)
