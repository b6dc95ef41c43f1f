"""What an online case is beside its hot row: who applies for what, over which channel, and what was judged."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from onelane.office.cases.applications.rules import CHANNELS
from onelane.office.cases.models import Case
from onelane.registers.offices.models import Office
from onelane.registers.people.models import Person


class Application(models.Model):
    """One application (申请). `desk` and `due_at` are the queue of the desks that work by due time.

    They stand here and not on the case: an index on the hot row would cost every move in the lane.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    service = models.CharField(max_length=60)
    channel = models.CharField(max_length=8)
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    acted_by = models.CharField(max_length=60)
    authorisation = models.BigIntegerField(null=True)
    about = models.CharField(max_length=16)
    subject = models.BigIntegerField(null=True)
    language = models.CharField(max_length=8, default="zh-hans")
    typed = models.JSONField(default=dict)  # what cannot stand yet, as it was typed
    request_key = models.CharField(max_length=64, blank=True)
    submit_key = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    desk = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="an_application_came_over_a_channel", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(
                name="what_waits_at_a_desk_is_due", condition=Q(desk="") | Q(due_at__isnull=False, closed_at=None)
            ),
            models.UniqueConstraint(
                fields=["applicant", "service", "subject"], name="one_draft_of_a_kind", nulls_distinct=False,
                condition=Q(submitted_at__isnull=True, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["applicant", "request_key"], name="one_application_per_press", condition=~Q(request_key="")
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["office", "desk", "due_at", "case"], name="desk_by_due", condition=~Q(desk="")),
            models.Index(fields=["applicant", "-begun_at"], name="applications_of_person"),
            models.Index(
                fields=["acted_by", "-begun_at"], name="applications_for_others",
                condition=Q(authorisation__isnull=False),
            ),
            models.Index(
                fields=["touched_at"], name="drafts_by_age",
                condition=Q(submitted_at__isnull=True, closed_at__isnull=True),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show service and case."""
        return f"{self.service} {self.case_id}"


class Judgement(models.Model):
    """What a reviewer found about one field or paper; a corrected item is judged anew, the old judgement stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    item = models.CharField(max_length=60)
    holds = models.BooleanField()
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    words = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "item"], name="one_judgement_per_item", condition=Q(replaced_at__isnull=True)
            ),
            models.CheckConstraint(name="a_no_has_a_reason", condition=Q(holds=True) | ~Q(reasons=[])),
        )

    def __str__(self) -> str:
        """Show the item and the answer."""
        return f"{self.item} {'holds' if self.holds else 'does not hold'}"


class Proposal(models.Model):
    """A refusal that one person proposes and another decides (两人制); the database knows that they are two."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    reasons = models.JSONField()
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], name="one_open_proposal", condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="two_people_refuse",
                condition=Q(decided_at__isnull=True, decided_by="", confirmed__isnull=True)
                | Q(decided_at__isnull=False, confirmed__isnull=False) & ~Q(decided_by="")
                & ~Q(decided_by=F("proposed_by")),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show the case."""
        return f"refusal of case {self.case_id}"
