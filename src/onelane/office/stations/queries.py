"""What a station needs on its page: the case with its questions, papers and things, as the case opened with them."""

from __future__ import annotations

from dataclasses import dataclass

from onelane.catalogue.spec import Field, JsonValue, Material, Paper
from onelane.kernel.actor import Actor
from onelane.office.cases import queries as cases
from onelane.office.cases.models import Case, Work
from onelane.office.cases.plans import snapshot_of
from onelane.office.cases.queries import CaseView
from onelane.office.stations.acceptance import TYPED, needed
from onelane.office.stations.papers_wanted import SEEN
from onelane.registers.offices import catalogue


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case as one station works on it; `seen` and `typed` are what its draft holds beside the answers."""

    case: CaseView
    fields: tuple[Field, ...]
    materials: tuple[Material, ...]
    needed: frozenset[str]
    papers: tuple[Paper, ...]
    seen: frozenset[str]
    typed: dict[str, str]

    @property
    def sent_back(self) -> Work | None:
        """Return the latest sending back of the case, or None: its reasons are what this station has to put right."""
        return next((work for work in reversed(self.case.history) if work.outcome == "sent_back"), None)


def sheet(case_id: int, step: str, actor: Actor) -> Sheet:
    """Return what a station needs to work on a case of the actor's office."""
    case, words = cases.view(case_id, actor), catalogue.current().vocabulary
    snapshot = snapshot_of(Case.objects.values_list("plan_id", flat=True).get(pk=case_id))
    asks = snapshot["asks"]
    listed = tuple(words.materials[name] for name in _names(snapshot["materials"]))
    raw = case.answers.get(TYPED)
    return Sheet(
        case=case,
        fields=tuple(words.fields[name] for name in _names(asks.get(step) if isinstance(asks, dict) else None)),
        materials=listed,
        needed=frozenset(one.code for one in listed if needed(one)),
        papers=tuple(words.papers[name] for name in _names(snapshot["papers"])),
        seen=frozenset(_names(case.answers.get(SEEN))),
        typed={str(code): str(text) for code, text in raw.items()} if isinstance(raw, dict) else {},
    )


def _names(listed: object | JsonValue) -> list[str]:
    return [str(one) for one in listed] if isinstance(listed, list) else []
