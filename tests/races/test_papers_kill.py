"""The worker and a printer are killed at their work: no blank is used twice, no paper is there without its deed."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.slow
CLIENTS, KILLS, PATIENCE = 2, 2, 90.0

PREPARE = """
import django; django.setup()
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, Plan
from onelane.office.certificates import actions as certificates
from onelane.registers.offices.models import Office
Office.objects.create(code="q", name_zh="测试车管所", name_en="q", area_code="3702", prefixes=["鲁B"])
certificates.count_in(form="vehicle-licence-card", first="X00001", last="X00900", actor=Actor("k", "stock_keeper", "q"))
plan, at = Plan.objects.create(digest="0" * 64, service="s", snapshot={}), clock.now()
for number in range(900):
    told = {"plan": plan, "state": "open", "marking": [], "rank_at": at, "opened_at": at}
    Case.objects.create(office_id="q", number=str(number), **told)
"""
# Issues and prints one licence after another, and says so only after the commit.
PRINTER = """
import sys, django; django.setup()
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case
from onelane.office.certificates import actions as certificates
from onelane.office.certificates.samples import sample
place, every = int(sys.argv[1]), int(sys.argv[2])
who = Actor(f"p{place}", "certificate_printer", "q")
for case in list(Case.objects.order_by("pk").values_list("pk", flat=True))[place::every]:
    paper = certificates.issue(case_id=case, kind="vehicle-licence", data=sample("vehicle-licence"), actor=who)
    printing = certificates.note_print(paper_id=paper.pk, actor=who)
    print(paper.pk, printing.blank.serial, flush=True)
"""
# The worker's own loop over its own handlers, telling after each round how much it has sealed.
WORKER = """
import django; django.setup()
from onelane.office.certificates import tasks
from onelane.records import outbox
while True:
    print(outbox.carry_out(1), 0, flush=True)
"""


class Client(threading.Thread):
    """A process at work, and what it has said."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.process = subprocess.Popen(
            [sys.executable, "-c", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.told: list[tuple[int, str]] = []
        self.start()

    def run(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                first, second = line.split()
                self.told.append((int(first), second))

    def kill(self) -> None:
        """End the process at once and read what it still said."""
        self.process.kill()
        self.process.wait()
        self.join()


def test_killed_again_and_again_every_blank_has_its_print_and_every_file_its_paper(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"ONELANE_STATE": str(tmp_path), "DATABASE_URL": fresh_database, "ONELANE_DB_POOL": "0"}.items():
        monkeypatch.setenv(name, value)
    subprocess.run([sys.executable, "-c", PREPARE], check=True)
    printers = [Client([PRINTER, str(place), str(CLIENTS + KILLS)]) for place in range(CLIENTS)]
    workers = [Client([WORKER])]
    everybody = [*printers, *workers]
    try:
        for kill in range(KILLS):
            wait_until(lambda: printed(printers) > 8 * (kill + 1) and sealed(fresh_database) > 4 * (kill + 1))  # noqa: B023 - waited for at once
            printers[kill % CLIENTS].kill()
            workers[-1].kill()
            printers.append(Client([PRINTER, str(CLIENTS + kill), str(CLIENTS + KILLS)]))
            workers.append(Client([WORKER]))
            everybody += [printers[-1], workers[-1]]
        wait_until(lambda: sealed(fresh_database) > 4 * (KILLS + 1))
    finally:
        for client in everybody:
            client.kill()

    check(fresh_database, [told for client in printers for told in client.told], tmp_path)


def printed(printers: list[Client]) -> int:
    return sum(len(client.told) for client in printers)


def sealed(url: str) -> int:
    with psycopg.connect(url) as office:
        row = office.execute("SELECT count(*) FROM certificates_paper WHERE sealed_sha256 <> ''").fetchone()
    return int(row[0]) if row else 0


def check(url: str, told: list[tuple[int, str]], state: Path) -> None:
    with psycopg.connect(url) as office:

        def ask(statement: str) -> list[tuple[object, ...]]:
            return office.execute(statement).fetchall()

        used = ask("""
            SELECT printing.paper_id, blank.serial FROM certificates_blank AS blank
            JOIN certificates_printing AS printing ON printing.id = blank.printing_id WHERE blank.state = 'used'
        """)
        prints = ask("SELECT paper_id FROM certificates_printing")
        deeds = [json.loads(str(row[0])) for row in ask("SELECT body FROM records_entry")]
        papers = ask("SELECT id, serial, sealed_sha256 FROM certificates_paper")
        (counted,) = ask("SELECT count(*) FROM certificates_blank")

    assert set(told) <= set(used), "what was said to be printed is printed"
    assert len({serial for _, serial in used}) == len(used) == len(prints)
    assert {one["detail"].get("blank") for one in deeds if one["deed"] == "paper.printed"} == {one[1] for one in used}
    issued = {one["subject"] for one in deeds if one["deed"] == "paper.issued"}
    assert issued == {f"vehicle-licence:{paper}" for paper, _, _ in papers}
    assert len({serial for _, serial, _ in papers}) == len(papers)
    assert counted == (900,)
    for _, _, sha256 in papers:
        if sha256:
            assert (state / "media" / "documents" / str(sha256)[:2] / str(sha256)[2:4] / str(sha256)).is_file()


def wait_until(reached: Callable[[], bool]) -> None:
    deadline, pause = time.monotonic() + PATIENCE, threading.Event()
    while not reached():
        assert time.monotonic() < deadline, "the work did not go on"
        pause.wait(0.1)
