"""From the draft to the parcel in the post's hands."""

from __future__ import annotations

from typing import Any

import pytest

from onelane.kernel.refusal import Refused
from online_case import Case

pytestmark = pytest.mark.django_db


def test_an_application_walks_from_the_draft_to_the_post(case: Case) -> None:
    case.apply().take().judge().approve().send()

    assert case.row.state == "finished"
    assert case.application.approved_at is not None
    assert case.application.desk == ""


def test_it_waits_where_the_path_says_it_stands(case: Case) -> None:
    case.begin().save().photo()
    assert (case.row.state, case.application.desk) == ("draft", "")
    case.submit()
    assert (case.row.ready_steps, case.application.desk) == (["file-review"], "file-review")
    case.take().judge().approve()
    assert (case.row.ready_steps, case.application.desk) == (["dispatch"], "dispatch")


def test_one_list_of_what_is_wrong_and_only_that_is_asked_again(case: Case, clock: Any) -> None:
    from onelane.office.stations import correcting, judging

    case.apply().take().judge(frame_no="field-differs")
    place = case.row.rank_at
    judging.ask_correction(case_id=case.id, actor=case.reviewer)
    clock.forward(hours=30)
    assert [field.code for field in correcting.asked_fields(case.id)] == ["frame_no"]
    correcting.correct(case_id=case.id, answers={"frame_no": "F-0002"}, actor=case.citizen)

    assert case.row.rank_at == place
    case.take().judge().approve().send()
    assert case.row.state == "finished"


def test_what_is_missing_is_told_all_at_once(case: Case) -> None:
    from onelane.catalogue.forms import FieldErrors

    case.begin().save(frame_no="", recipient_mobile="12")
    with pytest.raises(FieldErrors) as told:
        case.submit()
    assert set(told.value.errors) == {"frame_no", "bell", "recipient_mobile"}
    assert case.row.state == "draft"


def test_a_paper_is_wanted_before_it_can_be_submitted(case: Case) -> None:
    case.begin().save()
    with pytest.raises(Refused) as told:
        case.submit()
    assert told.value.facts["papers"] == ["frame-photo"]
