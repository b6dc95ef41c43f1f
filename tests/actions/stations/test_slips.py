"""What the office gives in writing along the way is issued by the deed itself, as a paper that can be checked."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import pytest
from tests import make
from tests.applying_online import MAY, Walk

from onelane.kernel import clock
from onelane.office.cases.rules.vehicles import temporary_plate_ends
from onelane.office.certificates import codes, proving, queries
from onelane.office.certificates.models import Paper
from onelane.office.stations import actions as stations
from onelane.office.stations import asking, judging
from onelane.records import outbox

pytestmark = pytest.mark.django_db
REVIEWER = make.actor("reviewer", "R1")


def slip(case_id: int, kind: str) -> Any:
    """Return the one valid slip of a kind; what the worker has to do is done before."""
    importlib.import_module("onelane.office.stations.tasks")
    outbox.carry_out(50)
    found = [one for one in queries.slips_of(case_id) if one.kind == kind]
    assert len(found) == 1, [one.kind for one in queries.slips_of(case_id)]
    proof = codes.read(found[0].code, proving.gateway().verify)
    assert proof.place == found[0].pk
    return found[0].data


def taken(code: str = "driving-licence-renewal") -> Walk:
    walk = Walk(code, MAY[code]()).apply()
    judging.take(case_id=walk.id, actor=REVIEWER)
    return walk


def test_an_accepted_application_has_its_receipt_with_the_day_that_is_promised() -> None:
    walk = taken()

    said = slip(walk.id, "acceptance-receipt")

    assert said["case_no"] == walk.row.number
    assert said["name"] == walk.person.name
    assert date.fromisoformat(said["promised_on"]) >= clock.today()
    assert said["materials"]


def test_the_window_gives_a_receipt_of_the_papers_it_has_seen(office: str) -> None:
    visit = make.Visit()
    visit.accept()

    assert "交强险凭证" in slip(visit.case_id, "acceptance-receipt")["materials"]


def test_an_acceptance_that_is_undone_takes_its_receipt_back(office: str) -> None:
    visit = make.Visit()
    visit.accept()
    slip(visit.case_id, "acceptance-receipt")

    stations.undo(case_id=visit.case_id, step="acceptance", actor=visit.clerk)

    assert queries.slips_of(visit.case_id) == []


def test_a_correction_is_asked_for_in_one_notice_that_names_every_item() -> None:
    walk = taken()
    item = "field:delivery_mode"
    judging.judge(
        case_id=walk.id, item=item, holds=False, reasons=["field-differs"], words="请写完整", actor=REVIEWER
    )  # fmt: skip
    judging.judge_rest(case_id=walk.id, actor=REVIEWER)
    judging.ask_correction(case_id=walk.id, actor=REVIEWER)

    said = slip(walk.id, "correction-notice")

    assert len(said["items"]) == 1
    assert "填写内容与登记或材料不一致；请写完整" in said["items"][0]


def test_a_question_of_the_review_in_the_lane_is_a_notice_too(office: str) -> None:
    visit = make.Visit().walk_to("review")
    stations.take_next(step="review", actor=visit.reviewer)
    asking.ask(case_id=visit.case_id, step="review", why="请补交购车发票原件", actor=visit.reviewer)

    assert slip(visit.case_id, "correction-notice")["items"] == ["请补交购车发票原件"]


def test_a_refusal_by_two_people_is_issued_with_grounds_and_articles_in_full() -> None:
    walk = taken()
    judging.propose_refusal(
        case_id=walk.id, reasons=["medical-unfit", "other-case"], words="视力 4.7", actor=REVIEWER
    )  # fmt: skip
    judging.decide_refusal(case_id=walk.id, confirmed=True, actor=make.actor("supervisor"))

    said = slip(walk.id, "refusal-notice")

    assert said["reasons"][0] == "身体条件不符合规定：视力 4.7"
    assert said["law"] == ["《机动车驾驶证申领和使用规定》（公安部令第162号）第14条", "《行政许可法》第38条"]


def test_a_refusal_that_is_turned_down_issues_nothing() -> None:
    walk = taken()
    judging.propose_refusal(case_id=walk.id, reasons=["medical-unfit"], words="", actor=REVIEWER)
    judging.decide_refusal(case_id=walk.id, confirmed=False, words="再查", actor=make.actor("supervisor"))

    assert [one.kind for one in queries.slips_of(walk.id)] == []


def test_a_paid_bill_has_its_receipt_with_the_number_of_the_treasury(office: str) -> None:
    importlib.import_module("onelane.office.payments.tasks")
    visit = make.Visit().walk_to("payment")
    bill = visit.pay()

    said = slip(visit.case_id, "payment-receipt")

    assert (said["total"], said["means"]) == (bill.amount, "现金")
    assert sum(fen for _, fen in said["lines"]) == bill.amount
    assert said["fiscal_no"]


def test_a_parcel_packed_again_to_another_address_has_a_new_label_and_the_first_is_void() -> None:
    from onelane.office.delivery.models import Parcel
    from onelane.office.stations import posting

    walk = Walk("driving-licence-renewal", MAY["driving-licence-renewal"]()).apply()
    post = make.actor("post_room")
    while walk.row.ready_steps != ["dispatch"]:
        step = walk.row.ready_steps[0]
        getattr(walk, f"_{step.replace('-', '_')}")()
    parcel = Parcel.objects.get(case_id=walk.id)
    posting.pack(parcel_id=parcel.pk, actor=post)
    first = posting.label(parcel_id=parcel.pk, actor=post)
    posting.unpack(parcel_id=parcel.pk, actor=post)
    Parcel.objects.filter(pk=parcel.pk).update(address="山东省青岛市市南区示例路2号")
    posting.pack(parcel_id=parcel.pk, actor=post)

    said = slip(walk.id, "parcel-label")

    assert said["recipient_address"].endswith("2号")
    assert said["tracking_no"] == first.data["tracking_no"]
    first.refresh_from_db()
    assert first.void_why == "改贴新面单"


def test_papers_that_a_case_ends_with_are_not_held_up_by_its_slips() -> None:
    walk = Walk("driving-licence-renewal", MAY["driving-licence-renewal"]()).apply().to_the_end()

    assert [one.kind for one in queries.papers_of(walk.id)] == ["driving-licence"]
    assert {one.kind for one in queries.slips_of(walk.id)} >= {"acceptance-receipt", "parcel-label"}


def test_a_licence_bears_the_photo_that_was_handed_in() -> None:
    from onelane.office.cases.models import Document

    walk = Walk("driving-licence-lost", MAY["driving-licence-lost"]()).apply().to_the_end()
    photo = Document.objects.get(case_id=walk.id, kind="id-photo")

    assert queries.papers_of(walk.id)[0].data["photo_sha256"] == photo.sha256


def test_a_replaced_vehicle_licence_bears_the_photo_of_the_one_before() -> None:
    applicant = MAY["vehicle-licence-replacement"]()
    first = Walk("vehicle-licence-replacement", applicant).apply().to_the_end()
    Paper.objects.filter(case_id=first.id, kind="vehicle-licence").update(
        data={"photo_sha256": "a" * 64}, voided_at=None
    )  # fmt: skip

    again = Walk("vehicle-licence-replacement", applicant).apply().to_the_end()

    assert queries.papers_of(again.id)[0].data["photo_sha256"] == "a" * 64


def test_who_waits_for_new_plates_may_have_a_temporary_one_for_fifteen_days() -> None:
    walk = Walk("plate-replacement", MAY["plate-replacement"]()).apply(need_temp_plate="yes").to_the_end()
    paper = Paper.objects.get(case_id=walk.id, kind="temporary-plate")

    assert paper.valid_to == temporary_plate_ends(clock.today())
    assert codes.read(paper.code, proving.gateway().verify).facts[0] == f"鲁B·{paper.serial[-5:]}临"


def test_who_needs_no_temporary_plate_gets_none() -> None:
    walk = Walk("plate-replacement", MAY["plate-replacement"]()).apply(need_temp_plate="no").to_the_end()

    assert not Paper.objects.filter(case_id=walk.id, kind="temporary-plate").exists()


@pytest.mark.parametrize(
    ("issued", "last"), [(date(2026, 11, 22), date(2026, 12, 6)), (date(2027, 2, 20), date(2027, 3, 6))]
)
def test_a_temporary_plate_holds_fifteen_days_of_the_calendar_and_no_sixteenth(issued: date, last: date) -> None:
    assert temporary_plate_ends(issued) == last
    assert (last - issued).days + 1 == 15


def test_a_number_preselected_at_home_has_its_voucher() -> None:
    walk = Walk("plate-preselection-new", MAY["plate-preselection-new"]()).apply()
    walk._preselection()

    said = slip(walk.id, "number-voucher")

    assert said["way"] == "随机选号"
    assert date.fromisoformat(said["held_to"]) > clock.today()
