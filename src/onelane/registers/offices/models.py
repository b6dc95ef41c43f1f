"""Offices (车辆管理所) and the counters where people meet them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Office(models.Model):
    """One vehicle administration office; every row of the office's work belongs to one."""

    code = models.SlugField(primary_key=True, max_length=32)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    area_code = models.CharField(max_length=4)
    prefixes = ArrayField(models.CharField(max_length=2))
    settings = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Show the Chinese name."""
        return self.name_zh


class Counter(models.Model):
    """A place of work with a sign: window, bay, desk or machine, and the steps worked there."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    code = models.CharField(max_length=8)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    steps = ArrayField(models.CharField(max_length=40))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "code"], name="one_counter_per_code"),)

    def __str__(self) -> str:
        """Show the sign above the counter."""
        return self.name_zh


class Day(models.Model):
    """A day on which the office does not follow the week: closed (放假), or open on a weekend (调休上班).

    `announced` is what the State Council's notice says of it, empty for a day of the office's own.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    day = models.DateField()
    kind = models.CharField(max_length=4)
    announced = models.CharField(max_length=4, blank=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "day"], name="one_entry_per_day"),
            models.CheckConstraint(name="a_day_is_off_or_work", condition=models.Q(kind__in=["off", "work"])),
            models.CheckConstraint(
                name="what_is_announced_is_known", condition=models.Q(announced__in=["", "off", "work"])
            ),
        )

    def __str__(self) -> str:
        """Show day and kind."""
        return f"{self.day} {self.kind}"
