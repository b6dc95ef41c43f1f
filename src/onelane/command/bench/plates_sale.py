"""Numbers sold over HTTP: paid by a provider's notice, a verifiable list held, one taken and the car registered.

A sale is three requests, and all of each is counted: the provider's signed and encrypted notice that settles the bill;
the press that draws fifty; the press that takes one, issues it, registers the car and issues its four papers. Between
the first and the second a worker completes the paid step, on the same cores; how long that takes is a figure of its
own. Not counted: the code that the phone shows before (`onelane bench payments`), pages that are only read, and the
sealing of PDFs (`onelane bench papers`), which the office does when it is quiet.

`http.sale.processor_ms` is the processor time of all processes for one sale, the clients' and PostgreSQL's included: on
a machine that does other things it says more than the rate.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

import psycopg

from onelane.command.bench import processors, serving, stage
from onelane.command.bench.crew import CLIENTS, Crew, Told
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

MOST = 110  # sales a second that are prepared
_WRONG = (
    "SELECT count(*) FROM plates_holding WHERE state = 'issued' AND case_id IS NULL",
    "SELECT count(*) - count(DISTINCT plate) FROM vehicles_numberhistory",
    "SELECT abs(count(*) - (SELECT count(*) FROM vehicles_vehicle)) FROM plates_holding WHERE state = 'issued'",
)


def measure(*, seconds: float) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, _bare):
        port, folder = serving.free_ports(), home / "payment"
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
            "ONELANE_PORT": str(port), "ONELANE_PAYMENT_ACCOUNTS": str(folder / "accounts.toml"),
            "BENCH_NOTICES": str(folder / "notices"),
        }  # fmt: skip
        migrate(office, quiet=True)
        _prepare(int((seconds + 5) * MOST) // CLIENTS * CLIENTS)
        figures = _over_http(port, seconds, [os.getpid(), server.pid or 0])
        with psycopg.connect(office) as hand:
            figures["http.sale.doubles"] = sum(int((hand.execute(one).fetchone() or (1,))[0]) for one in _WRONG)
    return figures


def _prepare(count: int) -> None:
    words = [sys.executable, "-m", "onelane.command.bench.plates_sale_preparing", str(count)]
    environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
    subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE)


def _over_http(port: int, seconds: float, families: list[int]) -> Figures:
    worker = [sys.executable, "-m", "onelane.command.bench.plates_sale_worker"]
    with serving.servers(port, "page server"), subprocess.Popen(worker) as working:
        try:
            with Crew("onelane.command.bench.plates_sale_client", os.environ) as crew:
                crew.turn("sale", 2.0)  # connections are made, the series is read
                worked = processors.seconds(families)
                said = crew.turn("sale", seconds)
                worked = processors.seconds(families) - worked
        finally:
            working.terminate()
    sold = sum(one["count"] for one in said)
    return _figures(said) | {"http.sale.processor_ms": round(1000 * worked / max(sold, 1), 1)}


def _figures(said: list[Told]) -> Figures:
    sales = _milliseconds(said, "sale")
    got = [plate for one in said for plate in one["got"]]
    figures: Figures = {
        "http.sale.per_s": round(sum(one["count"] / one["seconds"] for one in said), 1),
        "http.sale.p50_ms": round(statistics.median(sales), 1),
        "http.sale.p95_ms": _p95(sales),
        "http.sale.seconds": round(max(one["seconds"] for one in said), 1),
        "http.sale.count": len(sales),
        "http.sale.wrong": sum(len(one["wrong"]) for one in said),
        "http.sale.twice": len(got) - len(set(got)),
    }
    for name in ("pay", "hold", "take", "open"):
        figures[f"http.sale.{name}_p95_ms"] = _p95(_milliseconds(said, name))
    return figures


def _milliseconds(said: list[Told], name: str) -> list[float]:
    return sorted(1000 * taken for one in said for taken in one[name])


def _p95(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=20)[-1], 1)
