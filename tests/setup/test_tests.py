"""What the tests themselves stand on."""

from __future__ import annotations

import socket
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from conftest import SetClock
from onelane.kernel import clock as office_clock


@pytest.mark.django_db
def test_the_office_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_tables WHERE tableowner = current_user GROUP BY 1")
        assert cursor.fetchall() == []
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("onelane_app",)


@pytest.mark.django_db(transaction=True)
def test_a_test_with_commits_leaves_nothing() -> None:
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists()
    Session.objects.create(session_key="left", session_data="", expire_date="2030-01-01T00:00Z")


@pytest.mark.django_db(transaction=True)
def test_a_test_after_one_with_commits_finds_nothing() -> None:
    test_a_test_with_commits_leaves_nothing()


def test_fresh_databases_are_apart(new_database: Callable[[], str]) -> None:
    with psycopg.connect(new_database(), autocommit=True) as one, psycopg.connect(new_database()) as other:
        one.execute("CREATE TABLE only_here ()")
        assert other.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
        assert other.execute("SELECT to_regclass('django_migrations')").fetchone() == ("django_migrations",)


def test_another_machine_is_not_reached() -> None:
    with socket.socket() as caller, pytest.raises(RuntimeError, match="no other machine"):
        caller.connect(("192.0.2.1", 80))


def test_the_clock_stands_until_it_is_moved(clock: SetClock) -> None:
    before = office_clock.now()
    clock.forward(minutes=5)
    assert (office_clock.now() - before).total_seconds() == 300
