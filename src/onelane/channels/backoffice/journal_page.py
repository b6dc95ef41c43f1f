"""The auditor's page (台账): who did what, who read whose data and why, and whether the journal is whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice import deeds
from onelane.channels.shared import inputs
from onelane.channels.shared.access import actor_of, staff
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.records import journal, keys, verification
from onelane.records import queries as records
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor
    from onelane.records.queries import Line

LINES = 50
FILTERS = ("case", "actor", "day", "readings")
VERIFIED = "journal.verified"


@staff("auditor")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the entries of the own office, newest first, by case, person or day."""
    actor = actor_of(request)
    asked = {name: request.GET.get(name, "").strip()[:64] for name in FILTERS}
    found = _lines(request, actor, asked)
    shown = found[:LINES]
    names = people.names_of({one.actor for one in shown})
    numbers = cases.numbers_of(_case_keys(shown))
    kept = {name: text for name, text in asked.items() if text}
    context = {
        "asked": asked,
        "rows": [(one, numbers.get(one.chain, "")) for one in deeds.told(shown, names)],
        "older": f"?{urlencode(kept | {'before': str(shown[-1].id)})}" if len(found) > LINES else "",
        "newest": f"?{urlencode(kept)}" if request.GET.get("before") else "",
        "seal": records.newest_seal(),
        "verified": records.last_of(actor.office, VERIFIED),
        "verified_word": gettext("Verified"),
    }
    return render(request, "backoffice/journal.html", context)


def _lines(request: HttpRequest, actor: Actor, asked: dict[str, str]) -> list[Line]:
    before = inputs.whole_number(request.GET, "before", low=1, high=inputs.ROW_LIMIT, default=inputs.ROW_LIMIT)
    chain, person, day = _chain(actor, asked["case"]), _person(asked["actor"]), _day(asked["day"])
    if None in (chain, person) or (asked["day"] and day is None):
        return []
    return records.lines(
        actor.office, chain=chain or "", actor=person or "", day=day, readings=bool(asked["readings"]), before=before,
        limit=LINES + 1,
    )  # fmt: skip


def _chain(actor: Actor, number: str) -> str | None:
    """Return the chain of a case by its number, nothing when none is asked for, None for a number without a case."""
    if not number:
        return ""
    try:
        return f"case:{cases.case_by_number(actor.office, number).pk}"
    except Refused:
        return None


def _person(text: str) -> str | None:
    """Return an actor's id by login name or id, nothing when none is asked for, None for a name nobody has."""
    if not text or ":" in text or text.isdecimal():
        return text
    return people.account_called(text) or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _case_keys(found: list[Line]) -> set[int]:
    named = (one.chain.removeprefix("case:") for one in found if one.chain.startswith("case:"))
    return {int(key) for key in named if key.isdecimal()}


@staff("auditor")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole journal and tell whether every entry is as it was noted; the verification itself is noted."""
    actor = actor_of(request)
    if not keys.public_file().exists():
        keys.signer()  # an office that never sealed anything has nothing to distrust yet
    report = verification.verify(trusted=keys.trusted())
    detail = {"entries": report.entries, "found": report.found}
    journal.note(actor, VERIFIED, chain=f"account:{actor.id}", detail=detail)
    if report.ok:
        return redirect("backoffice:journal")
    return render(request, "backoffice/findings.html", {"report": report})
