"""What the hand-over form sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel.refusal import Refused
from onelane.office.stations.hand_over import HANDED
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from onelane.catalogue.spec import JsonValue

LONGEST_NAME = 50
FIELDS = {"owner": "owner_name", "agent": "agent_name"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was ticked as handed over, and to whom."""

    handed: frozenset[str]
    who: str
    name: str

    def receiver(self, answers: Mapping[str, JsonValue]) -> str:
        """Return the name of the receiver as the file has it, or as it was typed."""
        known = answers.get(FIELDS.get(self.who, ""))
        return str(known) if known else self.name

    def answers(self, known: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return what the station is told: who received the things, and which."""
        return {"received_by": self.receiver(known), HANDED: [*sorted(self.handed)]}


def named(refused: Refused) -> Refused:
    """Return a refusal for things left on the desk with their names instead of their codes."""
    left = refused.facts.get("things")
    if refused.code != "hand_over.things_missing" or not isinstance(left, list):
        return refused
    papers = catalogue.current().vocabulary.papers
    return Refused(refused.code, things=[said(papers[one].name) for one in left if one in papers])


def receipt(given: QueryDict) -> Receipt:
    """Read the form; nothing in it is nothing handed over, to the owner."""
    who = given.get("who", "owner")
    handed = frozenset(code[:40] for code in given.getlist("handed")[:40])
    return Receipt(handed, who if who in {"owner", "agent"} else "other", given.get("name", "").strip()[:LONGEST_NAME])
