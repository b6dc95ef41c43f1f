"""The number pool: segments (号段), every number that exists, who has it, and the draws of each case."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from onelane.office.cases.models import Case
from onelane.registers.offices.models import Office


class Segment(models.Model):
    """A run of numbers of one pattern, proposed by one person and released by another."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    category = models.CharField(max_length=2)
    prefix = models.CharField(max_length=2)
    pattern = models.CharField(max_length=8)
    first = models.CharField(max_length=8)
    last = models.CharField(max_length=8)
    quantity = models.IntegerField()
    state = models.CharField(max_length=8, default="proposed")
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    released_by = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True)
    pool = models.CharField(max_length=8, blank=True)
    opens_at = models.DateTimeField(null=True)  # published before, chosen from this moment on

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_segment_is_published_before_it_opens",
                condition=Q(state="proposed", opens_at__isnull=True)
                | Q(state="released", opens_at__gte=F("released_at")),
            ),
            models.CheckConstraint(name="a_segment_has_numbers", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="a_release_has_a_second_person",
                condition=Q(state="proposed", released_by="", released_at__isnull=True)
                | (Q(state="released", released_at__isnull=False) & ~Q(released_by="") & ~Q(released_by=F("made_by"))),
            ),
        )

    def __str__(self) -> str:
        """Show the run."""
        return f"{self.prefix}{self.first}-{self.last}"


class Number(models.Model):
    """One number that exists, written once at the release; blue and yellow plates may bear the same characters.

    Who has it stands in `Holding`: a number without one is free. So half a million rows are never touched again.
    """

    pk = models.CompositePrimaryKey("category", "plate")
    category = models.CharField(max_length=2)
    plate = models.CharField(max_length=10)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="pool"
    )
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, db_index=False, related_name="numbers")
    pool = models.CharField(max_length=8)

    def __str__(self) -> str:
        """Show the number."""
        return self.plate


class Holding(models.Model):
    """Who has a number that is not free; the key is the number, so the database knows no second holder.

    Fifty of these rows come and most go again with each list, so they carry no foreign key and one index: the case
    is that of a `Hand`, and `queries.account` counts both against each other.
    """

    pk = models.CompositePrimaryKey("category", "plate")
    category = models.CharField(max_length=2)
    plate = models.CharField(max_length=10)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    state = models.CharField(max_length=8)
    case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="holdings"
    )
    claim = models.CharField(max_length=64)  # by what name receipts cite whatever took the number
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_holding_says_for_whom_or_why",
                condition=Q(state__in=["held", "issued"], case__isnull=False)
                | Q(state__in=["withheld", "retired"], case__isnull=True) & ~Q(why=""),
            ),
            models.UniqueConstraint(fields=["case"], name="one_issued_number_a_case", condition=Q(state="issued")),
        )

    def __str__(self) -> str:
        """Show number and state."""
        return f"{self.plate} {self.state}"


class Hand(models.Model):
    """What a case that chooses has in hand: its list, or the number it has chosen, and until when. Gone once issued.

    It is the row that each deed of choosing locks or changes first, so two presses of a case come one after the other.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    category = models.CharField(max_length=2)
    pool = models.CharField(max_length=8)
    owner = models.CharField(max_length=64, blank=True)  # as in Preselection
    vin = models.CharField(max_length=17, blank=True)
    online = models.BooleanField(default=False)  # chosen at home, by the terms of the online office
    turn = models.IntegerField(default=0)
    tries = models.IntegerField(default=0)
    plates = ArrayField(models.CharField(max_length=10), default=list)
    chosen = models.CharField(max_length=10, blank=True)
    until = models.DateTimeField(null=True)
    preselection = models.ForeignKey(
        "Preselection", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_hand_holds_a_list_or_one_number_until_a_moment",
                condition=Q(plates=[], chosen="", until__isnull=True)
                | Q(chosen="", until__isnull=False) & ~Q(plates=[])
                | Q(plates=[], until__isnull=False) & ~Q(chosen=""),
            ),
        )

    def __str__(self) -> str:
        """Show the case."""
        return f"hand of case {self.case_id}"


class Publication(models.Model):
    """The account of a pool at one moment, published and signed before lists are drawn by it; never changed.

    `body` is what is signed, `account` every number's state as compressed letters, whose Merkle root the body names.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    pool = models.CharField(max_length=8)
    number = models.IntegerField()
    at = models.DateTimeField()
    opens_at = models.DateTimeField()
    draw_key = models.CharField(max_length=64)
    body = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    account = models.BinaryField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "pool", "number"], name="one_publication_a_number"),
            models.CheckConstraint(name="a_publication_comes_before_its_opening", condition=Q(opens_at__gte=F("at"))),
        )

    def __str__(self) -> str:
        """Show pool and number."""
        return f"{self.office_id} {self.pool} no. {self.number}"


class Draw(models.Model):
    """One list of a case, with all that its receipt says; never changed. `link` is the receipt's secret address.

    `body` is the text that is signed. Its parents are rows that are never removed, and eight clients who check the
    same parent at once stand in each other's way; so the database is not asked to check them.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    turn = models.IntegerField()
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="draws"
    )
    at = models.DateTimeField()
    until = models.DateTimeField()
    body = models.TextField()
    claim = models.CharField(max_length=64)
    link = models.CharField(max_length=32, unique=True)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "turn"], name="one_draw_a_turn"),)
        indexes = (models.Index(fields=["office", "at"], name="draws_by_day"),)

    def __str__(self) -> str:
        """Show case and turn."""
        return f"draw {self.turn} of case {self.case_id}"


class Composing(models.Model):
    """One press of self-composing (自编自选): what was wished, in order, and what was got."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False)  # a hand's case, as in Holding
    at = models.DateTimeField()
    wishes = ArrayField(models.CharField(max_length=10))
    got = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        """Show what was wished."""
        return f"{', '.join(self.wishes)}: {self.got or 'none'}"


class Preselection(models.Model):
    """A number held for an owner and his vehicle for some working days (预选号牌), until a minute that he was told."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="preselections")
    category = models.CharField(max_length=2)
    owner = models.CharField(max_length=64)  # a keyed hash of the identity number
    vin = models.CharField(max_length=17)
    plate = models.CharField(max_length=10)
    at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=8, default="live")  # live | used | over (missed) | back (given up)
    used_by = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="used_preselections")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_used_preselection_says_by_which_case",
                condition=Q(state="used", used_by__isnull=False) | Q(state__in=["live", "over", "back"]),
            ),
            models.UniqueConstraint(
                fields=["office", "vin"], name="one_live_hold_a_vehicle", condition=Q(state="live")
            ),
            models.UniqueConstraint(
                fields=["office", "owner", "category"], name="one_live_hold_a_person", condition=Q(state="live")
            ),
        )
        indexes = (models.Index(fields=["until"], name="preselections_that_end", condition=Q(state="live")),)

    def __str__(self) -> str:
        """Show the number."""
        return f"{self.plate} {self.state}"


class KeepingBack(models.Model):
    """A notice that numbers are withheld, retired or returned, with its reason, by one person and a second."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    deed = models.CharField(max_length=8)  # withhold | retire | restore
    category = models.CharField(max_length=2)
    plates = ArrayField(models.CharField(max_length=10))
    why = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_notice_has_a_deed_and_a_reason",
                condition=Q(deed__in=["withhold", "retire", "restore"]) & ~Q(why="") & ~Q(plates=[]),
            ),
            models.CheckConstraint(
                name="a_notice_has_a_second_person",
                condition=Q(confirmed_by="", confirmed_at__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="") & ~Q(confirmed_by=F("made_by"))),
            ),
        )

    def __str__(self) -> str:
        """Show deed and reason."""
        return f"{self.deed}: {self.why}"


class DrawCheck(models.Model):
    """What the statistical test of one day's lists found; made once a day, never changed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    day = models.DateField()
    made_at = models.DateTimeField()
    lists = models.IntegerField()
    findings = models.JSONField()  # a row for each question: what, of whom, how many, p
    least_p = models.FloatField(null=True)  # the smallest p times the number of questions, at most 1

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "day"], name="one_check_a_day"),)

    def __str__(self) -> str:
        """Show the day."""
        return f"{self.office_id} {self.day}"


class Watch(models.Model):
    """When the worker last looked at both clocks of a machine: the one that is set, and the one that only runs on."""

    boot = models.CharField(primary_key=True, max_length=40)
    ran = models.FloatField()  # seconds since the machine started
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Show the machine's start."""
        return self.boot
