"""ID photos that are kept, and what was found on those that lie in a case file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Document
from onelane.registers.offices.models import Office
from onelane.registers.people.models import Person

SOURCES = ("machine", "upload")


class Photo(models.Model):
    """One photo that passed (照相回执): somebody's, or until he comes with its code, nobody's.

    The code itself is on the slip alone; here is its keyed digest. When the photo counts no more its bytes go, and
    the row says when and why.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, db_index=False)
    source = models.CharField(max_length=8)
    machine = models.CharField(max_length=12, blank=True)
    code_key = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField()
    verdicts = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    counts_until = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_why = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_photo_has_a_source", condition=Q(source__in=SOURCES)),
            models.CheckConstraint(
                name="a_photo_has_an_owner_or_a_code", condition=Q(person__isnull=False) | ~Q(code_key="")
            ),
            models.UniqueConstraint(fields=["code_key"], name="one_photo_a_code", condition=~Q(code_key="")),
            models.CheckConstraint(
                name="an_erased_photo_has_no_bytes_and_a_reason",
                condition=Q(erased_at__isnull=True, erased_why="") & ~Q(sha256="")
                | Q(erased_at__isnull=False, sha256="") & ~Q(erased_why=""),
            ),
            models.UniqueConstraint(
                fields=["person", "sha256"], name="one_row_a_photo",
                condition=Q(person__isnull=False, erased_at__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["person", "-taken_at"], name="photos_of_person"),
            models.Index(fields=["counts_until"], name="photos_to_erase", condition=Q(erased_at__isnull=True)),
        )

    def __str__(self) -> str:
        """Show the key only: a face is personal data."""
        return f"photo {self.pk}"


class Judgement(models.Model):
    """What the check found on a photo in a case file; the applicant reads what to mend, the reviewer the measures."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.PROTECT)
    passes = models.BooleanField()
    verdicts = models.JSONField()
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        """Show key and answer."""
        return f"photo in document {self.document_id}: {'passes' if self.passes else 'to mend'}"
