"""Learnt estimates (预估模型) by service, and their scores by day and step; nothing in here is about a person."""

from __future__ import annotations

from django.db import models

from onelane.registers.offices.models import Office


class Learnt(models.Model):
    """The newest model of one service; `missed` are the shares by level that outcomes have taught since."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    service = models.CharField(max_length=60)
    at = models.DateTimeField()
    days = models.IntegerField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    missed = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "service"], name="one_model_per_service"),
            models.CheckConstraint(name="a_model_has_days", condition=models.Q(days__gt=0)),
        )

    def __str__(self) -> str:
        """Show the service and the day."""
        return f"{self.service} of {self.at:%Y-%m-%d}"


class Score(models.Model):
    """How good the estimates of one day were; `step` is empty for the end of the visit. Sums, in minutes."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    service = models.CharField(max_length=60)
    day = models.DateField()
    step = models.CharField(max_length=40, blank=True)
    asked = models.IntegerField()
    covered = models.IntegerField()
    error = models.FloatField()
    simple = models.FloatField()
    width = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "day", "service", "step"], name="one_score_per_question"),
            models.CheckConstraint(
                name="no_more_covered_than_asked",
                condition=models.Q(asked__gt=0, covered__gte=0, covered__lte=models.F("asked")),
            ),
        )

    def __str__(self) -> str:
        """Show day and step."""
        return f"{self.day} {self.step or 'end'}"
