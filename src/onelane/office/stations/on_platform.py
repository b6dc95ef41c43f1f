"""Apply over a platform (经由平台申请): the citizen's own deed, with a note of where it came from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel.actor import Actor
from onelane.office.cases.applications.models import Application
from onelane.office.platforms import actions as platforms
from onelane.office.stations import applying
from onelane.office.stations.entitled import Subject


@transaction.atomic
def begin(
    *,
    service: str,
    about: Subject,
    channel: str,
    client: str,
    actor: Actor,
    language: str,
    request_key: str = "",
    at: datetime | None = None,
) -> Application:
    """Begin an application over a platform; one that was begun elsewhere keeps its origin."""
    begun = applying.begin(
        service=service, applicant=about.person, subject=about.subject, channel=channel, actor=actor,
        language=language, request_key=request_key, at=at,
    )  # fmt: skip
    if begun.channel == channel:
        platforms.note_origin(case_id=begun.pk, client=client)
    return begun
