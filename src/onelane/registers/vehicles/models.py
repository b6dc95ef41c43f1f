"""Vehicles, their owners over time and their numbers over time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

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

    def __str__(self) -> str:
        """Show the key only."""
        return f"vehicle {self.pk}"


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
