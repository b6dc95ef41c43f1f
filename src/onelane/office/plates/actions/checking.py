"""Test a day's lists (抽检): do places, digits and clerks look as chance makes them?"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.plates import fairness, queries, series
from onelane.office.plates.models import Draw, DrawCheck
from onelane.records import journal
from onelane.records.models import Entry


@transaction.atomic
def check_draws(*, office: str, day: date, actor: Actor, at: datetime | None = None) -> DrawCheck:
    """Test the lists of one day of an office, once; a second call returns what was found the first time."""
    at = at or clock.now()
    known = DrawCheck.objects.filter(office=office, day=day).first()
    if known is not None:
        return known
    begin = datetime.combine(day, time(), clock.OFFICE_ZONE)
    lists = list(Draw.objects.filter(office=office, at__gte=begin, at__lt=begin + timedelta(days=1)))
    findings = [one for digest, some in _by_account(lists).items() for one in _judge(digest, some, begin)]
    least = fairness.least(findings)
    made, _ = DrawCheck.objects.get_or_create(
        office_id=office, day=day,
        defaults={
            "made_at": at, "lists": len(lists), "findings": [asdict(one) for one in findings], "least_p": least,
        },
    )  # fmt: skip
    suspicious = least is not None and least < fairness.SUSPICIOUS
    journal.note(
        actor, "plates.draws_checked", chain=f"pool:{office}:check", subject=day.isoformat(),
        detail={"lists": len(lists), "suspicious": suspicious}, at=at,
    )  # fmt: skip
    return made


def _by_account(lists: list[Draw]) -> dict[str, list[Draw]]:
    found: dict[str, list[Draw]] = defaultdict(list)
    for one in lists:
        found[str(json.loads(one.body)["publication"])].append(one)
    return found


def _judge(digest: str, lists: list[Draw], begin: datetime) -> list[fairness.Finding]:
    numbers, clerks = queries.series_of(digest), _clerks(lists, begin)
    drawn: list[tuple[int, str]] = []
    by_clerk: dict[str, list[str]] = defaultdict(list)
    for one in lists:
        plates = [str(plate) for plate in json.loads(one.body)["plates"]]
        drawn += [(numbers.place(plate), plate) for plate in plates]
        by_clerk[clerks.get((one.case_id, one.turn), "")] += plates
    by_clerk.pop("", None)
    of = fairness.population(_free(digest, numbers), numbers.size)
    return fairness.judge(drawn, by_clerk, of, digest[:12])


def _free(digest: str, numbers: series.Series) -> Iterator[tuple[int, str]]:
    letters = queries.states_of(digest).letters
    return ((place, numbers.plate(place)) for place, letter in enumerate(letters) if letter == series.FREE)


def _clerks(lists: list[Draw], begin: datetime) -> dict[tuple[int, int], str]:
    """Return who pressed for each list; machines and the owners' own phones are nobody's clerk."""
    chains = {f"case:{one.case_id}": one.case_id for one in lists}
    noted = Entry.objects.filter(deed="plates.drawn", at__gte=begin, chain__in=list(chains))
    told = [(entry, json.loads(entry.body)) for entry in noted]
    return {
        (chains[entry.chain], body["detail"].get("turn", 0)): entry.actor
        for entry, body in told
        if body["role"] not in {"citizen", "machine", "system"}
    }
