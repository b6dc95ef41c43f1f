"""The embedded PostgreSQL through its life."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from onelane.command import postgres


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="onelane-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_two_users_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    first = postgres.start(folder)
    second = postgres.start(folder)
    assert first.pid == second.pid is not None

    first.stop()
    assert second.is_ready()

    second.stop()
    assert second.pid is None


def test_a_killed_server_comes_back_with_every_committed_row(folder: Path) -> None:
    server = postgres.start(folder)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 100) AS number")
    killed = server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    while server.pid == killed:  # a signal takes its time on a busy machine
        time.sleep(0.01)
    assert not server.is_ready()

    server.revive()

    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (100,)
    server.stop()


def test_a_killed_user_leaves_no_server_behind(folder: Path) -> None:
    user = "import sys,os,signal,pathlib; from onelane.command import postgres;"
    user += "print(postgres.start(pathlib.Path(sys.argv[1])).pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", user, folder], check=False, capture_output=True)

    cluster = postgres.Cluster(folder)
    server = postgres.start(folder)  # waits for the stop that has begun, or finds the server still there
    assert cluster.ready()
    server.stop()
    assert cluster.pid() is None


def test_a_process_number_of_somebody_else_is_no_server(folder: Path) -> None:
    server = postgres.start(folder)
    server.stop()
    (server.cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster.data}\n\n\n\n\n\nready\n")
    assert not server.cluster.ready()

    again = postgres.start(folder)
    assert again.is_ready()
    again.stop()


def test_four_racing_processes_make_one_server(folder: Path) -> None:
    user = "import sys,pathlib; from onelane.command import postgres; s=postgres.start(pathlib.Path(sys.argv[1]));"
    user += "print(s.pid, flush=True); sys.stdin.read(); s.stop()"
    racers = [
        subprocess.Popen([sys.executable, "-c", user, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    pids = {racer.stdout.readline() for racer in racers if racer.stdout}
    for racer in racers:
        racer.communicate()
    assert len(pids) == 1
    assert postgres.Cluster(folder).pid() is None


def test_a_folder_that_the_server_may_not_enter_is_named(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root hands the server to another user")
    tmp_path.chmod(0o700)
    with pytest.raises(postgres.DatabaseUnusable, match="may not enter"):
        postgres.start(tmp_path)


def test_names_of_databases_keep_the_rest_of_the_address() -> None:
    assert postgres.on_database("postgresql:///a?host=%2Fx", "b") == "postgresql:///b?host=%2Fx"
    assert postgres.on_database("postgresql://u:p@h:1/a", "b") == "postgresql://u:p@h:1/b"
