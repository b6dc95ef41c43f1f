"""The journal (台账): append-only, hash-linked within each chain, sealed by signed checkpoints; and the outbox."""

from __future__ import annotations

from django.db import models


class Chain(models.Model):
    """The head of one hash chain, such as `case:17`; locked and moved by `records_note`."""

    name = models.CharField(primary_key=True, max_length=60)
    length = models.IntegerField()
    previous = models.BinaryField()
    head = models.BinaryField()

    def __str__(self) -> str:
        """Show the chain's name."""
        return self.name


class Entry(models.Model):
    """One note: `hash` = SHA-256(previous hash || body), `body` the canonical JSON of the whole note."""

    chain = models.CharField(max_length=60)
    seq = models.IntegerField()
    office = models.CharField(max_length=32)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    deed = models.CharField(max_length=60)
    body = models.TextField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_per_place"),)
        indexes = (models.Index(fields=["office", "at"], name="journal_by_day"),)

    def __str__(self) -> str:
        """Show place and deed."""
        return f"{self.chain}/{self.seq} {self.deed}"


class Message(models.Model):
    """An effect outside the office, put down in the deed's own transaction and carried out by the worker."""

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=100, unique=True)  # the same effect put down twice is one effect
    payload = models.JSONField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    last_trouble = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "records_outbox"
        indexes = (models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(done_at__isnull=True)),)

    def __str__(self) -> str:
        """Show topic and key."""
        return f"{self.topic} {self.key}"


class IdSet(models.Field):  # type: ignore[type-arg]  # generic only for the checker
    """A set of entry ids as PostgreSQL keeps it: `int8multirange`."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - there is one database
        """Name the column's type."""
        return "int8multirange"


class Checkpoint(models.Model):
    """A signed statement: just these entries were there, in this order, with these hashes; see `checkpoints.py`.

    `upto` is the newest entry that the sealer saw; `settled` the id below which no entry can appear any more, and
    `horizon` the sealer's own transaction, from which later checkpoints derive it.
    """

    seq = models.IntegerField(primary_key=True)
    covers = IdSet()
    count = models.IntegerField()
    upto = models.BigIntegerField(db_index=True)
    settled = models.BigIntegerField()
    horizon = models.BigIntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    def __str__(self) -> str:
        """Show number and count."""
        return f"checkpoint {self.seq} over {self.count} entries"
