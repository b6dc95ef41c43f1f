"""The one queue: tickets, arrivals, and counters that stand by for the next owner."""

from __future__ import annotations

from django.db import models

from onelane.office.cases.models import Case
from onelane.office.lane.rules import MOVES
from onelane.registers.offices.models import Counter, Office


class Arrival(models.Model):
    """A car at the lane entry; the citizen's clock starts here, not at the ticket."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    code = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "code"], name="one_arrival_per_code"),)

    def __str__(self) -> str:
        """Show the code."""
        return self.code


class Ticket(models.Model):
    """The one ticket of a visit; it is in the queue only when printed or shown."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    day = models.DateField()
    number = models.IntegerField()
    series = models.CharField(max_length=2, default="A")
    key = models.CharField(max_length=32, unique=True)  # the secret in the ticket's QR code
    request_key = models.CharField(max_length=64)  # a button pressed twice is one ticket
    priority = models.CharField(max_length=20)
    priority_reason = models.CharField(max_length=120, blank=True)
    appointment_at = models.DateTimeField(null=True)
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT)
    arrived_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    medium = models.CharField(max_length=8)  # paper | screen
    issued_at = models.DateTimeField(null=True)
    copies = models.IntegerField(default=0)
    state = models.CharField(max_length=12)  # see rules.MOVES
    state_since = models.DateTimeField()
    away_reason = models.CharField(max_length=120, blank=True)
    absences = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "day", "series", "number"], name="one_ticket_per_number"),
            models.UniqueConstraint(fields=["office", "request_key"], name="one_ticket_per_press"),
            models.UniqueConstraint(fields=["arrival"], name="one_ticket_per_arrival"),
            models.CheckConstraint(name="a_ticket_has_a_known_state", condition=models.Q(state__in=sorted(MOVES))),
        )
        indexes = (models.Index(fields=["office", "day", "state"], name="tickets_of_the_day"),)

    def __str__(self) -> str:
        """Show the number as printed."""
        return self.label

    @property
    def label(self) -> str:
        """Return the number as printed and called, such as `A001`."""
        return f"{self.series}{self.number:03d}"


class Standby(models.Model):
    """A counter that pressed Next while nobody waited: the next owner is called there at once."""

    counter = models.OneToOneField(Counter, primary_key=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    step = models.CharField(max_length=40)
    actor = models.CharField(max_length=60)
    role = models.CharField(max_length=24)
    since = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["office", "step", "since"], name="standby_order"),)

    def __str__(self) -> str:
        """Show the step."""
        return f"standby for {self.step}"
