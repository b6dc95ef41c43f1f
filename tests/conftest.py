"""One embedded PostgreSQL for all runs, one migrated template per set of migrations, one database per process."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
import re
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
import pytest

from onelane.command import postgres
from onelane.command.compile_messages import compile_messages
from onelane.command.migrate import migrate
from onelane.config import state

SOURCE = Path(__file__).resolve().parent.parent / "src" / "onelane"
STATE = Path(os.environ.get("ONELANE_TEST_STATE") or state.folder() / "tests")
TEMPLATES_KEPT = 4
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

# Settings are read once, so all this must be said before Django is set up.
os.environ.update(
    DJANGO_SETTINGS_MODULE="onelane.config.settings",
    ONELANE_STATE=str(STATE),
    ONELANE_SECRET_KEY="only-for-tests",
    ONELANE_DB_POOL="0",
    ONELANE_DB_ROLE="app",
)
django.setup()  # pytest-django leaves this to whoever chooses the settings in a conftest


# ------------------------------------------------------------ the database
@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The owner's address of the server that tests make their databases on."""
    told = os.environ.get("DATABASE_URL")
    if told:
        yield told
        return
    with postgres.running(STATE) as url:
        yield url


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """The name of a database with all migrations and no rows, made once per set of migrations."""
    compile_messages()
    STATE.mkdir(parents=True, exist_ok=True)
    name = f"onelane_template_{_fingerprint()}"
    with (STATE / "template.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _sweep(server_url)
        if not postgres.database_exists(server_url, name):
            draft = f"{name}_draft"
            postgres.drop_database(server_url, draft)
            migrate(postgres.create_database(server_url, draft), quiet=True)
            with psycopg.connect(server_url, autocommit=True) as connection:
                connection.execute(f"ALTER DATABASE {draft} RENAME TO {name}")
    return name


@pytest.fixture(scope="session")
def django_db_setup(server_url: str, template: str, django_db_blocker: Any) -> Iterator[None]:
    """Give this process a database of its own, a copy of the template."""
    from django.conf import settings
    from django.db import connections
    from django.test import TransactionTestCase

    from onelane.config.database import database

    name = _own_name()
    url = postgres.create_database(server_url, name, template)
    told = database(url, role="app", pool=0)
    connections["default"].settings_dict.update({key: one for key, one in told.items() if key != "TEST"})
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _copied_not_flushed(server_url, template))
        yield
        connections.close_all()
    postgres.drop_database(server_url, name)


@pytest.fixture(autouse=True)
def _own_media(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> None:
    """Keep uploads of a test to itself."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"


def _copied_not_flushed(server_url: str, template: str) -> Callable[..., None]:
    """After a test with real commits take a new copy: the journal refuses the TRUNCATE that Django would use."""
    from django.db import connections

    def renew(_case: object) -> None:
        from onelane.office.cases import plans
        from onelane.registers.offices import queries as offices
        from onelane.registers.people import machines

        plans.forget()
        offices.forget()
        machines.forget()
        connections.close_all()
        name = connections["default"].settings_dict["NAME"]
        postgres.drop_database(server_url, name)
        postgres.create_database(server_url, name, template)

    return renew


@pytest.fixture
def new_database(server_url: str, template: str) -> Iterator[Callable[[], str]]:
    """A maker of fresh databases, for tests that need several."""
    made: list[str] = []

    def make() -> str:
        made.append(_own_name())
        return postgres.create_database(server_url, made[-1], template)

    yield make
    for name in made:
        postgres.drop_database(server_url, name)


@pytest.fixture
def fresh_database(new_database: Callable[[], str]) -> str:
    """The owner's address of a database of this test alone, for races and kills that need real commits."""
    return new_database()


def _own_name() -> str:
    return f"onelane_test_{os.getpid()}_{secrets.token_hex(4)}"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(SOURCE.rglob("migrations/*.py")):
        digest.update(str(path.relative_to(SOURCE)).encode() + path.read_bytes())
    for package in ("django", "django-allauth"):
        digest.update(importlib.metadata.version(package).encode())
    digest.update((SOURCE / "command" / "migrate.py").read_bytes())
    return digest.hexdigest()[:16]


def _sweep(url: str) -> None:
    """Drop what killed runs left, and the oldest templates."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'onelane\\_t%' ORDER BY oid")
        names = [row[0] for row in rows]
    templates = [name for name in names if name.startswith("onelane_template_")]
    left = [name for name in names if (found := re.match(r"onelane_test_(\d+)_", name)) and not _lives(int(found[1]))]
    for name in [*templates[:-TEMPLATES_KEPT], *left]:
        postgres.drop_database(url, name)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# ------------------------------------------------------------ the network
@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse connections to other machines; a test that needs one is a test of somebody else."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def only_loopback(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK | _told_host():
            raise RuntimeError(f"tests reach no other machine, and this wanted {address[0]}")
        return connect(self, address)

    return only_loopback


def _told_host() -> set[str]:
    return {urlsplit(os.environ.get("DATABASE_URL", "")).hostname or ""}


# ------------------------------------------------------------ time
class SetClock:
    """The office's clock in the test's hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the time that was set."""
        return self.at

    def set(self, *at: int) -> datetime:
        """Set the clock to an office time: year, month, day, hour, minute, second."""
        from onelane.kernel.clock import OFFICE_ZONE

        year, month, day, *rest = at
        self.at = datetime(year, month, day, *rest, tzinfo=OFFICE_ZONE).astimezone(UTC)
        return self.at

    def forward(self, **by: float) -> datetime:
        """Move the clock: `forward(minutes=5)`."""
        self.at += timedelta(**by)
        return self.at


@contextmanager
def _clock_set(at: datetime) -> Iterator[SetClock]:
    from onelane.kernel import clock

    mine = SetClock(at)
    former = clock.use(mine)
    try:
        yield mine
    finally:
        clock.use(former)


@pytest.fixture
def clock() -> Iterator[SetClock]:
    """The clock, standing at 09:00 of a Monday at the office until the test moves it."""
    with _clock_set(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) as mine:
        yield mine


# ------------------------------------------------------------ the browser
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark journeys as browser tests, and leave them out only when told."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("browser")
    if os.environ.get("BROWSER") == "none":
        left_out = [item for item in items if item.get_closest_marker("browser")]
        items[:] = [item for item in items if not item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=left_out)


def pytest_report_header() -> str | None:
    """Say when the browser is left out."""
    return "BROWSER=none: tests in a browser are left out" if os.environ.get("BROWSER") == "none" else None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own Chromium; its sandbox does not start as root in a container."""
    from browser import chromium

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver keeps a loop of its own in this thread
    return {**browser_type_launch_args, "executable_path": chromium(), "args": CHROMIUM}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look at pages as the office does: in Chinese, at the office's time."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
