"""The case file (案卷): one application on its way through the stations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from onelane.office.cases.rules import ENDED, MOVES
from onelane.registers.offices.models import Counter, Office


class Plan(models.Model):
    """What a case copies when it opens: path, asks, fees, rule versions; never changed, shared by equal cases."""

    digest = models.CharField(primary_key=True, max_length=64)
    service = models.CharField(max_length=60)
    snapshot = models.JSONField()
    first_used = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        """Show service and digest."""
        return f"{self.service} {self.digest[:8]}"


class Case(models.Model):
    """The hot row of a case: where it stands. What it says is in its `File`.

    `marking` holds the tokens of the path (see `path.py`), `taken` the open steps that somebody has in hand;
    the database derives `ready_steps` from both, so a station's queue can never differ from what may be done.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)  # every index begins with it
    number = models.CharField(max_length=20)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, db_index=False)  # nobody looks from a plan to its cases
    state = models.CharField(max_length=16)
    marking = ArrayField(models.TextField())
    taken = ArrayField(models.TextField(), default=list)
    ready_steps = models.GeneratedField(
        expression=models.Func("marking", "taken", function="cases_ready_steps"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    rank_at = models.DateTimeField()  # the fair place in every queue of the office; earlier goes first
    present = models.BooleanField(default=False)  # the owner is here and can be called
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "number"], name="one_case_per_number"),
            models.CheckConstraint(
                name="an_ended_case_has_no_open_step",
                condition=models.Q(ended_at__isnull=True) | models.Q(taken=[]),
            ),
            models.CheckConstraint(
                name="a_case_has_a_known_state",
                condition=models.Q(state__in=sorted(MOVES.keys() - ENDED), ended_at__isnull=True)
                | models.Q(state__in=sorted(ENDED), ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_open_step_is_taken",
                condition=models.Q(taken=[])  # said first: most cases are in nobody's hand, and the function costs
                | models.Q(
                    taken__contained_by=models.Func(
                        "marking",
                        models.Value("{}", output_field=models.TextField()),
                        function="cases_ready_steps",
                        output_field=ArrayField(models.TextField()),
                    )
                ),
            ),
        )
        indexes = (
            models.Index(fields=["office", "rank_at"], name="live_cases", condition=models.Q(ended_at__isnull=True)),
        )

    def __str__(self) -> str:
        """Show the serial number."""
        return self.number


class File(models.Model):
    """What a case says: the answers given so far, by field name."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT)
    answers = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Show the case."""
        return f"file of case {self.case_id}"


class Work(models.Model):
    """One performance of one step: called or taken up, begun, ended with an outcome."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    # No constraint of its own: every work locked the office's one row beside all others, and the case has it already.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    step = models.CharField(max_length=40)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, db_index=False)  # asked of live work only
    actor = models.CharField(max_length=60)
    taken_at = models.DateTimeField()
    calls = models.IntegerField(default=1)
    last_called_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "step"], name="one_live_work_per_step", condition=models.Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["counter"], name="one_live_work_per_counter", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="an_ended_work_has_an_outcome",
                condition=models.Q(ended_at__isnull=True, outcome="")
                | models.Q(ended_at__isnull=False) & ~models.Q(outcome=""),
            ),
        )
        indexes = (models.Index(fields=["office", "taken_at"], name="work_by_day"),)

    def __str__(self) -> str:
        """Show step and outcome."""
        return f"{self.step} {self.outcome or 'in hand'}"


class Document(models.Model):
    """A paper or picture in the case file; the bytes lie in the media store under their SHA-256."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)  # a material's name, or a photo kind such as 0111
    step = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    trust = models.CharField(max_length=12)  # issued | checked | shown | uploaded
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show kind and key."""
        return f"{self.kind} {self.pk}"


class Pause(models.Model):
    """A time in which the legal clock stands still because the citizen was asked for something (ALL art.32)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], name="one_open_pause", condition=models.Q(until__isnull=True)),
        )

    def __str__(self) -> str:
        """Show the reason."""
        return self.why


class Serial(models.Model):
    """The last number given of a series of an office and day (流水号); the row is the counter."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    series = models.CharField(max_length=16)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "series", "day"], name="one_counter_row"),)

    def __str__(self) -> str:
        """Show series and day."""
        return f"{self.series} {self.day}"
