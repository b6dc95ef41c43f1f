"""Vehicles, their owners over time and their numbers over time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from onelane.registers.offices.models import Office
from onelane.registers.people.models import Person


class Vehicle(models.Model):
    """A registered vehicle (机动车), known by its VIN; `particulars` are what R164 art.9 registers, by field name."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    vin = models.CharField(max_length=17, unique=True)
    vehicle_type = models.CharField(max_length=3)
    use_nature = models.CharField(max_length=1)
    plate_category = models.CharField(max_length=2)
    particulars = models.JSONField()
    certificate_no = models.CharField(max_length=12, unique=True)
    status = models.CharField(max_length=17, default="A")  # letters of GA 24: several may hold at once
    registered_at = models.DateTimeField()
    inspection_valid_to = models.DateField()
    insured_to = models.DateField(null=True)  # 交强险止期, as the insurers' network told it last
    tax_paid_to = models.DateField(null=True)  # 车船税: the last day of the year paid or exempt
    mortgaged = models.BooleanField(default=False)
    injury_accident = models.BooleanField(default=False)  # with it the exemption from testing is lost
    illegally_modified = models.BooleanField(default=False)  # as above
    contact_mobile = models.CharField(max_length=11, blank=True)  # R164 art.23: of the owner, for this vehicle
    contact_address = models.CharField(max_length=200, blank=True)
    contact_postcode = models.CharField(max_length=6, blank=True)

    def __str__(self) -> str:
        """Show the key only."""
        return f"vehicle {self.pk}"


class Issued(models.Model):
    """Something that was issued for a vehicle: a licence card, plates, an inspection mark; the old one is void."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="issued", db_index=False)
    what = models.CharField(max_length=20)  # vehicle-licence, plates, inspection-mark
    why = models.CharField(max_length=20)  # first, exempt, replaced ...
    at = models.DateTimeField()
    valid_to = models.DateField(null=True)  # of a mark
    form = models.CharField(max_length=10, blank=True)  # of a mark: electronic or paper; of plates: which side

    class Meta:
        indexes = (models.Index(fields=["vehicle", "what", "-at"], name="issued_for_a_vehicle"),)

    def __str__(self) -> str:
        """Show what and the key."""
        return f"{self.what} {self.pk}"


class Binding(models.Model):
    """Somebody who is not the owner has bound a vehicle (备案非本人机动车); places 1 to 3 on either side."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="bindings", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bindings", db_index=False)
    place_of_person = models.SmallIntegerField()
    place_of_vehicle = models.SmallIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="three_places_on_either_side",
                condition=Q(place_of_person__gte=1, place_of_person__lte=3, place_of_vehicle__gte=1)
                & Q(place_of_vehicle__lte=3),
            ),
            models.UniqueConstraint(
                fields=["person", "place_of_person"], name="three_bindings_a_person", condition=Q(until__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["vehicle", "place_of_vehicle"], name="three_bindings_a_vehicle", condition=Q(until__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["vehicle", "person"], name="one_binding_of_a_vehicle", condition=Q(until__isnull=True)
            ),
        )

    def __str__(self) -> str:
        """Show the key only."""
        return f"binding {self.pk}"


class Affiliation(models.Model):
    """A commercial vehicle is affiliated with a transport unit (挂靠); the owner stays the owner."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="affiliations")
    unit = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affiliated")
    contract_no = models.CharField(max_length=60, blank=True)
    during = DateRangeField()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_affiliation_at_a_time",
                expressions=[("vehicle", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        """Show the key only."""
        return f"affiliation {self.pk}"


class Ownership(models.Model):
    """Who owned a vehicle when; the database allows one owner at a time."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="ownerships")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT)
    during = DateTimeRangeField()
    acquired_by = models.CharField(max_length=20)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_owner_at_a_time",
                expressions=[("vehicle", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        """Show the keys only."""
        return f"ownership {self.pk}"


class NumberHistory(models.Model):
    """Which plate number a vehicle bore when; one vehicle a number and one number a vehicle at a time."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="numbers")
    plate = models.CharField(max_length=10)
    category = models.CharField(max_length=2)
    during = DateTimeRangeField()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_number_a_vehicle",
                expressions=[("vehicle", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="one_vehicle_a_number",
                expressions=[
                    ("plate", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        """Show the keys only."""
        return f"number {self.pk}"
