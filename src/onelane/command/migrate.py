"""`onelane migrate`: tables and rights, as the owner of the database."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

import psycopg
from psycopg import sql

from onelane.command.connection import database
from onelane.command.sentence import Sentence
from onelane.config.database import APP_ROLE

PATIENCE = 10.0  # seconds for a server that is just starting


def migrate(url: str, *, quiet: bool = False) -> None:
    """Bring the database at `url` to the newest tables; web and worker may then read and write them, not own them."""
    prepare_roles(url)
    words = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0" if quiet else "1"]
    environment = os.environ | {"DATABASE_URL": url, "ONELANE_DB_ROLE": "owner"}
    # A process of its own: the rights of a process are chosen once, when its settings are read.
    if subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise Sentence("The tables could not be brought up to date; what is above says why. Nothing was started.")


def prepare_roles(url: str) -> None:
    """Make the role of web and worker, and give it rows of every table made from now on; migrations take some back."""
    role = sql.Identifier(APP_ROLE)
    with _connect(url) as connection:
        _make_role(connection)
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {}",
        ):
            connection.execute(sql.SQL(statement).format(role))


def _make_role(connection: psycopg.Connection) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
        return
    try:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(APP_ROLE)))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP_ROLE)))
    except psycopg.errors.InsufficientPrivilege as error:
        user = connection.info.user
        raise Sentence(
            f"The database user {user} may not create roles; let an administrator run once: "
            f"CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO {user};"
        ) from error
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return  # another process made it just now


def _connect(url: str) -> psycopg.Connection:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=2)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise Sentence(f"The database does not answer: {str(error).strip()}") from error
            time.sleep(0.2)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `migrate`."""
    parser = subparsers.add_parser("migrate", help="bring the tables up to date")
    parser.set_defaults(handler=_run)


def _run(_chosen: argparse.Namespace) -> None:
    with database("owner") as url:
        migrate(url)
