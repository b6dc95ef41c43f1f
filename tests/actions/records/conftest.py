"""A journal with a state folder of its own, and somebody who owns the database and switches its triggers off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from onelane.command import postgres
from onelane.kernel.actor import Actor
from onelane.records import journal, keys
from onelane.records.verification import Report, verify

CLERK = Actor(id="17", role="clerk", office="qingdao", counter="W1")


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, settings: Any) -> Path:
    settings.STATE = tmp_path
    return tmp_path


@pytest.fixture
def note() -> Callable[..., None]:
    """Notes on case 1 unless told otherwise: `note("step.taken", "step.ended", case=2)`."""

    def write(*deeds: str, case: int = 1) -> None:
        for deed in deeds:
            journal.note(CLERK, deed, chain=f"case:{case}", detail={"step": "accept"})

    return write


@pytest.fixture
def owner(server_url: str) -> Iterator[psycopg.Connection]:
    """The database's superuser, whom no trigger stops."""
    url = postgres.on_database(server_url, str(connection.settings_dict["NAME"]))
    with psycopg.connect(url, autocommit=True) as mine:
        mine.execute("SET session_replication_role = replica")
        yield mine


@pytest.fixture
def ids_from_one(owner: psycopg.Connection) -> None:
    """The next entry gets id 1; tests that were undone have used up some."""
    owner.execute("ALTER SEQUENCE records_entry_id_seq RESTART")


@pytest.fixture
def findings() -> Callable[..., set[str]]:
    """The codes of what a verification finds now."""

    def found(*anchors: Path) -> set[str]:
        return {finding.code for finding in report(*anchors).findings}

    return found


def report(*anchors: Path) -> Report:
    return verify(trusted=keys.trusted(), anchors=anchors)
