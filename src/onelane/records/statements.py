"""Run the few hot statements as prepared ones; everything else is plain ORM.

Django binds parameters on the client, so PostgreSQL plans each statement anew: for a statement of several parts that
costs more than running it. Here it is sent once and planned once per connection, and its cursor is kept with the
connection, so that how each value is written and read is found out once too. Wrappers and query logs still see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Parameters = Mapping[str, object] | Sequence[object]
Row = tuple[Any, ...]

_KEPT = "onelane_cursors"  # an attribute of the connection: a cursor lives as long as what it runs on


def one(statement: str, told: Parameters) -> Row | None:
    """Run a statement, prepared, on the current connection and transaction, and return its first row or None."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    if database.queries_logged or database.execute_wrappers:
        return _watched(database, statement, told)
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        cursor = _cursor(database.connection, statement)
        cursor.execute(statement, told)
        return cursor.fetchone()


def row(statement: str, told: Parameters) -> Row:
    """Run a statement that always gives a row, and return it."""
    found = one(statement, told)
    if found is None:
        raise LookupError("the statement gave no row")
    return found


def array(words: Iterable[str]) -> str:
    """Write words as PostgreSQL reads an array of text: the driver asks each word of a list how it is written."""
    quoted = [word.replace("\\", "\\\\").replace('"', '\\"') for word in words]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def _cursor(connection: Any, statement: str) -> psycopg.Cursor[Row]:
    kept: dict[str, psycopg.Cursor[Row]] = connection.__dict__.setdefault(_KEPT, {})
    if statement not in kept:
        kept[statement] = psycopg.Cursor(connection)
    return kept[statement]


def _watched(database: BaseDatabaseWrapper, statement: str, told: Parameters) -> Row | None:
    """Run a statement through Django's cursors, which tell the query log and the wrappers."""
    plain: Any = psycopg.Cursor(database.connection)  # Django wraps any DB-API cursor; its stubs know only its own
    given: Any = told
    with database.make_debug_cursor(plain) if database.queries_logged else database.make_cursor(plain) as cursor:
        cursor.execute(statement, given)
        found: Row | None = cursor.fetchone()
        return found
