"""What every deed of a case does first, and what a number is when nobody has it."""

from __future__ import annotations

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import File

FREE = {"state": "free", "held_for": None, "held_until": None, "chosen": False, "claim": ""}


def lock(case_id: int, actor: Actor) -> dict[str, object]:
    """Lock the case's file, so that two presses of one case come one after the other, and return its answers."""
    found = File.objects.select_for_update(of=("self",)).filter(case=case_id, case__office=actor.office).first()
    if found is None:
        raise Refused("plates.no_such_case")
    answers: dict[str, object] = found.answers
    return answers
