"""Who follows, the codes by which one binds oneself, and what was answered already."""

from __future__ import annotations

from django.db import models

from onelane.registers.people.models import Account


class Follower(models.Model):
    """A WeChat account that belongs to a citizen's account; each has one other at most."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="follower")
    open_id = models.CharField(max_length=64, unique=True)
    bound_at = models.DateTimeField()

    def __str__(self) -> str:
        """Show the account only."""
        return f"follower of account {self.account_id}"


class Code(models.Model):
    """A one-time code, kept as a digest; a new one takes the place of the former."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="binding_code")
    digest = models.CharField(max_length=64, unique=True)
    good_until = models.DateTimeField()

    def __str__(self) -> str:
        """Show until when it is good."""
        return f"good until {self.good_until:%H:%M}"


class Seen(models.Model):
    """A message that came in, and what it was answered: the same message again gets the same answer."""

    key = models.CharField(max_length=64, primary_key=True)
    answer = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Show when it came."""
        return f"seen {self.at:%H:%M:%S}"
