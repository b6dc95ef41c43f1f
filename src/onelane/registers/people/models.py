"""People and units (所有人), and the accounts of those who work here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

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
    """Somebody who can sign in: `username` is a login name, never an ID number.

    `mobile` was proved with a code by message; `person` is who a citizen is by his identity document.
    """

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    mobile = models.CharField(max_length=11, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    epoch = models.PositiveIntegerField(default=0)  # one more ends every session

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], name="one_account_per_person", condition=models.Q(person__isnull=False)
            ),
            models.UniqueConstraint(fields=["mobile"], name="one_account_per_mobile", condition=~models.Q(mobile="")),
        )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager()

    def __str__(self) -> str:
        """Show the login name."""
        return self.username

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Bind a session to password and epoch, so that a new password or `sign out everywhere` ends the others."""
        told = f"{self.password}/{self.epoch}"
        return salted_hmac("onelane.session", told, secret=secret, algorithm="sha256").hexdigest()


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


class Authorisation(models.Model):
    """That `agent` may act for `owner` (代理; R164 art.86, R162 art.105): asked, confirmed by the owner, ended.

    `service` empty means every service about this kind of subject; `subject` empty means each of them.
    An operator of a unit (单位经办人) acts without an end; the chief among them confirms for the unit.
    """

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorisations_given")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorisations_held")
    nature = models.CharField(max_length=10, default="agent")
    chief = models.BooleanField(default=False)
    about = models.CharField(max_length=10)
    service = models.CharField(max_length=60, blank=True, default="")
    subject = models.BigIntegerField(null=True, blank=True)
    subject_words = models.CharField(max_length=40, blank=True, default="")  # masked: 鲁B·***12
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.CharField(max_length=8)  # owner or agent
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(owner=models.F("agent")), name="nobody_authorises_himself"),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("begins")),
                name="authorisation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(nature="operator") | models.Q(ends__isnull=False), name="an_agent_has_a_last_day"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "confirmed", "declined", "ended"]),
                name="authorisation_state_known",
            ),
            models.UniqueConstraint(
                fields=["owner", "agent"],
                name="one_operator_per_unit_and_person",
                condition=models.Q(nature="operator", state__in=["asked", "confirmed"]),
            ),
        )
        indexes = (
            models.Index(fields=["agent", "owner"], name="authorisations_by_agent"),
            models.Index(fields=["owner", "state"], name="authorisations_by_owner"),
        )

    def __str__(self) -> str:
        """Show the keys only."""
        return f"authorisation {self.pk}: {self.agent_id} for {self.owner_id}"


class MessageCode(models.Model):
    """A one-time code (短信验证码) sent to a mobile number; kept as a keyed digest, the number too."""

    mobile_key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=12)  # register, prove, recover, contact
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["mobile_key", "purpose", "-sent_at"], name="codes_by_mobile"),)

    def __str__(self) -> str:
        """Show purpose and time."""
        return f"code for {self.purpose} at {self.sent_at:%H:%M}"


class FactorReset(models.Model):
    """That somebody's second factors are taken away: proposed by one, decided by another person (两人办理)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="factor_resets")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    why = models.CharField(max_length=120)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="asked")  # asked, done, refused

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="a_reset_takes_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("account"))
                & (models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("account"))),
                name="nobody_resets_himself",
            ),
            models.UniqueConstraint(fields=["account"], name="one_open_reset", condition=models.Q(state="asked")),
        )

    def __str__(self) -> str:
        """Show the keys only."""
        return f"reset {self.pk} of {self.account_id}"


class Machine(models.Model):
    """An enrolled machine (登记设备): what its cookie was sealed for before `revoked_at` counts no more."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    name = models.CharField(max_length=8)
    kind = models.CharField(max_length=16)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.CharField(max_length=60)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "name"], name="one_machine_per_name"),)

    def __str__(self) -> str:
        """Show office and name."""
        return f"{self.office_id}/{self.name}"
