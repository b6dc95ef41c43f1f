"""A crush at an opening: so many people within a minute for few numbers, over HTTP, past the door that stands there.

Everybody is signed in and has an application of his own; each takes a place, does what his page tells him, and in the
end holds a number or has read that all are gone. One in ten presses for numbers before it is his turn. The worker of
the office runs beside the page server, on the same cores as the crowd.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time

import psycopg

from onelane.command.bench import serving, stage
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

NUMBERS, WITHIN, OPENS_IN = 500, 60.0, 25.0
_DOUBLES = "SELECT count(*) - count(DISTINCT plate) FROM plates_preselection WHERE state = 'live'"
_HELD = "SELECT count(*) FROM plates_preselection WHERE state = 'live'"
_OFF = """
SELECT abs(count(*) - (SELECT sum(cardinality(plates) + (chosen <> '')::int) FROM plates_hand)) FROM plates_holding
"""


def measure(*, people: int, numbers: int = NUMBERS, within: float = WITHIN) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, _bare):
        port = serving.free_ports()
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
            "ONELANE_PORT": str(port), "BENCH_CROWD": str(home / "crowd.json"), "ONELANE_TIMING": "1",
        }  # fmt: skip
        migrate(office, quiet=True)
        opens_at = _prepared(people, numbers, within)
        with serving.servers(port, "page server", "worker"):
            if time.time() > opens_at:
                raise RuntimeError("the office was not ready when its numbers opened")
            words = [sys.executable, "-m", "onelane.command.bench.plates_crush_client", str(within), str(opens_at)]
            told = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
        with psycopg.connect(office) as hand:
            found = [int((hand.execute(one).fetchone() or (-1,))[0]) for one in (_HELD, _DOUBLES, _OFF)]
    return _figures(told) | {"crush.held": found[0], "crush.doubles": found[1], "crush.account_off": found[2]}


def _prepared(people: int, numbers: int, within: float) -> float:
    words = [sys.executable, "-m", "onelane.command.bench.plates_crush_preparing", str(people), str(numbers)]
    environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
    said = subprocess.run(
        [*words, str(OPENS_IN), str(within)], env=environment, check=True, stdout=subprocess.PIPE
    ).stdout
    return float(json.loads(said)["opens_at"])


def _figures(told: Figures) -> Figures:
    statuses = [(int(status), count) for one in told["statuses"].values() for status, count in one.items()]
    refused = told["server_ms"].get("impatient", []) + told["server_ms"].get("refused", [])
    looks = told["server_ms"]["look"]
    comings = [place for _, place in told["places"]]
    return {
        "crush.people": sum(told["statuses"]["arrive"].values()),
        "crush.seconds": round(told["seconds"], 1),
        "crush.requests": sum(count for _, count in statuses),
        "crush.5xx": sum(count for status, count in statuses if status >= 500),  # noqa: PLR2004 - HTTP
        "crush.lost": told["lost"],
        "crush.got": len(told["held"]),
        "crush.told_gone": told["gone"],
        "crush.told_place": len(comings),
        "crush.refusals": len(refused),
        "crush.refusal_p50_ms": round(statistics.median(refused), 1),
        "crush.refusal_p95_ms": round(statistics.quantiles(refused, n=20)[-1], 1),
        "crush.refusal_max_ms": round(max(refused), 1),
        "crush.look_p95_ms": round(statistics.quantiles(looks, n=20)[-1], 1),
    }
