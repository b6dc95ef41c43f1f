"""Plans of sessions with their places, what people wish, and who has which place."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from onelane.office.bookings.rules import BOOKING_MOVES, KINDS, LIVE, SESSION_MOVES
from onelane.registers.drivers.models import Learner
from onelane.registers.offices.models import Office
from onelane.registers.people.models import Person
from onelane.registers.vehicles.models import Vehicle


class Site(models.Model):
    """Where it takes place: a test ground (考场), an inspection station (检验机构), a counter of the office."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    address_zh = models.CharField(max_length=160, blank=True)
    address_en = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "code"], name="one_site_per_code"),
            models.CheckConstraint(name="a_site_has_a_kind", condition=Q(kind__in=KINDS)),
        )

    def __str__(self) -> str:
        """Show the Chinese name."""
        return self.name_zh


class Session(models.Model):
    """A session (场次): a site, a day and time, for tests one subject and some classes, with so many places."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=1, blank=True)
    classes = ArrayField(models.CharField(max_length=2), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.SmallIntegerField()
    state = models.CharField(max_length=10, default="planned")
    deadline_at = models.DateTimeField()  # of wishes for a test; slots gather none
    planned_by = models.CharField(max_length=60)
    planned_at = models.DateTimeField()
    published_by = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)  # why it was cancelled or changed

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_session_has_a_state", condition=Q(state__in=list(SESSION_MOVES))),
            models.CheckConstraint(name="a_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="a_session_has_places", condition=Q(capacity__gte=0)),
            models.CheckConstraint(
                name="a_test_has_a_subject", condition=(Q(kind="test") & ~Q(subject="")) | (~Q(kind="test"))
            ),
            models.CheckConstraint(
                name="maker_and_checker_of_a_plan", condition=Q(published_by="") | ~Q(published_by=F("planned_by"))
            ),
            models.CheckConstraint(
                name="what_is_public_was_published",
                condition=Q(state__in=["planned", "cancelled"]) | Q(published_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["site", "subject", "starts_at"], name="one_session_at_a_time", condition=~Q(state="cancelled")
            ),
        )
        indexes = (
            models.Index(fields=["office", "kind", "subject", "starts_at"], name="sessions_by_day"),
            models.Index(fields=["office", "deadline_at"], name="sessions_by_deadline", condition=Q(state="published")),
        )

    def __str__(self) -> str:
        """Show kind and key."""
        return f"{self.kind} {self.subject} session {self.pk}"


class Wish(models.Model):
    """That somebody wants a place in one of these sessions; `serial` is the name under which results are published."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    serial = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=1, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    learner = models.ForeignKey(Learner, null=True, on_delete=models.PROTECT)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT)
    sessions = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField()
    rank_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "serial"], name="one_wish_per_serial"),
            models.UniqueConstraint(
                fields=["learner", "subject"], name="one_open_wish_a_subject", condition=Q(state="waiting")
            ),
            models.UniqueConstraint(
                fields=["vehicle", "kind"], name="one_open_wish_a_vehicle", condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="a_wish_is_of_a_learner_or_a_vehicle",
                condition=Q(kind="test", learner__isnull=False, vehicle__isnull=True)
                | (~Q(kind="test") & Q(learner__isnull=True, vehicle__isnull=False)),
            ),
            models.CheckConstraint(name="a_wish_names_sessions", condition=Q(sessions__len__range=(1, 3))),
        )
        indexes = (
            models.Index(
                fields=["office", "kind", "subject", "rank_at"], name="wishes_by_rank", condition=Q(state="waiting")
            ),
        )

    def __str__(self) -> str:
        """Show the serial."""
        return self.serial


class Place(models.Model):
    """One place of a session (名额): `free`, `taken`, or `gone` when the session became smaller."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="places", db_index=False)
    number = models.SmallIntegerField()
    state = models.CharField(max_length=5, default="free")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "number"], name="one_place_per_number"),
            models.CheckConstraint(name="a_place_has_a_state", condition=Q(state__in=["free", "taken", "gone"])),
        )
        indexes = (models.Index(fields=["session", "number"], name="free_places", condition=Q(state="free")),)

    def __str__(self) -> str:
        """Show session and number."""
        return f"place {self.number} of {self.session_id}"


class Booking(models.Model):
    """A place that somebody has, or had; `code` is what he shows on arrival (预约码)."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    wish = models.ForeignKey(Wish, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=1, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    learner = models.ForeignKey(Learner, null=True, on_delete=models.PROTECT)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT)
    code = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default="booked")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    scores = ArrayField(models.SmallIntegerField(), default=list)
    noted_by = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "code"], name="one_booking_per_code"),
            models.UniqueConstraint(
                fields=["place"],
                name="one_holder_per_place",
                condition=~Q(state__in=["cancelled", "displaced"]),
            ),
            models.UniqueConstraint(
                fields=["learner", "subject"], name="one_live_booking_a_subject", condition=Q(state__in=sorted(LIVE))
            ),
            models.UniqueConstraint(
                fields=["vehicle", "kind"], name="one_live_booking_a_vehicle", condition=Q(state__in=sorted(LIVE))
            ),
            models.CheckConstraint(name="a_booking_has_a_state", condition=Q(state__in=list(BOOKING_MOVES))),
            models.CheckConstraint(
                name="an_ended_booking_has_its_time",
                condition=Q(state__in=sorted(LIVE), ended_at__isnull=True)
                | (~Q(state__in=sorted(LIVE)) & Q(ended_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        """Show the code."""
        return self.code


class PlaceChange(models.Model):
    """That a learner goes on elsewhere (变更考试地, R162 art.39); at most three times."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="place_changes")
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=20)

    def __str__(self) -> str:
        """Show the key."""
        return f"place change {self.pk}"


class Allotment(models.Model):
    """One giving-out of places with all that is needed to work it out again; never changed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=1, blank=True)
    deadline_at = models.DateTimeField()
    drawn_at = models.DateTimeField()
    root = models.CharField(max_length=64)
    proof = models.CharField(max_length=160)  # of the verifiable random function, in hex
    seed = models.CharField(max_length=128)
    wishes = models.IntegerField()
    given = models.IntegerField()
    places = models.JSONField()
    ranked = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["office", "kind", "subject", "deadline_at"], name="one_allotment_a_deadline"
            ),
        )

    def __str__(self) -> str:
        """Show the root."""
        return self.root[:12]
