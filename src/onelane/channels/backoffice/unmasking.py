"""Personal data shown in full for some minutes, after a press with a reason that is noted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onelane.channels.shared.access import actor_of
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.records import reading
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import settings_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Role

MAY: tuple[Role, ...] = ("clerk", "reviewer", "hand_over", "manager")
SHORTEST, LONGEST = 2, 100
KEPT = "shown_whole"


def may(request: HttpRequest) -> bool:
    """Tell whether the post may see personal data in full at all."""
    return actor_of(request).may(*MAY)


def whole(request: HttpRequest, case_id: int) -> set[str]:
    """Return the fields of a case that whoever signed in here may still see in full."""
    now, kept = clock.now().timestamp(), request.session.get(KEPT, {})
    return {name for name, until in kept.get(str(case_id), {}).items() if until > now}


def show(request: HttpRequest, case_id: int) -> None:
    """Show one field in full from now on for the office's minutes, and note who read it and why."""
    actor = actor_of(request)
    if not actor.may(*MAY):
        raise Refused("backoffice.may_not_unmask")
    name, reason = request.POST.get("field", ""), " ".join(request.POST.get("reason", "").split())
    field = catalogue.current().vocabulary.fields.get(name)
    if field is None or not field.mask:
        raise Refused("requests.not_found")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Refused("requests.reason_needed")
    reading.note_reading(actor, f"case:{case_id}", reason, [name], chain=f"case:{case_id}")
    now = clock.now()
    until = (now + timedelta(minutes=settings_of(actor.office).integer("privacy.unmask_minutes"))).timestamp()
    kept = request.session.get(KEPT, {}).get(str(case_id), {})
    request.session[KEPT] = {str(case_id): kept | {name: until}}  # one case at a time is unmasked
