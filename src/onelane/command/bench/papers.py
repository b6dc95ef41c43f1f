"""`onelane bench papers`: how long the worker takes for a sealed paper, and whether thousands of them let it grow."""

from __future__ import annotations

import importlib
import io
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from onelane.command.bench import stage
from onelane.command.bench.stage import Figures
from onelane.command.migrate import migrate

WARM = 100  # papers after which fonts, templates and libraries are loaded and memory is weighed first
OFFICE = "bench"


def measure(*, papers: int) -> Figures:
    """Issue papers of every kind and let the worker's own handler seal each; times in milliseconds."""
    with (
        stage.server(stage.home()) as server,
        stage.databases(server) as (url, _),
        tempfile.TemporaryDirectory() as own,
    ):
        migrate(url, quiet=True)
        os.environ.update(DATABASE_URL=url, ONELANE_STATE=own, ONELANE_DB_ROLE="owner", ONELANE_DB_POOL="0")
        import django

        django.setup()
        try:
            return _measured(papers) | stage.machine()
        finally:
            _hang_up()


def _measured(papers: int) -> Figures:
    from onelane.records import outbox

    importlib.import_module("onelane.office.certificates.tasks")
    make = _Maker()
    for number in range(WARM):
        make.issue(number)
        outbox.carry_out(1)
    before, took, worked = _resident(), [], []
    for number in range(WARM, WARM + papers):
        make.issue(number)
        began, busy = time.perf_counter(), time.process_time()
        if outbox.carry_out(1) != 1:
            raise LookupError("the worker found nothing to seal")
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    unsealed = make.unsealed()
    if unsealed:
        raise LookupError(f"{unsealed} papers were not sealed")
    took.sort()
    worked.sort()
    return {
        "signed.papers": papers,
        "signed.p50_ms": round(took[len(took) // 2], 1),
        "signed.p95_ms": round(took[int(0.95 * len(took))], 1),
        "signed.max_ms": round(took[-1], 1),
        "signed.processor_p95_ms": round(worked[int(0.95 * len(worked))], 1),  # what no neighbour can slow down
        "rss.start_mb": round(before, 1),
        "rss.growth_mb": round(_resident() - before, 1),
        "rss.peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


class _Maker:
    """Issues papers of every kind in turn, those with a photo with one of their own."""

    def __init__(self) -> None:
        from onelane.kernel.actor import Actor
        from onelane.office.certificates.kinds import KINDS
        from onelane.registers.offices.models import Office

        Office.objects.create(code=OFFICE, name_zh="测试车管所", name_en="Bench", area_code="3702", prefixes=["鲁B"])
        self.actor, self.kinds = Actor("bench", "system", OFFICE), KINDS

    def issue(self, number: int) -> None:
        """Issue the next paper."""
        from onelane.office.cases import store
        from onelane.office.certificates import actions as certificates
        from onelane.office.certificates.samples import sample

        kind = self.kinds[number % len(self.kinds)]
        data: dict[str, Any] = sample(kind) | {"certificate_no": f"37{number:010d}", "file_no": f"3702{number:08d}"}
        if "photo_sha256" in data:
            data["photo_sha256"] = store.put(_photo(number))
        certificates.issue(case_id=None, subject=f"bench:{number}", kind=kind, data=data, actor=self.actor)

    @staticmethod
    def unsealed() -> int:
        """Return how many papers the worker has left without a seal."""
        from onelane.office.certificates.models import Paper

        return Paper.objects.filter(sealed_sha256="").count()


def _photo(number: int) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.effect_noise((800, 600), number % 90 + 10).convert("RGB").save(written, "JPEG", quality=80)
    return written.getvalue()


def _resident() -> float:
    """Return the megabytes of this process that lie in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()
