"""The whole measurement of the lane: in process against pgbench in turns, then over HTTP with open live pages."""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
from collections.abc import Sequence

import psycopg

from onelane.command.bench import serving, stage
from onelane.command.bench.crew import Crew, Told, processor_ms, rate
from onelane.command.bench.pgbench import Pgbench
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

MOST = 4000  # deeds a second that the filled office is enough for; a client that finds nobody ends the measurement

# Work left by a turn is ended at once, as if each window had finished with its owner before the next turn.
_TWICE = (
    "SELECT count(*) - count(DISTINCT (office_id, day, series, number)) FROM lane_ticket",
    "SELECT count(*) - count(DISTINCT (office_id, number)) FROM cases_case",
    "SELECT count(*) - count(DISTINCT chain) FROM records_entry WHERE deed = 'lane.called'",
)
_FINISH = "UPDATE cases_work SET ended_at = now(), outcome = 'done' WHERE ended_at IS NULL"


def measure(*, turns: int, seconds: float) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, bare):
        port = serving.free_ports()
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
            "ONELANE_PORT": str(port), "BENCH_PASSWORD": secrets.token_urlsafe(16),
        }  # fmt: skip
        migrate(office, quiet=True)
        prepared = _prepared(people=int(turns * seconds * MOST))
        figures: Figures = {"statements.ticket": prepared["ticket"], "statements.step": prepared["step"]}
        figures |= _in_process(Pgbench(server.pgbench, bare), office, turns, seconds)
        figures |= _over_http(port, prepared["tokens"], turns, seconds)
        figures["duplicates"] += _twice(office)
    return figures | stage.machine()


def _prepared(people: int) -> Figures:
    """Fill the office in a process of its own, for the rights of a process are chosen when its settings are read."""
    words = [sys.executable, "-m", "onelane.command.bench.preparing", str(people)]
    environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
    said: Figures = json.loads(subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    return said


def _in_process(yardstick: Pgbench, office: str, turns: int, seconds: float) -> Figures:
    """Let pgbench and the two deeds take turns, so that the machine's drift meets all of them alike."""
    environment = os.environ | {"ONELANE_DB_POOL": "0"}
    bare: list[float] = []
    calls: list[float] = []
    completions: list[float] = []
    called: list[Told] = []
    completed: list[Told] = []
    with (
        Crew("onelane.command.bench.in_process", environment) as crew,
        psycopg.connect(office, autocommit=True) as hand,
    ):
        for deed in ("call", "complete"):
            crew.turn(deed, 0.3)  # statements are prepared, plans are read
        hand.execute(_FINISH)
        for _ in range(turns):
            bare.append(yardstick.turn(seconds))
            called += (answers := crew.turn("call", seconds))
            calls.append(rate(answers))
            hand.execute(_FINISH)
            completed += (answers := crew.turn("complete", seconds))
            completions.append(rate(answers))
    people = [case for one in called for case in one["cases"]]
    middle = statistics.median(bare)
    return {
        "pgbench.tps": round(middle, 1),
        "call_next.per_s": round(statistics.median(calls), 1),
        "call_next.ratio": round(statistics.median(calls) / middle, 3),
        "call_next.client_ms": processor_ms(called),
        "complete.per_s": round(statistics.median(completions), 1),
        "complete.ratio": round(statistics.median(completions) / middle, 3),
        "complete.client_ms": processor_ms(completed),
        "duplicates": len(people) - len(set(people)),
    }


def _over_http(port: int, tokens: Sequence[str], turns: int, seconds: float) -> Figures:
    """Press the two buttons in turns, eight people at once, while live pages are open."""
    answers: dict[str, list[Told]] = {"ticket": [], "call_next": []}
    rates: dict[str, list[float]] = {"ticket": [], "call_next": []}
    with serving.servers(port, "page server", "live server"), serving.LivePages(port + 1, tokens) as pages:
        with Crew("onelane.command.bench.over_http", os.environ) as crew:
            for deed in answers:
                crew.turn(deed, 1.0)  # each worker's connection and statements are prepared
            for _ in range(turns):
                for deed in answers:
                    said = crew.turn(deed, seconds)
                    answers[deed] += said
                    rates[deed].append(rate(said))
        heard = pages.heard
    figures: Figures = {"http.live_events": heard, "http.live_pages": len(tokens)}
    for deed, known in answers.items():
        times = [1000 * taken for one in known for taken in one["times"]]
        figures[f"http.{deed}.per_s"] = round(statistics.median(rates[deed]), 1)
        figures[f"http.{deed}.p95_ms"] = round(statistics.quantiles(times, n=20)[-1], 1)
        figures[f"http.{deed}.wrong"] = sum(len(one["wrong"]) for one in known)
    return figures


def _twice(office: str) -> int:
    """Return how many numbers were issued twice and how many owners were called twice, over all that was done."""
    with psycopg.connect(office) as hand:
        return sum(int((hand.execute(question).fetchone() or (0,))[0]) for question in _TWICE)
