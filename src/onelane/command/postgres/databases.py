"""Making and dropping databases on a server."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from psycopg import sql


def on_database(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{query}"  # urlunsplit would drop the slashes of an empty host


def database_exists(url: str, name: str) -> bool:
    """Tell whether the server knows a database."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create_database(url: str, name: str, template: str | None = None) -> str:
    """Create a database, as a copy of `template` if named, and return its address."""
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copied)
    return on_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Drop a database if it is there, disconnecting whoever uses it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
