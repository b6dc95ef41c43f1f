"""Papers, each a snapshot that never changes, and every print of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
from onelane.office.certificates.rules import KINDS
from onelane.registers.offices.models import Office


class Paper(models.Model):
    """One paper (证照) of a case: what it says is `data`, by the catalogue's field names."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=30)
    serial = models.CharField(max_length=12)
    key = models.CharField(max_length=32, unique=True)  # the secret in the QR code; says nothing by itself
    data = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    printed = models.IntegerField(default=0)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60, blank=True)
    void_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_paper_has_a_kind", condition=Q(kind__in=KINDS)),
            models.UniqueConstraint(
                fields=["case", "kind"], name="one_valid_paper_of_a_kind", condition=Q(voided_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["kind", "serial"], name="one_valid_paper_a_number", condition=Q(voided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_void_paper_says_why",
                condition=Q(voided_at__isnull=True, voided_by="", void_why="")
                | (Q(voided_at__isnull=False) & ~Q(voided_by="") & ~Q(void_why="")),
            ),
            models.CheckConstraint(name="prints_are_counted_up", condition=Q(printed__gte=0)),
        )
        indexes = (models.Index(fields=["case", "issued_at"], name="papers_of_a_case"),)

    def __str__(self) -> str:
        """Show kind and key: the number is the owner's."""
        return f"{self.kind} {self.pk}"


class Printing(models.Model):
    """One print of a paper; from the second on it says why."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="prints")
    number = models.IntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["paper", "number"], name="one_print_a_number"),
            models.CheckConstraint(name="a_reprint_says_why", condition=Q(number=1) | (Q(number__gt=1) & ~Q(why=""))),
        )

    def __str__(self) -> str:
        """Show paper and number."""
        return f"print {self.number} of paper {self.paper_id}"


class Series(models.Model):
    """The last file number an office gave to one kind of paper; the row is the counter."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=30)
    last = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "kind"], name="one_series_a_kind"),
            models.CheckConstraint(name="a_series_counts_from_one", condition=Q(last__gte=1)),
        )

    def __str__(self) -> str:
        """Show kind and number."""
        return f"{self.kind} {self.last}"
