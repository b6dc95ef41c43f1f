"""Finds every entry that was changed, removed, added or reordered, by whomever, the database's superuser too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction

from onelane.kernel import clock
from onelane.records import checkpoints, keys, witness
from onelane.records.verification.chains import check_chains
from onelane.records.verification.findings import Finding, Report
from onelane.records.verification.members import check_members
from onelane.records.verification.seals import check_seals
from onelane.records.witness import Witness

__all__ = ["Finding", "Report", "verify"]

UNSEALED_FOR = timedelta(minutes=10)


def verify(*, trusted: keys.Trusted, anchors: Sequence[Path] = ()) -> Report:
    """Read the whole journal as of now and report what is not as it was noted; deeds go on meanwhile.

    The witness file of this machine and each of `anchors` (copies kept elsewhere) must agree with the database.
    """
    report = Report()
    # Measured before the snapshot is taken: a checkpoint is in the database before it is in a file.
    witnesses = [Witness.at(path) for path in dict.fromkeys([witness.path(), *anchors])]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
        check_chains(report)
        settled = check_seals(checkpoints.signed_after(0), trusted, witnesses, report)
        check_members(report, settled=settled, late=clock.now() - UNSEALED_FOR)
    _check_files(witnesses, report)
    return report


def _check_files(witnesses: Sequence[Witness], report: Report) -> None:
    own, *others = witnesses
    for copy in others or [own]:
        if not copy.size and report.checkpoints:
            report.find(
                "witness.missing",
                str(copy.source),
                f"{copy.source} is missing or empty, so the journal's end is not known.",
            )
