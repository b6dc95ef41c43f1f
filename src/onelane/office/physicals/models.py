"""Listed institutions, their doctors, and the results they entered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from onelane.office.physicals.rules import CLASSES
from onelane.registers.offices.models import Office
from onelane.registers.people.models import Account, Person

SOURCES = ("doctor", "partner")


class Institution(models.Model):
    """A medical institution that may certify (县级以上医疗机构, R162 art.85), while it is listed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    listed_from = models.DateField()
    listed_to = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "code"], name="one_institution_a_code"),
            models.CheckConstraint(
                name="a_listing_ends_after_it_begins",
                condition=Q(listed_to__isnull=True) | Q(listed_to__gte=F("listed_from")),
            ),
        )

    def __str__(self) -> str:
        """Show code and office."""
        return f"{self.code}@{self.office_id}"


class Doctor(models.Model):
    """The account of a doctor, and where he works; he has one place at a time."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    certificate_no = models.CharField(max_length=40)

    class Meta:
        constraints = (models.CheckConstraint(name="a_doctor_is_certified", condition=~Q(certificate_no="")),)

    def __str__(self) -> str:
        """Show the key only."""
        return f"doctor {self.account_id}"


class Result(models.Model):
    """One result form (身体条件证明): never changed; a newer one of the same person counts instead."""

    number = models.CharField(max_length=30, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    source = models.CharField(max_length=8)
    entered_by = models.CharField(max_length=60)
    wanted = models.CharField(max_length=2)
    findings = models.JSONField()
    fit_for = ArrayField(models.CharField(max_length=2))
    ability = models.BooleanField(null=True)
    examined_on = models.DateField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_result_has_a_source", condition=Q(source__in=SOURCES)),
            models.CheckConstraint(name="a_result_is_for_a_class", condition=Q(wanted__in=CLASSES)),
        )
        indexes = (
            models.Index(fields=["person", "-examined_on"], name="results_of_person"),
            models.Index(fields=["institution", "-entered_at"], name="results_of_institution"),
        )

    def __str__(self) -> str:
        """Show the number only: health is personal."""
        return self.number
