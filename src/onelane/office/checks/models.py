"""Questions to other authorities and their answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
from onelane.office.checks.rules import KINDS, STATES


class Check(models.Model):
    """One question of one case: asked, answered with yes or no, or given up because nobody answered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=8, default="asked")
    holds = models.BooleanField(null=True)
    until = models.DateField(null=True)
    words = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "kind"], name="one_check_of_a_kind"),
            models.CheckConstraint(name="a_check_has_a_kind", condition=Q(kind__in=KINDS, state__in=STATES)),
            models.CheckConstraint(
                name="an_answer_says_yes_or_no",
                condition=Q(state="answered", holds__isnull=False, answered_at__isnull=False)
                | (~Q(state="answered") & Q(holds__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        """Show kind and state."""
        return f"{self.kind} {self.state}"
