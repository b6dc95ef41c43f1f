"""A door before an opening, and the places of those who wait at it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onelane.registers.offices.models import Office


class Door(models.Model):
    """A waiting room before one opening; `name` says of what, such as `plates:02`.

    Whoever comes before `gathers_until` draws a lot, later ones stand behind in the order of their coming. `last` is
    the last number given, while it gathers the people so far; `let_in` how many of them were let in.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=60)
    opens_at = models.DateTimeField()
    gathers_until = models.DateTimeField()
    pace = models.IntegerField()  # people a second at most
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(null=True)
    last = models.IntegerField(default=0)
    let_in = models.IntegerField(default=0)
    left = models.IntegerField(null=True)  # of what is given out, as of the last look of the worker
    busy_at = models.DateTimeField()  # when somebody was last waiting
    over_at = models.DateTimeField(null=True)
    why_over = models.CharField(max_length=10, blank=True)  # gone | quiet

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "name", "opens_at"], name="one_door_an_opening"),
            models.UniqueConstraint(
                fields=["office", "name"], name="one_door_at_a_time", condition=Q(over_at__isnull=True)
            ),
            models.CheckConstraint(name="nobody_is_let_in_before_the_lots", condition=Q(let_in__lte=F("last"))),
            models.CheckConstraint(name="a_door_gathers_after_it_opens", condition=Q(gathers_until__gte=F("opens_at"))),
        )

    def __str__(self) -> str:
        """Show of what."""
        return f"door of {self.office_id} {self.name}"


class Place(models.Model):
    """Somebody's place at a door: one for each `who`; `key` is its secret address and what its lot is made of."""

    door = models.ForeignKey(Door, on_delete=models.PROTECT, db_index=False, related_name="places")
    key = models.CharField(max_length=32, unique=True)
    who = models.CharField(max_length=64)
    back = models.CharField(max_length=120)  # the page that he came to open
    arrived_at = models.DateTimeField()
    number = models.IntegerField(null=True)
    let_in_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["door", "who"], name="one_place_a_person"),
            models.UniqueConstraint(fields=["door", "number"], name="one_person_a_place"),
            models.CheckConstraint(
                name="whoever_is_let_in_has_a_number", condition=Q(let_in_at__isnull=True) | Q(number__isnull=False)
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return f"place {self.number} at door {self.door_id}"
