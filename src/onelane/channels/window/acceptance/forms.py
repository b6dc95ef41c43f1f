"""What the acceptance form sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onelane.channels.shared.forms_from_catalogue import typed_in
from onelane.channels.shared.inputs import ROW_LIMIT
from onelane.office.stations import queries as stations

if TYPE_CHECKING:
    from django.http import QueryDict

    from onelane.catalogue.spec import JsonValue
    from onelane.kernel.actor import Actor

SEEN = "materials_seen"
MOST_SEEN = 40


def case_in(given: QueryDict) -> int | None:
    """Return the case whose form was sent along, or None where the button stood alone."""
    text = given.get("case", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(ROW_LIMIT)) else None


def typed(given: QueryDict, case_id: int, step: str, actor: Actor) -> dict[str, JsonValue]:
    """Return everything that was typed and ticked for a step of a case."""
    sheet = stations.sheet(case_id, step, actor)
    known = {one.code for one in sheet.materials}
    seen = [code for code in given.getlist(SEEN)[:MOST_SEEN] if code in known]
    answers: dict[str, JsonValue] = {**typed_in(sheet.fields, given)}
    return answers | {SEEN: [*seen]}
