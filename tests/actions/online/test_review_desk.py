"""What a reviewer may do, and what needs two people."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onelane.kernel.refusal import Refused
from onelane.office.stations import correcting, judging
from online_case import Case, citizen, staff

pytestmark = pytest.mark.django_db
GROUND = ["papers-invalid"]


def second(case: Case, number: int = 2) -> Case:
    other = Case()
    other.person, other.citizen = citizen(number)
    return other


def test_what_is_due_first_is_taken_first(case: Case, clock: object) -> None:
    later = second(case).begin().save().photo()
    case.apply()
    clock.forward(hours=24)  # type: ignore[attr-defined]
    later.submit()
    case.take()


def test_two_reviewers_never_get_the_same_application(case: Case) -> None:
    other = second(case).apply()
    case.apply()
    works = [judging.take_next(actor=one) for one in (case.reviewer, case.second)]
    assert {work.case_id for work in works if work} == {case.id, other.id}


def test_nobody_approves_what_nobody_looked_at(case: Case) -> None:
    case.apply().take()
    with pytest.raises(Refused, match=r"applications\.judge_all_first"):
        judging.approve(case_id=case.id, actor=case.reviewer)


def test_a_no_needs_a_reason_of_the_list(case: Case) -> None:
    case.apply().take()
    for reasons in ([], ["invented"], ["paper-unreadable"]):
        with pytest.raises(Refused, match=r"applications\.reason_missing"):
            judging.judge(case_id=case.id, item="field:frame_no", holds=False, reasons=reasons, actor=case.reviewer)


def test_a_correction_is_asked_for_only_when_everything_was_looked_at(case: Case) -> None:
    case.apply().take()
    judging.judge(case_id=case.id, item="field:frame_no", holds=False, reasons=["field-differs"], actor=case.reviewer)
    with pytest.raises(Refused, match=r"applications\.judge_all_first"):
        judging.ask_correction(case_id=case.id, actor=case.reviewer)


def test_a_wrong_paper_is_handed_in_anew_and_the_old_one_leaves_the_file(case: Case, clock: Any) -> None:
    from onelane.office.cases import queries as files

    case.apply().take().judge(frame__photo="paper-unreadable")
    judging.ask_correction(case_id=case.id, actor=case.reviewer)
    with pytest.raises(Refused, match=r"stations\.papers_missing"):
        correcting.correct(case_id=case.id, answers={}, actor=case.citizen)
    clock.forward(minutes=5)
    case.photo(b"clearer")
    correcting.correct(case_id=case.id, answers={}, actor=case.citizen)
    assert len(files.documents(case.id)) == 1


def test_only_the_corrected_item_is_judged_again(case: Case) -> None:
    from onelane.office.cases.applications import queries

    case.apply().take().judge(frame_no="field-differs")
    judging.ask_correction(case_id=case.id, actor=case.reviewer)
    correcting.correct(case_id=case.id, answers={"frame_no": "F-9"}, actor=case.citizen)
    case.take()
    assert "field:frame_no" not in queries.judgements(case.id)
    assert "field:bell" in queries.judgements(case.id)
    assert judging.judge_rest(case_id=case.id, actor=case.reviewer) == 1


def test_a_refusal_needs_a_second_person(case: Case) -> None:
    case.apply().take()
    judging.propose_refusal(case_id=case.id, reasons=GROUND, words="编号不存在", actor=case.reviewer)
    with pytest.raises(Refused, match=r"applications\.second_person"):
        judging.decide_refusal(case_id=case.id, confirmed=True, actor=case.reviewer)
    judging.decide_refusal(case_id=case.id, confirmed=True, actor=case.second)
    assert case.row.state == "refused"
    assert "R164 art.15" in case.row.work_set.get(outcome="refused").reasons[0]


def test_a_supervisor_is_a_second_person_too(case: Case) -> None:
    case.apply().take()
    judging.propose_refusal(case_id=case.id, reasons=GROUND, words="", actor=case.reviewer)
    judging.decide_refusal(case_id=case.id, confirmed=True, actor=staff("supervisor"))
    assert case.row.state == "refused"


def test_a_refusal_turned_down_goes_back_to_the_reviewers_with_words(case: Case) -> None:
    case.apply().take()
    judging.propose_refusal(case_id=case.id, reasons=GROUND, words="", actor=case.reviewer)
    with pytest.raises(Refused, match=r"cases\.reason_missing"):
        judging.decide_refusal(case_id=case.id, confirmed=False, actor=case.second)
    judging.decide_refusal(case_id=case.id, confirmed=False, words="材料有效", actor=case.second)
    case.take().judge().approve()


def test_the_database_itself_knows_that_two_people_refuse(case: Case, clock: object) -> None:
    from onelane.office.cases.applications.models import Proposal

    case.apply()
    with pytest.raises(IntegrityError, match="two_people_refuse"), transaction.atomic():
        Proposal.objects.create(
            case_id=case.id, reasons=[], proposed_by="one", proposed_at=case.application.begun_at, decided_by="one",
            decided_at=case.application.begun_at, confirmed=True,
        )  # fmt: skip


def test_what_is_approved_cannot_be_withdrawn_any_more(case: Case) -> None:
    from onelane.office.stations import applying

    case.apply().take().judge().approve()
    with pytest.raises(Refused, match=r"applications\.too_late_to_withdraw"):
        applying.withdraw(case_id=case.id, actor=case.citizen)


def test_a_citizen_withdraws_while_it_is_reviewed_or_asked(case: Case) -> None:
    from onelane.office.stations import applying

    case.apply()
    applying.withdraw(case_id=case.id, actor=case.citizen)
    assert (case.row.state, case.application.desk) == ("cancelled", "")


def test_nobody_else_touches_an_application(case: Case) -> None:
    from onelane.office.stations import applying

    case.begin()
    _, stranger = citizen(2)
    for deed in (applying.submit, applying.withdraw):
        with pytest.raises(Refused, match=r"cases\.not_found"):
            deed(case_id=case.id, actor=stranger)
    with pytest.raises(Refused, match=r"applications\.not_yours"):
        Case().begin(actor=stranger)
