"""The whole measurement of the number pool: in process against pgbench in turns."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

import psycopg

from onelane.command.bench import stage
from onelane.command.bench.crew import Crew, Told, processor_ms, rate
from onelane.command.bench.pgbench import Pgbench
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

DEEDS = ("take", "draw_take")
MOST_A_SECOND = {"take": 4000, "draw_take": 1500}  # cases that are made ready for each second of a turn

# Numbers of the last turn stay with their cases, so the pool is as it would be: thousands are gone from it.
_ACCOUNT = """
SELECT
  (SELECT sum(quantity) FROM plates_segment WHERE state = 'released') - (SELECT count(*) FROM plates_number),
  (SELECT count(*) FROM plates_holding WHERE state = 'held')
    - (SELECT sum(cardinality(plates) + (chosen <> '')::int) FROM plates_hand)
"""


def measure(*, turns: int, seconds: float) -> Figures:
    """Measure on a server of its own and return all figures; nothing of the office's own data is touched."""
    home = stage.home()
    with stage.server(home) as server, stage.databases(server) as (office, bare):
        os.environ |= {
            "ONELANE_STATE": str(home), "DATABASE_URL": office, "DJANGO_SETTINGS_MODULE": "onelane.config.settings",
        }  # fmt: skip
        migrate(office, quiet=True)
        made = [int((turns * seconds + 2) * MOST_A_SECOND[deed]) for deed in DEEDS]
        figures = _prepared(*made)
        figures |= _in_process(Pgbench(server.pgbench, bare), turns, seconds)
        figures["account.off"] = _off(office)
    return figures | stage.machine()


def _prepared(takers: int, drawers: int) -> Figures:
    """Fill the office in a process of its own, for the rights of a process are chosen when its settings are read."""
    words = [sys.executable, "-m", "onelane.command.bench.plates_preparing", str(takers), str(drawers)]
    environment = os.environ | {"ONELANE_DB_ROLE": "owner", "ONELANE_DB_POOL": "0"}
    said = json.loads(subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    return {"free": said["free"], "release.seconds": said["release_seconds"]}


def _in_process(yardstick: Pgbench, turns: int, seconds: float) -> Figures:
    """Let pgbench and the two deeds take turns, so that the machine's drift meets all of them alike."""
    bare: list[float] = []
    rates: dict[str, list[float]] = {deed: [] for deed in DEEDS}
    answers: dict[str, list[Told]] = {deed: [] for deed in DEEDS}
    with Crew("onelane.command.bench.plates_client", os.environ | {"ONELANE_DB_POOL": "0"}) as crew:
        for deed in DEEDS:
            crew.turn(deed, 0.3)  # statements are prepared, the series is read
        for _ in range(turns):
            bare.append(yardstick.turn(seconds))
            for deed in DEEDS:
                said = crew.turn(deed, seconds)
                answers[deed] += said
                rates[deed].append(rate(said))
    middle = statistics.median(bare)
    figures: Figures = {"pgbench.tps": round(middle, 1)}
    for deed in DEEDS:
        figures[f"{deed}.per_s"] = round(statistics.median(rates[deed]), 1)
        figures[f"{deed}.ratio"] = round(statistics.median(rates[deed]) / middle, 3)
        figures[f"{deed}.client_ms"] = processor_ms(answers[deed])
    got = [one for deed in DEEDS for told in answers[deed] for one in told["got"] if one]
    return figures | {"duplicates": len(got) - len(set(got))}


def _off(office: str) -> int:
    """Return by how many numbers the account is off."""
    with psycopg.connect(office) as hand:
        missing, unheld = hand.execute(_ACCOUNT).fetchone() or (1, 1)
        return abs(int(missing)) + abs(int(unheld))
