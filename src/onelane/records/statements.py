"""Run the few hot statements as prepared ones; everything else is plain ORM.

Django binds parameters on the client, so PostgreSQL plans each statement anew: for a statement of several parts that
costs more than running it. Here it is sent once and planned once per connection, by its server-side name. A statement
that begins a transaction travels together with its BEGIN. Wrappers and query logs still see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import generators, pq, waiting
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq.abc import PGresult

Parameters = Mapping[str, object] | Sequence[object]
Row = tuple[Any, ...]

_KEPT = "onelane_statements"  # an attribute of the connection: what is prepared lives as long as what it runs on
WAKES = 0.1  # seconds after which a waiting client looks for Ctrl-C; without it, it would not sleep but ask on and on
_BEGIN_AND_STATEMENT = range(5)  # each answers and says that it has ended; the fifth is the end of both
_PLACE = re.compile(r"%(?:\((\w+)\))?s|%%")


def one(statement: str, told: Parameters) -> Row | None:
    """Run a statement, prepared, on the current connection and transaction, and return its first row or None."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    if database.queries_logged or database.execute_wrappers:
        return _watched(database, statement, told)
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        connection: psycopg.Connection[Row] = database.connection
        return _prepared(connection, statement).run(told)


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


class _Prepared:
    """A statement that one connection has prepared: values go as text, the server finds their types by itself."""

    def __init__(self, connection: psycopg.Connection[Row], name: bytes, statement: str) -> None:
        self._connection = connection
        self._wire = connection.pgconn
        self._name = name
        self._reads = Transformer(connection)
        self._writes = Transformer(connection)
        self._order: list[Any] = []
        sql = _PLACE.sub(self._place, statement)
        self._formats = [PyFormat.TEXT] * len(self._order)
        _checked(self._wire.prepare(name, sql.encode()))

    def _place(self, found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        name = found.group(1) or len(self._order)
        if name not in self._order:
            self._order.append(name)
        return f"${self._order.index(name) + 1}"

    def run(self, told: Parameters) -> Row | None:
        """Run it and return its first row or None; the statement that begins a transaction brings its BEGIN along."""
        if self._wire.status != pq.ConnStatus.OK:
            raise psycopg.OperationalError("the connection is lost")
        given: Any = told
        values = self._writes.dump_sequence([given[name] for name in self._order], self._formats)
        idle = self._wire.transaction_status == pq.TransactionStatus.IDLE
        with self._connection.lock:
            found = self._begun(values) if idle and not self._connection.autocommit else self._sent(values)
        if not _checked(found).ntuples:
            return None
        self._reads.set_pgresult(found)
        return self._reads.load_row(0, tuple)

    def _sent(self, values: Sequence[Any]) -> PGresult:
        return self._wire.exec_prepared(self._name, values)

    def _begun(self, values: Sequence[Any]) -> PGresult:
        """Send BEGIN and the statement together: one way to the server and back."""
        wire = self._wire
        wire.enter_pipeline_mode()
        wire.send_query_params(b"BEGIN", None)
        wire.send_query_prepared(self._name, values)
        wire.pipeline_sync()
        answers = [self._answer() for _ in _BEGIN_AND_STATEMENT]
        wire.exit_pipeline_mode()
        _checked(answers[0])
        return _checked(answers[2])

    def _answer(self) -> PGresult | None:
        """Return what comes next; waiting lets other threads run, and what has come already is only taken."""
        if self._wire.is_busy():
            late: PGresult | None = waiting.wait(generators.fetch(self._wire), self._wire.socket, WAKES)
            return late
        return self._wire.get_result()


def _checked(answer: PGresult | None) -> PGresult:
    if answer is None:
        raise psycopg.OperationalError("the server gave no answer")
    if answer.status not in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}:
        raise psycopg.errors.error_from_result(answer)
    return answer


def _prepared(connection: psycopg.Connection[Row], statement: str) -> _Prepared:
    kept: dict[str, _Prepared] = connection.__dict__.setdefault(_KEPT, {})
    found = kept.get(statement)
    if found is None:
        found = kept[statement] = _Prepared(connection, b"onelane_%d" % len(kept), statement)
    return found


def _watched(database: BaseDatabaseWrapper, statement: str, told: Parameters) -> Row | None:
    """Run a statement through Django's cursors, which tell the query log and the wrappers."""
    plain: Any = psycopg.Cursor(database.connection)  # Django wraps any DB-API cursor; its stubs know only its own
    given: Any = told
    with database.make_debug_cursor(plain) if database.queries_logged else database.make_cursor(plain) as cursor:
        cursor.execute(statement, given)
        found: Row | None = cursor.fetchone()
        return found
