"""What the hand-over form sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from onelane.catalogue.spec import JsonValue, Paper

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

    def check(self, papers: tuple[Paper, ...]) -> None:
        """Refuse `hand_over.things_missing` with the names of what was not ticked."""
        left = [said(one.name) for one in papers if one.code not in self.handed]
        if left:
            raise Refused("hand_over.things_missing", things=left)


def receipt(given: QueryDict) -> Receipt:
    """Read the form; nothing in it is nothing handed over, to the owner."""
    who = given.get("who", "owner")
    handed = frozenset(code[:40] for code in given.getlist("handed")[:40])
    return Receipt(handed, who if who in {"owner", "agent"} else "other", given.get("name", "").strip()[:LONGEST_NAME])
