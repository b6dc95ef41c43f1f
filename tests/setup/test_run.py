"""One supervisor keeps the processes of an office running and leaves none behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from onelane.command.run import processes
from onelane.command.run.supervisor import Child, Supervisor
from onelane.command.sentence import Sentence


@pytest.fixture
def office() -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, "-u", Path(__file__).with_name("office.py")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def told(office: subprocess.Popen[str], beginning: str) -> str:
    assert office.stdout is not None
    return next(line for line in office.stdout if line.startswith(beginning)).strip()


def child_of(office: subprocess.Popen[str]) -> int:
    return int(told(office, "child").split()[1])


def is_gone(pid: int, within: float = 10.0) -> bool:
    """Tell whether a process ends in time; one that nobody has waited for yet has ended too."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_died_is_started_again_with_a_sentence(office: subprocess.Popen[str]) -> None:
    first = child_of(office)
    os.kill(first, signal.SIGKILL)
    assert told(office, "The sleeper") == "The sleeper ended unexpectedly (signal SIGKILL) and is started again."
    assert child_of(office) != first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_its_children_and_itself(office: subprocess.Popen[str], number: signal.Signals) -> None:
    child = child_of(office)
    office.send_signal(number)
    assert told(office, "stopped") == "stopped"
    assert office.wait(10) == 0
    assert is_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_supervisor_leaves_no_child_behind(office: subprocess.Popen[str]) -> None:
    child = child_of(office)
    office.kill()
    assert is_gone(child)


def test_a_child_that_never_stays_up_is_given_up() -> None:
    said: list[str] = []
    failing = Child("page server", [sys.executable, "-S", "-c", "raise SystemExit(3)"], dict(os.environ))
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with pytest.raises(Sentence, match="page server does not stay up"):
        Supervisor([failing], say=said.append).run(lambda: None)
    for number, handler in former.items():
        signal.signal(number, handler)
    assert said[0] == "The page server ended unexpectedly (exit code 3) and is started again."


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Sentence, match=f"Port {port} is taken .* ONELANE_PORT="):
            processes.check_ports(port - 1)


@pytest.mark.parametrize("port", ["0", "eighty", "65534", "-1", "８０００"])
def test_what_is_no_port_is_said_to_be_none(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONELANE_PORT", port)
    with pytest.raises(Sentence, match="a port is a number"):
        processes.first_port()
