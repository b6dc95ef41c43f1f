"""The database of a command: DATABASE_URL, or the embedded server for as long as the command runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from onelane.command import postgres
from onelane.config import state


@contextmanager
def database(role: str = "app") -> Iterator[str]:
    """Set DATABASE_URL and the role for this process and its children, and give the address."""
    os.environ.setdefault("ONELANE_DB_ROLE", role)
    told = os.environ.get("DATABASE_URL")
    if told:
        yield told
        return
    with postgres.running(state.folder()) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]
            _hang_up()


@contextmanager
def office(role: str = "app") -> Iterator[None]:
    """Have Django set up on the office's database."""
    with database(role):
        import django

        django.setup()
        yield


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()
