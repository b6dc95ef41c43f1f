"""The deeds on applications: begin, type, submit, put before a desk, judge, propose a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases import actions as cases
from onelane.office.cases.applications import rules
from onelane.office.cases.applications.models import Application, Judgement, Proposal
from onelane.office.cases.models import Case
from onelane.records import journal


@transaction.atomic
def begin(
    *,
    service: str,
    applicant: int,
    channel: str,
    about: str,
    subject: int | None,
    answers: Mapping[str, JsonValue],
    actor: Actor,
    authorisation: int | None = None,
    language: str = "zh-hans",
    request_key: str = "",
    at: datetime | None = None,
) -> Application:
    """Begin an application as a draft (草稿); the same press, or a draft of the same kind, is the same application."""
    at = at or clock.now()
    key = rules.press_key(request_key)
    known = _begun(applicant, service, subject, key)
    if known is not None:
        return known
    case = cases.open_draft(service=service, actor=actor, answers=answers, at=at)
    with refused_by("one_draft_of_a_kind", "applications.begun_already"):
        return Application.objects.create(
            case=case, office_id=actor.office, service=service, channel=rules.channel_of(channel),
            applicant_id=applicant, acted_by=actor.id, authorisation=authorisation, about=about, subject=subject,
            language=language, request_key=key, begun_at=at, touched_at=at,
        )  # fmt: skip


def _begun(applicant: int, service: str, subject: int | None, key: str) -> Application | None:
    mine = Application.objects.filter(applicant_id=applicant)
    if key and (pressed := mine.filter(request_key=key).first()) is not None:
        return pressed
    return mine.filter(service=service, subject=subject, submitted_at=None, closed_at=None).first()


@transaction.atomic
def locked(case_id: int, actor: Actor) -> Application:
    """Lock the case and return its application; refuse what does not exist or belongs to another office."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    found = Application.objects.filter(pk=case_id).first() if case is not None else None
    if case is None or found is None:
        raise Refused("cases.not_found")
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    found.case = case
    return found


@transaction.atomic
def keep(*, application: Application, answers: Mapping[str, JsonValue], typed: Mapping[str, str], at: datetime) -> None:
    """Keep what was typed so far: what can stand goes into the file, the rest is kept as it was typed."""
    cases.file_draft(case_id=application.pk, answers=answers)
    application.typed = {**{k: v for k, v in application.typed.items() if k not in answers}, **typed}
    application.touched_at = at
    application.save(update_fields=["typed", "touched_at"])


@transaction.atomic
def place(*, case_id: int, desk: str, due_at: datetime | None, at: datetime) -> None:
    """Put an application before a desk with its due time, or before none."""
    told: dict[str, object] = {"desk": desk, "touched_at": at}
    if due_at is not None:
        told |= {"due_at": due_at, "warned_at": None}
    Application.objects.filter(pk=case_id).update(**told)


@transaction.atomic
def judge(
    *, case_id: int, item: str, holds: bool, reasons: Sequence[str], words: str, actor: Actor, at: datetime
) -> Judgement:
    """Write what the reviewer found about one item; the judgement before it is replaced and kept."""
    Judgement.objects.filter(case_id=case_id, item=item, replaced_at=None).update(replaced_at=at)
    return Judgement.objects.create(
        case_id=case_id, item=item, holds=holds, reasons=[*reasons], words=words, actor=actor.id, at=at
    )


@transaction.atomic
def forget_judgements(*, case_id: int, items: Iterable[str], at: datetime) -> None:
    """Let items be judged anew because the citizen has corrected them."""
    Judgement.objects.filter(case_id=case_id, item__in=[*items], replaced_at=None).update(replaced_at=at)


@transaction.atomic
def propose(*, case_id: int, reasons: Sequence[Mapping[str, JsonValue]], actor: Actor, at: datetime) -> Proposal:
    """Propose a refusal (拟不予办理); another person decides."""
    with refused_by("one_open_proposal", "applications.proposed_already"):
        proposal = Proposal.objects.create(case_id=case_id, reasons=[*reasons], proposed_by=actor.id, proposed_at=at)
    journal.note(actor, "refusal.proposed", chain=f"case:{case_id}", detail={"reasons": [*reasons]}, at=at)
    return proposal


@transaction.atomic
def decide(*, case_id: int, confirmed: bool, words: str, actor: Actor, at: datetime) -> Proposal:
    """Confirm or turn down a proposed refusal; refuse `applications.second_person` to whoever proposed it."""
    proposal = Proposal.objects.select_for_update().filter(case_id=case_id, decided_at=None).first()
    if proposal is None:
        raise Refused("applications.no_proposal")
    proposal.decided_by, proposal.decided_at, proposal.confirmed, proposal.words = actor.id, at, confirmed, words
    with refused_by("two_people_refuse", "applications.second_person"), transaction.atomic():
        proposal.save()
    deed = "refusal.confirmed" if confirmed else "refusal.turned_down"
    journal.note(actor, deed, chain=f"case:{case_id}", purpose=words, at=at)
    return proposal
