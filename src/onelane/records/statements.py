"""Run the few hot statements as prepared ones; everything else is plain ORM.

Django binds parameters on the client, so PostgreSQL plans each statement anew: for a statement of several parts that
costs more than running it. Here it is sent once and planned once per connection; wrappers and query logs still see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

Parameters = Mapping[str, object] | Sequence[object]


def one(statement: str, told: Parameters) -> tuple[Any, ...] | None:
    """Run a statement, prepared, on the current connection and transaction, and return its first row or None."""
    connection.ensure_connection()
    plain: Any = psycopg.Cursor(connection.connection)  # Django wraps any DB-API cursor; its stubs know only its own
    given: Any = told
    cursor = connection.make_debug_cursor(plain) if connection.queries_logged else connection.make_cursor(plain)
    with cursor:
        cursor.execute(statement, given)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def row(statement: str, told: Parameters) -> tuple[Any, ...]:
    """Run a statement that always gives a row, and return it."""
    found = one(statement, told)
    if found is None:
        raise LookupError("the statement gave no row")
    return found
