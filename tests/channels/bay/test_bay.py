from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onelane.office.cases.models import Case, Work
from onelane.office.inspection.models import ItemResult, Photo, Record

New = Callable[..., Any]
OTHER_VIN = "LFV2A21K6T3000002"


def text(response: Any) -> str:
    return str(response.content.decode())


# ------------------------------------------------------------ who may
def test_nobody_enters_the_bay_without_signing_in(client: Client, office: str) -> None:
    assert office
    assert client.get("/bay/")["Location"].startswith("/sign-in/")


def test_another_post_is_told_that_it_is_not_an_inspectors(sign_in: New) -> None:
    clerk = sign_in("clerk", role="clerk")

    response = clerk.get("/bay/")

    assert response.status_code == 403
    assert "Vehicle inspector" in text(response)


def test_a_record_of_another_office_is_closed_to_me(record: Any, bay: Client) -> None:
    from onelane.registers.offices.models import Office

    Office.objects.create(code="jinan", name_zh="济南", name_en="Jinan", area_code="3701", prefixes=["鲁A"])
    Record.objects.filter(pk=record.pk).update(office_id="jinan")

    for url in (f"/bay/records/{record.pk}/items/2/", f"/bay/records/{record.pk}/done/"):
        assert bay.post(url, {"result": "pass"}).status_code == 403


# ------------------------------------------------------------ calling
def test_an_empty_lane_says_so_and_stands_by(bay: Client) -> None:
    bay.post("/bay/next/")

    assert "Nobody waits" in text(bay.get("/bay/"))


def test_next_calls_the_car_to_this_bay(bay: Client, car: Any) -> None:
    bay.post("/bay/next/")

    page = text(bay.get("/bay/"))
    assert car.label in page
    assert "No recording, no inspection" in page


def test_a_called_car_is_called_again_and_can_be_let_go(bay: Client, car: Any) -> None:
    bay.post("/bay/next/")
    work = Work.objects.get(case_id=car.case_id, step="inspection")

    bay.post(f"/bay/calls/{work.pk}/again/")
    bay.post(f"/bay/calls/{work.pk}/no-show/")

    work.refresh_from_db()
    assert (work.calls, work.outcome) == (2, "no_show")
    assert car.label not in text(bay.get("/bay/"))


def test_without_a_recording_the_inspection_does_not_begin(bay: Client, car: Any) -> None:
    bay.post("/bay/next/")
    work = Work.objects.get(case_id=car.case_id, step="inspection")

    response = bay.post(f"/bay/calls/{work.pk}/start/", {"video_ref": " "})

    assert response.status_code == 422
    work.refresh_from_db()
    assert work.began_at is None


# ------------------------------------------------------------ marking
def test_the_sheet_asks_nine_items_of_a_small_car(bay: Client, record: Any) -> None:
    page = text(bay.get("/bay/"))

    assert record.conclusion == ""
    assert page.count("data-unmarked") == 9
    assert "0 of 9" in page


def test_a_mark_saves_itself_and_moves_the_bar(mark: New) -> None:
    answer = text(mark(2))

    assert ItemResult.objects.get(no=2).result == "pass"
    assert "1 of 9" in answer
    assert 'id="item-2"' in answer


def test_without_javascript_a_mark_leads_back_to_its_row(bay: Client, record: Any) -> None:
    response = bay.post(f"/bay/records/{record.pk}/items/8/", {"result": "fail"})

    assert response["Location"] == "/bay/#item-8"


def test_a_wrong_vin_stays_in_its_field_with_the_reason(mark: New) -> None:
    response = mark(1, value=OTHER_VIN)

    assert response.status_code == 422
    assert OTHER_VIN in text(response)
    assert 'data-code="inspection.vin_differs"' in text(response)
    assert not ItemResult.objects.filter(no=1).exists()


def test_without_javascript_a_refused_row_comes_back_within_the_whole_page(bay: Client, record: Any) -> None:
    response = bay.post(f"/bay/records/{record.pk}/items/1/", {"result": "pass", "value": "LSVAU2185TN000001"})

    assert response.status_code == 422
    assert "LSVAU2185TN000001" in text(response)
    assert text(response).count("data-row") == 20


@pytest.mark.parametrize("no", [0, 21, 99999999])
def test_an_item_outside_the_form_is_told(bay: Client, record: Any, no: int) -> None:
    response = bay.post(f"/bay/records/{record.pk}/items/{no}/", {"result": "pass"})

    assert response.status_code == 422
    assert 'data-code="inspection.no_such_item"' in text(response)


def test_two_colours_make_one_value(bay: Client, record: Any) -> None:
    bay.post(f"/bay/records/{record.pk}/items/4/", {"result": "pass", "value": ["A", "J"]})

    assert ItemResult.objects.get(no=4).value == "AJ"


# ------------------------------------------------------------ photos
def test_a_photo_is_shown_at_its_row_and_can_be_looked_at(bay: Client, record: Any, photo: New) -> None:
    data = {"kind": "0113", "item": "1", "photo": photo()}
    answer = bay.post(f"/bay/records/{record.pk}/photos/", data, headers={"HX-Request": "true"})

    document = Photo.objects.get(kind="0113").document_id
    assert f"/bay/photos/{document}/" in text(answer)
    assert bay.get(f"/bay/photos/{document}/")["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("paper.pdf", b"%PDF-1.7 not a photo", "uploads.is_pdf"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "uploads.not_an_image"),
        ("large.jpg", b"\xff\xd8\xff" + b"\0" * (12 * 1024 * 1024 + 1), "uploads.too_large"),
    ],
)
def test_what_is_no_photo_is_told_in_its_row_and_the_rest_is_kept(
    bay: Client, record: Any, mark: New, name: str, content: bytes, code: str
) -> None:
    mark(1, value="LSVAU2184TN000001")
    data = {"kind": "0113", "item": "1", "photo": SimpleUploadedFile(name, content)}

    answer = bay.post(f"/bay/records/{record.pk}/photos/", data, headers={"HX-Request": "true"})

    assert f'data-code="{code}"' in text(answer)
    assert "LSVAU2184TN000001" in text(answer)
    assert not Photo.objects.exists()


def test_a_missing_file_is_told(bay: Client, record: Any) -> None:
    answer = bay.post(f"/bay/records/{record.pk}/photos/", {"kind": "0111"}, headers={"HX-Request": "true"})

    assert 'data-code="uploads.missing"' in text(answer)


# ------------------------------------------------------------ concluding
def test_done_hands_a_passed_car_on(bay: Client, record: Any, fill: New, car: Any) -> None:
    fill()
    assert "Done: passed" in text(bay.get("/bay/"))

    page = text(bay.post(f"/bay/records/{record.pk}/done/", follow=True))

    assert "Passed and handed on" in page
    done = Work.objects.filter(case_id=car.case_id, outcome="done").values_list("step", flat=True)
    assert sorted(done) == ["inspection", "photograph"]


def test_done_too_early_names_what_is_missing(bay: Client, record: Any, mark: New) -> None:
    mark(2)

    response = bay.post(f"/bay/records/{record.pk}/done/")

    assert response.status_code == 422
    assert "1, 3, 4, 5, 6, 7, 8, 9" in text(response)


def test_a_failed_car_shows_what_to_do_and_can_be_reinspected(bay: Client, record: Any, fill: New, mark: New) -> None:
    fill()
    mark(9, "fail", note="no triangle")
    bay.post(f"/bay/records/{record.pk}/done/")

    page = text(bay.get("/bay/"))
    assert "no triangle" in page
    assert "Supply what is missing" in page

    bay.post(f"/bay/records/{record.pk}/again/", {"video_ref": "cam3"})
    page = text(bay.get("/bay/"))
    assert "Re-inspection" in page
    assert "7 of 9" in page


def test_a_failed_car_leaves_the_lane_and_keeps_its_ticket(
    bay: Client, record: Any, fill: New, mark: New, car: Any
) -> None:
    fill()
    mark(8, "fail")
    bay.post(f"/bay/records/{record.pk}/done/")

    bay.post(f"/bay/tickets/{car.pk}/aside/")

    car.refresh_from_db()
    assert car.state == "away"
    assert "Call the next car" in text(bay.get("/bay/"))


def test_a_suspicion_is_asked_for_and_stops_the_case(bay: Client, record: Any, car: Any) -> None:
    assert "What do you suspect?" in text(bay.get(f"/bay/records/{record.pk}/suspicion/"))

    bay.post(f"/bay/records/{record.pk}/suspicion/", {"ground": "forged", "note": "ground marks"})

    assert Case.objects.get(pk=car.case_id).state == "investigation"


def test_a_suspicion_without_a_ground_stops_nothing(bay: Client, record: Any, car: Any) -> None:
    response = bay.post(f"/bay/records/{record.pk}/suspicion/", {"note": "x"})

    assert response.status_code == 422
    assert Case.objects.get(pk=car.case_id).state == "open"


def test_the_bay_speaks_chinese(sign_in: New) -> None:
    assert "叫下一辆车" in text(sign_in(language="zh-hans").get("/bay/"))


def test_the_sheet_is_chinese_throughout(bay: Client, record: Any) -> None:
    page = text(bay.get("/bay/", headers={"accept-language": "zh-hans"}))

    assert record.pk
    assert all(words in page for words in ("完成", "校验位不对", "这辆车不查的 11 项", "车身颜色", "小型轿车"))
    assert all(words not in page for words in ("Done", "Check digit", "Fail", "Photo"))


def test_nothing_of_the_vin_on_the_certificate_is_told(bay: Client, record: Any, mark: New) -> None:
    assert "LSVAU2184TN000001" not in text(mark(1, value=OTHER_VIN)) + text(bay.get("/bay/"))
    assert record.pk


def test_a_record_that_another_inspector_began_can_be_taken_over(record: Any, bay: Client, new_inspector: New) -> None:
    from onelane.kernel.actor import Actor
    from onelane.office.inspection.queries import latest

    Record.objects.filter(pk=record.pk).update(inspector=str(new_inspector("colleague").pk))
    work = Work.objects.get(case_id=record.case_id, step="inspection")
    assert "A colleague has begun this inspection" in text(bay.get("/bay/"))

    bay.post(f"/bay/calls/{work.pk}/start/", {"video_ref": "cam2-0900"})

    again = latest(case_id=record.case_id, actor=Actor("1", "inspector", "qingdao"))
    assert again is not None
    assert (again.pk, again.inspector) == (record.pk, record.inspector)
