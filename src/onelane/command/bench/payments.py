"""The measurement of notices: both providers' own, signed and encrypted, against the page server over HTTP."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

import psycopg

from onelane.command.bench import serving, stage
from onelane.command.bench.crew import CLIENTS, Crew, Told, rate
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

MOST = 700  # notices a second that are prepared
DOUBLED = 10  # every so manieth notice comes twice, as they do
_WRONG = (
    # Nothing is paid twice, nothing that was told is left unpaid.
    "SELECT count(*) - count(DISTINCT chain) FROM records_entry WHERE deed = 'payments.paid'",
    "SELECT count(*) FROM payments_notice WHERE outcome <> 'applies'",
    "SELECT count(*) FROM payments_notice AS n JOIN payments_attempt AS a USING (out_trade_no) WHERE a.state <> 'paid'",
)


def measure(*, turns: int, seconds: float) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, _bare):
        port = serving.free_ports()
        folder = home / "payment"
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
            "ONELANE_PORT": str(port), "ONELANE_PAYMENT_ACCOUNTS": str(folder / "accounts.toml"),
            "BENCH_NOTICES": str(folder / "notices"),
        }  # fmt: skip
        migrate(office, quiet=True)
        count = int((turns * seconds + 1) * MOST) // CLIENTS * CLIENTS
        prepared = _prepared(count)
        figures = prepared | _over_http(port, turns, seconds)
        with psycopg.connect(office) as hand:
            figures["notice.wrong"] += sum(int((hand.execute(one).fetchone() or (0,))[0]) for one in _WRONG)
    return figures | stage.machine()


def _prepared(count: int) -> Figures:
    """Fill the office in a process of its own, for the rights of a process are chosen when its settings are read."""
    words = [sys.executable, "-m", "onelane.command.bench.payments_preparing", str(count)]
    environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
    said: Figures = json.loads(subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    return said


def _over_http(port: int, turns: int, seconds: float) -> Figures:
    answers: list[Told] = []
    rates: list[float] = []
    with serving.servers(port, "page server"), Crew("onelane.command.bench.payments_client", os.environ) as crew:
        crew.turn("notice", 1.0)  # each worker's connection is made, keys are read
        for _ in range(turns):
            answers += (said := crew.turn("notice", seconds))
            rates.append(rate(said))
    times = sorted(1000 * taken for one in answers for taken in one["times"])
    return {
        "notice.per_s": round(statistics.median(rates), 1),
        "notice.p50_ms": round(statistics.median(times), 1),
        "notice.p99_ms": round(statistics.quantiles(times, n=100)[-1], 1),
        "notice.count": len(times),
        "notice.wrong": sum(len(one["wrong"]) for one in answers),
    }
