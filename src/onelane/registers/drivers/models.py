"""Driving licences with what is known about their holders' fitness, and the files of learners."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from onelane.registers.drivers.rules import DEFERRALS, LONG, TERMS
from onelane.registers.offices.models import Office
from onelane.registers.people.models import Person


class Licence(models.Model):
    """A driving licence (机动车驾驶证, R162 art.12); `term` is 6 or 10 years, 0 being long-term (长期)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="licence")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    file_no = models.CharField(max_length=12, unique=True)  # 档案编号
    classes = models.CharField(max_length=20)  # 准驾车型, in the order of the law, e.g. C1D
    status = models.CharField(max_length=19, default="A")  # letters of GA 24: several may hold at once
    first_issued = models.DateField()  # 初次领证日期; its day and month begin each scoring period
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    term = models.SmallIntegerField()
    points = models.SmallIntegerField(default=0)  # of the scoring period that runs
    full_points_on = models.DateField(null=True)  # the last day on which a period reached 12 points
    review_due_to = models.DateField(null=True)  # 审验: where one is asked for, its last day
    employer = models.CharField(max_length=120, blank=True)  # 从业单位, of those who hold an A or B class

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_long_term_licence_has_no_end",
                condition=Q(term=LONG, valid_to__isnull=True)
                | (~Q(term=LONG) & Q(valid_to__isnull=False, valid_to__gt=F("valid_from"))),
            ),
            models.CheckConstraint(name="a_licence_has_a_lawful_term", condition=Q(term__in=TERMS)),
            models.CheckConstraint(name="a_licence_has_a_class", condition=~Q(classes="")),
            models.CheckConstraint(name="points_are_counted_up", condition=Q(points__gte=0)),
        )

    def __str__(self) -> str:
        """Show the key only: the licence bears the identity number."""
        return f"licence {self.pk}"


class Card(models.Model):
    """A printed card of a licence with its chip number (证芯编号); a new one makes the old one void (R162 art.69)."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="cards")
    card_no = models.CharField(max_length=13, unique=True)
    issued_at = models.DateTimeField()
    why = models.CharField(max_length=20)  # the outcome that it came from, or "first"
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["licence"], name="one_valid_card_a_licence", condition=Q(voided_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        """Show the key only."""
        return f"card {self.pk}"


class ScoringPeriod(models.Model):
    """The points of a scoring period that is over (记分周期): twelve months from the day of the first licence."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="periods")
    since = models.DateField()
    points = models.SmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["licence", "since"], name="one_account_a_period"),
            models.CheckConstraint(name="points_of_a_period_are_counted_up", condition=Q(points__gte=0)),
        )

    def __str__(self) -> str:
        """Show keys only."""
        return f"period {self.pk}"


class Medical(models.Model):
    """A medical certificate (身体条件证明) as a listed hospital sent it; `ability` is the test from 70 on."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="medicals")
    certificate_no = models.CharField(max_length=30, unique=True)
    institution = models.CharField(max_length=120)
    examined_on = models.DateField()
    fit = models.BooleanField()
    ability = models.BooleanField(null=True)

    class Meta:
        indexes = (models.Index(fields=["person", "-examined_on"], name="medicals_of_a_person"),)

    def __str__(self) -> str:
        """Show the key only: health is personal."""
        return f"medical {self.pk}"


class Review(models.Model):
    """A review of a licence (审验, R162 art.72) that was done."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    why = models.CharField(max_length=20)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["licence", "on"], name="one_review_a_day"),)

    def __str__(self) -> str:
        """Show the key only."""
        return f"review {self.pk}"


class Deferral(models.Model):
    """A deferral (延期, R162 art.75): N of the renewal, P of the medical certificate, T of the review."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="deferrals")
    kind = models.CharField(max_length=1)
    reason = models.CharField(max_length=20)
    during = DateRangeField()
    granted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_deferral_has_a_kind", condition=Q(kind__in=DEFERRALS)),
            ExclusionConstraint(
                name="one_deferral_of_a_kind_at_a_time",
                expressions=[
                    ("licence", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        """Show kind and key."""
        return f"deferral {self.kind} {self.pk}"


class Learner(models.Model):
    """A learner's file (学员档案): the class applied for, the permit, and which subjects were passed when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="learning")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    licence_class = models.CharField(max_length=2)
    school = models.CharField(max_length=120, blank=True)  # empty: 自学直考
    accepted_on = models.DateField()
    permit_no = models.CharField(max_length=12, unique=True, null=True)  # noqa: DJ001 - unique, and absent until issued
    permit_on = models.DateField(null=True)
    permit_to = models.DateField(null=True)
    passed = models.JSONField(default=dict)  # {"1": "2026-10-01"}
    paid = models.JSONField(default=list)  # the subjects whose fee was paid and not used
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "licence_class"], name="one_open_file_a_class", condition=Q(closed_on__isnull=True)
            ),
            models.CheckConstraint(
                name="a_permit_has_number_and_dates",
                condition=Q(permit_no__isnull=True, permit_on__isnull=True, permit_to__isnull=True)
                | Q(permit_no__isnull=False, permit_on__isnull=False, permit_to__gt=F("permit_on")),
            ),
        )

    def __str__(self) -> str:
        """Show the key only."""
        return f"learner {self.pk}"
