"""Messages and what people chose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
from onelane.office.messages.rules import CHANNELS, STATES
from onelane.registers.people.models import Person


class Choice(models.Model):
    """How somebody wants to be told; without a row it is by SMS."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="messages_choice")
    sms = models.BooleanField(default=True)
    mail = models.BooleanField(default=False)
    wechat = models.BooleanField(default=False)
    wechat_id = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        """Show the key only."""
        return f"choice of person {self.person_id}"


class Letter(models.Model):
    """One message to one person over one channel; the same key put down twice is one message."""

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, db_index=False)
    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    address = models.CharField(max_length=120)
    words = models.TextField()
    state = models.CharField(max_length=8, default="waiting")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_message_has_a_way", condition=Q(channel__in=CHANNELS, state__in=STATES)),
            models.CheckConstraint(
                name="what_is_sent_has_its_time", condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent")
            ),
        )
        indexes = (
            models.Index(fields=["person", "-made_at"], name="messages_of_person"),
            models.Index(fields=["case", "made_at"], name="messages_of_case"),
            models.Index(
                fields=["made_at"], name="codes_to_forget", condition=Q(template="one-time-code") & ~Q(words="")
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show template and channel: the rest is personal."""
        return f"{self.template} by {self.channel}"
