"""Papers, each a snapshot that never changes, every print of them, and the blank forms that prints use up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onelane.office.cases.models import Case
from onelane.office.certificates.rules import BLANK_MOVES, FORMS, KINDS, ONE_A_CASE, REPLACED, REVOKED
from onelane.registers.offices.models import Office


class Paper(models.Model):
    """One paper (证照) of a case: what it says is `data`, by the catalogue's field names."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, null=True)  # an extract has none
    subject = models.CharField(max_length=40, blank=True)  # what it is about, such as vehicle:17
    kind = models.CharField(max_length=30)
    serial = models.CharField(max_length=12)
    key = models.CharField(max_length=32, unique=True)  # names the paper in an address; says nothing by itself
    data = models.JSONField()
    code = models.CharField(max_length=600, blank=True)  # the digits of the QR code, signed once
    valid_to = models.DateField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    printed = models.IntegerField(default=0)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60, blank=True)
    void_why = models.CharField(max_length=200, blank=True)
    void_state = models.SmallIntegerField(default=0)  # as the published list of states says it
    sealed_sha256 = models.CharField(max_length=64, blank=True)  # the signed PDF in the store of documents
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_paper_has_a_kind", condition=Q(kind__in=KINDS)),
            models.UniqueConstraint(
                fields=["case", "kind"],
                name="one_valid_paper_of_a_kind",
                condition=Q(voided_at__isnull=True, kind__in=ONE_A_CASE),
            ),
            models.UniqueConstraint(
                fields=["kind", "serial"], name="one_valid_paper_a_number", condition=Q(voided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_void_paper_says_why",
                condition=Q(voided_at__isnull=True, voided_by="", void_why="", void_state=0)
                | (Q(voided_at__isnull=False, void_state__in=[REVOKED, REPLACED]) & ~Q(voided_by="") & ~Q(void_why="")),
            ),
            models.CheckConstraint(name="prints_are_counted_up", condition=Q(printed__gte=0)),
            models.CheckConstraint(
                name="a_seal_has_its_time",
                condition=Q(sealed_sha256="", sealed_at__isnull=True)
                | (Q(sealed_at__isnull=False) & ~Q(sealed_sha256="")),
            ),
            models.CheckConstraint(name="a_paper_is_about_something", condition=Q(case__isnull=False) | ~Q(subject="")),
        )
        indexes = (
            models.Index(fields=["case", "issued_at"], name="papers_of_a_case"),
            models.Index(
                fields=["subject", "kind"], name="valid_papers_about",
                condition=Q(voided_at__isnull=True) & ~Q(subject=""),
            ),
            models.Index(fields=["office", "id"], name="papers_not_valid", condition=Q(voided_at__isnull=False)),
        )  # fmt: skip

    def __str__(self) -> str:
        """Show kind and key: the number is the owner's."""
        return f"{self.kind} {self.pk}"


class Printing(models.Model):
    """One print of a paper; from the second on it says why."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="prints")
    number = models.IntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["paper", "number"], name="one_print_a_number"),
            models.CheckConstraint(name="a_reprint_says_why", condition=Q(number=1) | (Q(number__gt=1) & ~Q(why=""))),
        )

    def __str__(self) -> str:
        """Show paper and number."""
        return f"print {self.number} of paper {self.paper_id}"


class Series(models.Model):
    """The last file number an office gave to one kind of paper; the row is the counter."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=30)
    last = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["office", "kind"], name="one_series_a_kind"),
            models.CheckConstraint(name="a_series_counts_from_one", condition=Q(last__gte=1)),
        )

    def __str__(self) -> str:
        """Show kind and number."""
        return f"{self.kind} {self.last}"


class Blanks(models.Model):
    """A delivery of blank forms (空白证件), counted in by one person."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    form = models.CharField(max_length=40)
    first = models.CharField(max_length=16)
    last = models.CharField(max_length=16)
    quantity = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_delivery_is_of_a_form", condition=Q(form__in=list(FORMS))),
            models.CheckConstraint(name="a_delivery_holds_something", condition=Q(quantity__gte=1)),
        )

    def __str__(self) -> str:
        """Show form and serial numbers."""
        return f"{self.form} {self.first}-{self.last}"


class Destruction(models.Model):
    """Spoiled blanks that one person put together and another saw destroyed (双人销毁)."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="two_persons_destroy",
                condition=Q(done_at__isnull=True, done_by="")
                | (Q(done_at__isnull=False) & ~Q(done_by="") & ~Q(done_by=models.F("proposed_by"))),
            ),
            models.UniqueConstraint(
                fields=["office"], name="one_destruction_at_a_time", condition=Q(done_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        """Show the key."""
        return f"destruction {self.pk}"


class Blank(models.Model):
    """One blank form with its printed serial number: it stands in one state, and a print uses it once."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    form = models.CharField(max_length=40)
    serial = models.CharField(max_length=16)
    delivery = models.ForeignKey(Blanks, on_delete=models.PROTECT, related_name="blanks")
    state = models.CharField(max_length=10, default="in_store")
    printing = models.OneToOneField(Printing, on_delete=models.PROTECT, null=True, related_name="blank")
    why = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, null=True, related_name="blanks")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["form", "serial"], name="one_blank_a_serial"),
            models.CheckConstraint(name="a_blank_has_a_state", condition=Q(state__in=list(BLANK_MOVES))),
            models.CheckConstraint(name="what_is_used_was_printed", condition=~Q(state="used", printing__isnull=True)),
            models.CheckConstraint(
                name="what_is_in_store_was_not_printed", condition=~Q(state="in_store", printing__isnull=False)
            ),
            models.CheckConstraint(name="what_is_spoiled_says_why", condition=~Q(state="spoiled", why="")),
            models.CheckConstraint(
                name="destroyed_in_a_destruction", condition=~Q(state="destroyed", destruction__isnull=True)
            ),
        )
        indexes = (
            models.Index(fields=["office", "form", "serial"], name="blanks_in_store", condition=Q(state="in_store")),
            models.Index(fields=["office", "form", "state"], name="blanks_by_state"),
        )

    def __str__(self) -> str:
        """Show form and serial number."""
        return f"{self.form} {self.serial}"


class States(models.Model):
    """A signed list of which papers are no longer valid; the newest is the one that is published."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    made_at = models.DateTimeField()
    token = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["office", "-made_at"], name="newest_states"),)

    def __str__(self) -> str:
        """Show the time."""
        return f"states of {self.made_at}"
