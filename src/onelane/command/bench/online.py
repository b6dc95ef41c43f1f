"""The measurement of the online office: applications in process, the review list and citizens' pages over HTTP."""

from __future__ import annotations

import os
import secrets
import statistics
import subprocess
import sys
import time

from onelane.command.bench import serving, stage
from onelane.command.bench.crew import Crew, Told, processor_ms, rate
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

OPEN_CASES = 100_000
PEOPLE = 1_000_000


def measure(*, people: int, cases: int, turns: int, seconds: float) -> Figures:
    """Measure on a server of its own, filled with people, cars and open cases, and return all figures."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, _bare):
        port = serving.free_ports()
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
            "ONELANE_PORT": str(port), "BENCH_PASSWORD": secrets.token_urlsafe(16),
        }  # fmt: skip
        migrate(office, quiet=True)
        begun = time.monotonic()
        _filled(people, cases)
        figures: Figures = {"people": people, "open_cases": cases, "filled.seconds": round(time.monotonic() - begun, 1)}
        figures |= _measured(port, turns, seconds)
    return figures | stage.machine()


def _filled(people: int, cases: int) -> None:
    words = [sys.executable, "-m", "onelane.command.bench.online_filling", str(people), str(cases)]
    environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
    subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE)


def _measured(port: int, turns: int, seconds: float) -> Figures:
    said: dict[str, list[Told]] = {"application": [], "list": [], "page": []}
    rates: dict[str, list[float]] = {deed: [] for deed in said}
    environment = os.environ | {"ONELANE_DB_POOL": "0"}
    with serving.servers(port, "page server"), Crew("onelane.command.bench.online_client", environment) as crew:
        for deed in said:
            crew.turn(deed, 1.0)  # plans are read, connections made
            for _ in range(turns):
                told = crew.turn(deed, seconds)
                said[deed] += told
                rates[deed].append(rate(told))
    return {
        "review_list.p95_ms": _p95(said["list"]),
        "review_list.per_s": round(statistics.median(rates["list"]), 1),
        "page.p95_ms": _p95(said["page"]),
        "page.per_s": round(statistics.median(rates["page"]), 1),
        "application.per_s": round(statistics.median(rates["application"]), 1),
        "application.p95_ms": _p95(said["application"]),
        "application.client_ms": processor_ms(said["application"]),
        "wrong": sum(int(one["wrong"]) for answers in said.values() for one in answers),
    }


def _p95(answers: list[Told]) -> float:
    times = [1000 * taken for one in answers for taken in one["times"]]
    return float(round(statistics.quantiles(times, n=20)[-1], 1))
