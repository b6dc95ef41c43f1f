"""People and units (所有人), and the accounts of those who work here."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from onelane.registers.offices.models import Counter, Office


class Person(models.Model):
    """A person or a unit (单位) known to the register by an identity document (GA/T 16 document codes)."""

    kind = models.CharField(max_length=10, choices=[("individual", "individual"), ("unit", "unit")])
    id_type = models.CharField(max_length=1)
    id_no = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    mobile = models.CharField(max_length=11, blank=True)
    domicile = models.CharField(max_length=200, blank=True)
    mail_address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    known_since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["id_type", "id_no"], name="one_person_per_document"),)

    def __str__(self) -> str:
        """Show the key only: a name is personal data."""
        return f"person {self.pk}"


class Account(AbstractBaseUser):
    """Somebody who can sign in: `username` is a login name, never an ID number."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager()

    def __str__(self) -> str:
        """Show the login name."""
        return self.username


class Post(models.Model):
    """An account's post (岗位) at an office: what it may do there, and where it usually sits."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    role = models.CharField(max_length=24)
    counter = models.ForeignKey(Counter, null=True, blank=True, on_delete=models.PROTECT)
    certificate_no = models.CharField(max_length=40, blank=True)  # R164 art.73: an inspector is certified

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "office", "role"], name="one_post_per_role"),)

    def __str__(self) -> str:
        """Show role and office."""
        return f"{self.role}@{self.office_id}"
