"""An office with real commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection
from tests import make

from onelane.office.cases import plans
from onelane.registers.offices.actions import index_queues
from onelane.registers.offices.queries import forget


@pytest.fixture
def office(transactional_db: None) -> Iterator[str]:
    """The demo office in a database of this test alone; what was kept in memory of former ones is forgotten."""
    plans._kept.clear()
    forget()
    yield make.office()
    plans._kept.clear()
    forget()


@pytest.fixture
def as_owner(server_url: str) -> Callable[[str], None]:
    """Run a statement as the owner of the tables, to take a constraint away."""

    def run(statement: str) -> None:
        with psycopg.connect(server_url, dbname=connection.settings_dict["NAME"], autocommit=True) as owner:
            owner.execute(statement)

    return run


@pytest.fixture
def queues(office: str) -> None:
    """The indexes of the queues, which `onelane run` makes as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        index_queues()
    connection.close()
