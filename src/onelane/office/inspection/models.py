"""The inspection record (查验记录表): one performance of the 20-item form, closed for ever once concluded."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onelane.office.cases.models import Case, Document
from onelane.office.inspection.rules import CONCLUSIONS, MARKS
from onelane.registers.offices.models import Counter, Office


class Record(models.Model):
    """One inspection of one vehicle; a re-inspection (复检) is a record of its own that points to the failed one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    bay = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT)
    inspector = models.CharField(max_length=60)
    certificate_no = models.CharField(max_length=40)  # R164 art.73: the inspector is certified
    video_ref = models.CharField(max_length=60)  # R164 art.73: no recording, no inspection
    recheck_of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="recheck")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=8, blank=True)
    remarks = models.CharField(max_length=500, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], name="one_open_record_per_case", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="a_conclusion_is_known", condition=Q(conclusion__in=CONCLUSIONS)),
            models.CheckConstraint(
                name="a_record_ends_with_its_conclusion",
                condition=Q(ended_at__isnull=True, conclusion="") | Q(ended_at__isnull=False) & ~Q(conclusion=""),
            ),
            models.CheckConstraint(name="no_recording_no_inspection", condition=~Q(video_ref="")),
            models.CheckConstraint(name="an_inspector_is_certified", condition=~Q(certificate_no="")),
            models.CheckConstraint(
                name="a_passed_record_is_signed",
                condition=~Q(conclusion="pass") | Q(signed_at__isnull=False, signed_by=F("inspector")),
            ),
            models.CheckConstraint(
                name="a_recheck_is_signed_only_when_passed",
                condition=Q(recheck_of__isnull=True) | Q(conclusion="pass") | Q(signed_at__isnull=True, signed_by=""),
            ),
        )

    def __str__(self) -> str:
        """Show key and conclusion."""
        return f"inspection {self.pk} {self.conclusion or 'open'}"


class ItemResult(models.Model):
    """One row of the form as marked: √ pass, × fail, — not required."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="items")
    no = models.SmallIntegerField()
    result = models.CharField(max_length=12)
    value = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    carried = models.BooleanField(default=False)  # taken over from the record that is re-inspected
    marked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["record", "no"], name="one_result_per_item"),
            models.CheckConstraint(name="an_item_is_on_the_form", condition=Q(no__gte=1, no__lte=20)),
            models.CheckConstraint(name="a_mark_is_known", condition=Q(result__in=MARKS[1:])),
        )

    def __str__(self) -> str:
        """Show number and mark."""
        return f"{self.no} {self.result}"


class Photo(models.Model):
    """A picture on the form; the latest of its kind counts, the ones before stay in the case file as withdrawn."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=8)
    item = models.SmallIntegerField(null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "kind"], name="one_photo_per_kind"),)

    def __str__(self) -> str:
        """Show the kind."""
        return self.kind
