from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, Document
from onelane.office.inspection import actions as inspection
from onelane.office.inspection import queries
from onelane.office.inspection.models import ItemResult, Photo, Record
from onelane.records.models import Entry

VIN = "LSVAU2184TN000001"
OTHER_VIN = "LFV2A21K6T3000002"
New = Callable[..., Any]


def refusal(deed: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        deed()
    return no.value.code


def deeds(case_id: int) -> list[str]:
    return list(Entry.objects.filter(chain=f"case:{case_id}").order_by("seq").values_list("deed", flat=True))


# ------------------------------------------------------------ starting
def test_without_a_recording_there_is_no_inspection(new_case: New, inspector: Actor) -> None:
    case = new_case()

    code = refusal(lambda: inspection.start(case_id=case.pk, actor=inspector, video_ref="  "))

    assert code == "inspection.no_recording"
    assert not Record.objects.exists()


def test_the_database_too_refuses_a_record_without_recording(started: Any) -> None:
    with pytest.raises(IntegrityError, match="no_recording_no_inspection"), transaction.atomic():
        Record.objects.filter(pk=started.pk).update(video_ref="")


def test_an_inspector_without_certificate_may_not_begin(new_case: New, new_inspector: New) -> None:
    novice = new_inspector("novice", certificate="")

    code = refusal(lambda: inspection.start(case_id=new_case().pk, actor=novice, video_ref="cam1"))

    assert code == "inspection.no_certificate"


@pytest.mark.parametrize("role", ["clerk", "manager", "system", "citizen"])
def test_nobody_but_an_inspector_begins(new_case: New, inspector: Actor, role: Any) -> None:
    other = Actor(inspector.id, role, inspector.office)

    code = refusal(lambda: inspection.start(case_id=new_case().pk, actor=other, video_ref="cam1"))

    assert code == "inspection.wrong_role"


def test_a_case_of_another_office_is_not_inspected_here(new_case: New, inspector: Actor) -> None:
    from onelane.registers.offices.models import Office
    from onelane.registers.people.models import Post

    elsewhere = Office.objects.create(code="jinan", name_zh="济南", name_en="Jinan", area_code="3701", prefixes=["鲁A"])
    Post.objects.create(account_id=int(inspector.id), office=elsewhere, role="inspector", certificate_no="CY-1")
    stranger = Actor(inspector.id, "inspector", "jinan")

    code = refusal(lambda: inspection.start(case_id=new_case().pk, actor=stranger, video_ref="cam1"))

    assert code == "cases.other_office"


def test_a_record_of_another_office_cannot_be_written(started: Any, inspector: Actor) -> None:
    stranger = Actor(inspector.id, "inspector", "jinan")

    code = refusal(lambda: inspection.write_item(record_id=started.pk, no=2, result="pass", actor=stranger))

    assert code == "inspection.other_office"


def test_starting_twice_is_one_record(started: Any, inspector: Actor) -> None:
    again = inspection.start(case_id=started.case_id, actor=inspector, video_ref="another")

    assert again.pk == started.pk
    assert deeds(started.case_id).count("inspection.started") == 1


def test_a_new_record_has_a_dash_where_nothing_is_asked(started: Any) -> None:
    struck = ItemResult.objects.filter(record=started, result="not_required").order_by("no")

    assert list(struck.values_list("no", flat=True)) == list(range(10, 21))


def test_a_record_names_certificate_recording_and_bay(started: Any, bay: str) -> None:
    assert (started.certificate_no, started.video_ref) == ("CY-3702-0017", "cam2-20261123-0900")
    assert started.bay.code == bay


# ------------------------------------------------------------ marking
@pytest.mark.parametrize("no", [0, 21, -1, 999])
def test_an_item_outside_the_form_is_refused(started: Any, inspector: Actor, no: int) -> None:
    code = refusal(lambda: inspection.write_item(record_id=started.pk, no=no, result="pass", actor=inspector))

    assert code == "inspection.no_such_item"


def test_the_same_mark_twice_is_one_row_and_one_note(started: Any, inspector: Actor) -> None:
    for _ in range(2):
        inspection.write_item(record_id=started.pk, no=3, result="pass", actor=inspector)

    assert ItemResult.objects.filter(record=started, no=3).count() == 1
    assert deeds(started.case_id).count("inspection.marked") == 1


def test_another_mark_replaces_the_first_and_both_are_in_the_journal(started: Any, inspector: Actor) -> None:
    inspection.write_item(record_id=started.pk, no=8, result="pass", actor=inspector)
    inspection.write_item(record_id=started.pk, no=8, result="fail", note="左后胎破损", actor=inspector)

    assert ItemResult.objects.get(record=started, no=8).result == "fail"
    assert deeds(started.case_id).count("inspection.marked") == 2


def test_the_vin_must_be_the_certificates(started: Any, inspector: Actor) -> None:
    wrong = {"record_id": started.pk, "no": 1, "result": "pass", "value": OTHER_VIN, "actor": inspector}

    assert refusal(lambda: inspection.write_item(**wrong)) == "inspection.vin_differs"
    assert not ItemResult.objects.filter(record=started, no=1).exists()


def test_a_colleague_does_not_write_on_my_record(started: Any, new_inspector: New) -> None:
    colleague = new_inspector("inspector-2")

    code = refusal(lambda: inspection.write_item(record_id=started.pk, no=2, result="pass", actor=colleague))

    assert code == "cases.in_other_hands"


# ------------------------------------------------------------ photos
def test_a_photo_lies_in_the_case_file_under_its_national_code(photograph: New, started: Any) -> None:
    document = photograph(started, b"vin", item=1)

    assert (document.kind, document.case_id, document.step) == ("0113", started.case_id, "inspection")


def test_a_photo_taken_again_replaces_the_first_which_stays_in_the_file(photograph: New, started: Any) -> None:
    first = photograph(started, b"blurred", kind="0111")
    second = photograph(started, b"sharp", kind="0111")

    assert Photo.objects.get(record=started, kind="0111").document_id == second.pk
    assert Document.objects.get(pk=first.pk).withdrawn_at is not None


def test_an_unknown_kind_of_photo_is_refused(photograph: New, started: Any) -> None:
    assert refusal(lambda: photograph(started, b"x", kind="9999")) == "inspection.no_such_photo"


# ------------------------------------------------------------ concluding
def test_when_everything_passes_the_record_is_passed_and_signed(
    started: Any, inspector: Actor, pass_all: New, clock: Any
) -> None:
    pass_all(started)
    at = clock.forward(minutes=9)

    record = inspection.conclude(record_id=started.pk, actor=inspector)

    assert (record.conclusion, record.signed_by, record.signed_at) == ("pass", inspector.id, at)
    assert deeds(started.case_id)[-1] == "inspection.concluded"


@pytest.mark.parametrize("photo", ["0111", "0112", "0113"])
def test_one_missing_photo_keeps_the_record_open(started: Any, inspector: Actor, pass_all: New, photo: str) -> None:
    pass_all(started, unphotographed=(photo,))

    code = refusal(lambda: inspection.conclude(record_id=started.pk, actor=inspector))

    assert code == "inspection.photos_missing"
    assert Record.objects.get(pk=started.pk).ended_at is None


def test_one_missing_item_keeps_the_record_open_even_when_another_failed(
    started: Any, inspector: Actor, pass_all: New
) -> None:
    pass_all(started, without=(7,))
    inspection.write_item(record_id=started.pk, no=8, result="fail", actor=inspector)

    code = refusal(lambda: inspection.conclude(record_id=started.pk, actor=inspector))

    assert code == "inspection.items_missing"


def test_a_certificate_entered_later_with_another_vin_forbids_the_pass(
    new_case: New, inspector: Actor, pass_all: New
) -> None:
    from onelane.office.cases import actions as cases

    case = new_case(vin="")
    record = inspection.start(case_id=case.pk, actor=inspector, video_ref="cam1")
    pass_all(record)
    cases.file_answers(case_id=case.pk, answers={"vin": OTHER_VIN}, actor=Actor("8", "clerk", inspector.office))

    code = refusal(lambda: inspection.conclude(record_id=record.pk, actor=inspector))

    assert code == "inspection.vin_differs"


def test_one_failed_item_fails_the_car(started: Any, inspector: Actor, pass_all: New) -> None:
    pass_all(started)
    inspection.write_item(record_id=started.pk, no=9, result="fail", note="无三角牌", actor=inspector)

    record = inspection.conclude(record_id=started.pk, actor=inspector, remarks="下午复检")

    assert (record.conclusion, record.signed_by, record.remarks) == ("fail", inspector.id, "下午复检")


def test_a_concluded_record_takes_no_more_marks_and_photos(
    photograph: New, started: Any, inspector: Actor, pass_all: New
) -> None:
    pass_all(started)
    inspection.conclude(record_id=started.pk, actor=inspector)

    said = {
        refusal(lambda: inspection.write_item(record_id=started.pk, no=8, result="fail", actor=inspector)),
        refusal(lambda: photograph(started, b"x", kind="0111")),
        refusal(lambda: inspection.conclude(record_id=started.pk, actor=inspector)),
    }

    assert said == {"inspection.already_closed"}


@pytest.mark.parametrize("rows", [ItemResult, Photo, Record])
def test_the_database_keeps_a_concluded_record_as_it_is(
    started: Any, inspector: Actor, pass_all: New, rows: Any
) -> None:
    pass_all(started)
    inspection.conclude(record_id=started.pk, actor=inspector)
    mine = rows.objects.filter(pk=started.pk) if rows is Record else rows.objects.filter(record=started)

    with pytest.raises(IntegrityError, match="not change"), transaction.atomic():
        mine.update(**({"remarks": "x"} if rows is Record else {"record": started}))
    with pytest.raises(IntegrityError, match="not change"), transaction.atomic():
        mine._raw_delete("default")  # past Django's own guard


def test_the_database_takes_no_second_result_for_an_item(started: Any, inspector: Actor, clock: Any) -> None:
    inspection.write_item(record_id=started.pk, no=2, result="pass", actor=inspector)

    with pytest.raises(IntegrityError, match="one_result_per_item"), transaction.atomic():
        ItemResult.objects.create(record=started, no=2, result="fail", marked_at=clock())


def test_the_database_takes_no_item_21(started: Any, clock: Any) -> None:
    with pytest.raises(IntegrityError, match="an_item_is_on_the_form"), transaction.atomic():
        ItemResult.objects.create(record=started, no=21, result="pass", marked_at=clock())


# ------------------------------------------------------------ re-inspection
@pytest.fixture
def failed(started: Any, inspector: Actor, pass_all: New) -> Any:
    pass_all(started)
    inspection.write_item(record_id=started.pk, no=9, result="fail", actor=inspector)
    return inspection.conclude(record_id=started.pk, actor=inspector)


def test_a_reinspection_takes_over_what_passed_but_not_the_vin(failed: Any, inspector: Actor) -> None:
    again = inspection.reinspect(record_id=failed.pk, actor=inspector, video_ref="cam3")

    form = queries.form(record_id=again.pk, actor=inspector)
    assert form.verdict.missing == (1, 9)
    assert form.verdict.photos_missing == ("0113",)
    assert again.recheck_of_id == failed.pk


def test_a_passed_reinspection_is_signed_and_the_failed_record_stays(
    photograph: New, failed: Any, inspector: Actor
) -> None:
    again = inspection.reinspect(record_id=failed.pk, actor=inspector, video_ref="cam3")
    inspection.write_item(record_id=again.pk, no=1, result="pass", value=VIN, actor=inspector)
    inspection.write_item(record_id=again.pk, no=9, result="pass", actor=inspector)
    photograph(again, b"again", item=1)

    passed = inspection.conclude(record_id=again.pk, actor=inspector)

    assert (passed.conclusion, passed.signed_by) == ("pass", inspector.id)
    assert Record.objects.get(pk=failed.pk).conclusion == "fail"
    assert not Document.objects.filter(withdrawn_at__isnull=False).exists()


def test_a_failed_reinspection_is_not_signed_and_can_be_done_again(failed: Any, inspector: Actor) -> None:
    again = inspection.reinspect(record_id=failed.pk, actor=inspector, video_ref="cam3")
    inspection.write_item(record_id=again.pk, no=1, result="pass", value=VIN, actor=inspector)
    inspection.write_item(record_id=again.pk, no=9, result="fail", actor=inspector)

    still = inspection.conclude(record_id=again.pk, actor=inspector)
    third = inspection.reinspect(record_id=still.pk, actor=inspector, video_ref="cam4")

    assert (still.conclusion, still.signed_by, still.signed_at) == ("fail", "", None)
    assert third.recheck_of_id == still.pk


def test_pressing_reinspect_twice_is_one_reinspection(failed: Any, inspector: Actor) -> None:
    first, second = (inspection.reinspect(record_id=failed.pk, actor=inspector, video_ref="cam3").pk for _ in range(2))

    assert first == second


def test_a_failed_car_is_not_started_afresh(failed: Any, inspector: Actor) -> None:
    code = refusal(lambda: inspection.start(case_id=failed.case_id, actor=inspector, video_ref="cam3"))

    assert code == "inspection.recheck_needed"


def test_only_a_failed_record_is_reinspected(started: Any, inspector: Actor) -> None:
    code = refusal(lambda: inspection.reinspect(record_id=started.pk, actor=inspector, video_ref="cam3"))

    assert code == "inspection.nothing_to_recheck"


# ------------------------------------------------------------ suspicion
def test_a_suspicion_stops_the_case_and_is_no_fail(started: Any, inspector: Actor) -> None:
    record = inspection.suspect(record_id=started.pk, ground="forged", note="代号有打磨痕迹", actor=inspector)

    assert record.conclusion == "stopped"
    assert Case.objects.get(pk=started.case_id).state == "investigation"
    assert deeds(started.case_id)[-2:] == ["inspection.concluded", "case.investigated"]


@pytest.mark.parametrize("ground", ["", "other", "FORGED"])
def test_a_suspicion_needs_a_known_ground(started: Any, inspector: Actor, ground: str) -> None:
    code = refusal(lambda: inspection.suspect(record_id=started.pk, ground=ground, actor=inspector))

    assert code == "inspection.ground_missing"
    assert Case.objects.get(pk=started.case_id).state == "open"


def test_nothing_goes_on_while_a_case_is_investigated(started: Any, inspector: Actor) -> None:
    inspection.suspect(record_id=started.pk, ground="stolen", actor=inspector)

    code = refusal(lambda: inspection.start(case_id=started.case_id, actor=inspector, video_ref="cam1"))

    assert code == "cases.not_open"


# ------------------------------------------------------------ other hands
def test_whoever_has_the_car_in_hand_goes_on_under_his_own_certificate(started: Any, new_inspector: New) -> None:
    colleague = new_inspector("inspector-2", certificate="CY-3702-0018")

    record = inspection.start(case_id=started.case_id, actor=colleague, video_ref="cam2")

    assert (record.pk, record.inspector, record.certificate_no) == (started.pk, colleague.id, "CY-3702-0018")
    assert deeds(started.case_id)[-1] == "inspection.taken_over"


def test_a_car_in_a_colleagues_hand_is_left_alone(started: Any, inspector: Actor, new_inspector: New) -> None:
    from onelane.office.cases import actions as cases

    cases.take_up(case_id=started.case_id, step="inspection", actor=inspector)
    colleague = new_inspector("inspector-2")

    code = refusal(lambda: inspection.start(case_id=started.case_id, actor=colleague, video_ref="cam2"))

    assert code == "cases.in_other_hands"


def test_a_passed_record_counts_no_more_once_the_case_was_sent_back(
    started: Any, inspector: Actor, pass_all: New, clock: Any
) -> None:
    from onelane.office.cases import actions as cases

    pass_all(started)
    record = inspection.conclude(record_id=started.pk, actor=inspector)
    assert queries.stands(record)

    for step in ("inspection", "photograph", "acceptance"):
        cases.complete(case_id=record.case_id, step=step, actor=inspector)
    clock.forward(minutes=1)
    cases.send_back(case_id=record.case_id, step="review", to=["inspection"], reasons=["颜色"], actor=inspector)

    assert not queries.stands(record)
