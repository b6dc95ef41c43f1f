"""A citizen's deeds over the API: the same as at the portal, told to programs."""

from __future__ import annotations

from typing import Any

import pytest
from tests import known

from api_client import Api, Form, Platform, signed_in
from home_office import DELIVERY, SERVICE, Home, account, picture
from onelane.office.cases.applications.models import Application

pytestmark = pytest.mark.django_db
PLATES = "plate-replacement"
REPORT = "exam-report"


def begun(api: Api, service: str = SERVICE, **told: Any) -> str:
    return str(api("post", "applications", {"service": service}, status=201, **told)["number"])


def sent(api: Api) -> str:
    number = begun(api)
    api("patch", f"applications/{number}/answers", {"answers": DELIVERY}, status=200)
    api("post", f"applications/{number}/submit", status=200)
    return number


def test_services_are_found_in_pinyin_and_told_in_the_readers_language(api: Api) -> None:
    found = api("get", "services?q=mianjian", status=200)["items"]
    one = api("get", f"services/{SERVICE}", status=200)

    assert SERVICE in [line["code"] for line in found]
    assert one["title"].isascii()
    assert {field["code"] for field in one["fields"]} >= {"recipient_name", "delivery_mode"}
    api.language = "zh-CN"
    assert not api("get", f"services/{SERVICE}", status=200)["title"].isascii()


def test_may_i_is_answered_without_a_word_about_who_asks(platform: Platform) -> None:
    api = Api(platform.own_token(), language="en")
    asked = api("get", "services/driving-licence-renewal", status=200)["may_i"]
    told = api("post", "services/driving-licence-renewal/may-i", {"answers": {}}, status=200)

    assert asked
    assert told["may"] is True
    assert {rule["says"] for rule in told["rules"]} <= {"unknown", "yes"}


def test_an_application_goes_from_form_to_office_and_remembers_where_it_came_from(
    api: Api, platform: Platform, home: Home
) -> None:
    number = sent(api)
    row = Application.objects.get(case__number=number)

    assert (row.channel, row.applicant_id, row.acted_by) == ("api", home.owner.pk, str(home.account.pk))
    assert api("get", f"cases/{number}", status=200)["state"] == "open"
    told = Api(platform.own_token())("get", "platform/cases", status=200)["items"]
    assert [(one["number"], one["state"]) for one in told] == [(number, "open")]


def test_the_register_fills_the_form_and_what_cannot_stand_is_told_and_kept(api: Api) -> None:
    number = begun(api)
    told = api(
        "patch", f"applications/{number}/answers", {"answers": DELIVERY | {"recipient_mobile": "12"}}, status=200
    )

    assert [one["field"] for one in told["unfit"]] == ["recipient_mobile"]
    assert told["unfit"][0]["detail"]
    refused = api("post", f"applications/{number}/submit", status=422)
    assert refused["code"] == "cases.fields"
    assert "recipient_mobile" in [one["field"] for one in refused["errors"]]


def test_pictures_are_handed_in_seen_and_taken_out(api: Api, home: Home) -> None:
    number = begun(api, REPORT)
    told = api("post", f"applications/{number}/documents", Form(paper="evidence", file=picture()), status=201)
    one = told["documents"][0]["id"]

    assert api("get", f"applications/{number}/documents/{one}")["Content-Type"] == "image/jpeg"
    api("delete", f"applications/{number}/documents/{one}", status=204)
    assert api("get", f"applications/{number}/documents/{one}", status=404)["code"] == "cases.no_such_document"


def test_what_is_no_picture_is_refused_in_both_languages(api: Api) -> None:
    import io

    number = begun(api, REPORT)
    said = set()
    for api.language in ("zh-CN", "en"):
        file = io.BytesIO(b"no picture")
        file.name = "x.jpg"
        told = api("post", f"applications/{number}/documents", Form(paper="evidence", file=file))
        assert told["Content-Type"] == "application/problem+json"
        assert told.json()["code"] == "uploads.not_an_image"
        said.add(told.json()["detail"])
    assert len(said) == 2


def test_a_key_makes_a_repeated_deed_the_same_deed(api: Api) -> None:
    first = api("post", "applications", {"service": SERVICE}, key="press-1")
    again = api("post", "applications", {"service": SERVICE}, key="press-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"


def test_a_key_used_for_something_else_is_refused(api: Api) -> None:
    api("post", "applications", {"service": SERVICE}, key="press-1", status=201)
    told = api("post", "applications", {"service": PLATES}, key="press-1", status=409)
    assert told["code"] == "platforms.key_used"
    assert Application.objects.count() == 1


def test_a_refused_deed_leaves_its_key_free_for_the_one_put_right(api: Api) -> None:
    api("post", "applications", {"service": "nothing-such"}, key="press-1", status=404)
    api("post", "applications", {"service": SERVICE}, key="press-1", status=201)


def test_a_key_is_good_for_a_day(api: Api, clock: Any) -> None:
    api("post", "applications", {"service": SERVICE}, key="press-1", status=201)
    clock.forward(hours=24, seconds=1)
    api("post", "applications", {"service": PLATES}, key="press-1", status=201)


def test_the_same_picture_under_the_same_key_is_handed_in_once(api: Api) -> None:
    path = f"applications/{begun(api, REPORT)}/documents"
    first = api("post", path, Form(paper="evidence", file=picture()), key="up-1", status=201)
    assert api("post", path, Form(paper="evidence", file=picture()), key="up-1", status=201) == first
    assert api("post", path, Form(paper="evidence", file=picture("red")), key="up-1", status=409)


def test_keys_of_two_citizens_do_not_meet(api: Api, platform: Platform) -> None:
    other = account(known.person(), "other", "13800000009")
    known.vehicle(owner=other.person, vin=known.vin(5))
    second = Api(platform.consented(signed_in(other))["access_token"])

    first_number = begun(api, key="press-1")
    assert begun(second, key="press-1") != first_number


def test_cases_come_in_pages_that_do_not_shift(api: Api, clock: Any) -> None:
    numbers = []
    for service in ("vehicle-contact-change", "plate-replacement", SERVICE, "vehicle-licence-replacement"):
        numbers.append(begun(api, service))
        clock.forward(minutes=1)

    first = api("get", "cases?limit=2", status=200)
    begun(api, REPORT)
    second = api("get", f"cases?limit=2&after={first['next']}", status=200)
    assert [one["number"] for one in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] == ""
    assert api("get", "cases?after=bm9uc2Vuc2U", status=422)["code"] == "platforms.bad_place"


def test_a_page_of_cases_asks_as_often_for_one_as_for_many(
    api: Api, django_assert_num_queries: Any, clock: Any
) -> None:
    begun(api)
    for service in ("vehicle-contact-change", "plate-replacement", "vehicle-licence-replacement"):
        begun(api, service)
    with django_assert_num_queries(6):
        api("get", "cases", status=200)


def test_why_it_takes_so_long_adds_up(api: Api, clock: Any) -> None:
    number = sent(api)
    clock.forward(hours=3)
    told = api("get", f"cases/{number}/why", status=200)

    assert sum(told["seconds"].values()) == 3 * 3600
    assert told["limit_working_days"] > 0
    draft = begun(api, REPORT)
    assert api("get", f"cases/{draft}/why", status=409)["code"] == "platforms.not_sent_yet"


def test_a_correction_is_asked_for_and_answered(api: Api, home: Home) -> None:
    import make
    from onelane.office.stations import judging

    number = sent(api)
    case, reviewer = Application.objects.get(case__number=number), make.actor("reviewer", "R1")
    judging.take(case_id=case.pk, actor=reviewer)
    judging.judge(
        case_id=case.pk, item="field:recipient_address", holds=False, reasons=["field-differs"], actor=reviewer
    )
    judging.judge_rest(case_id=case.pk, actor=reviewer)
    judging.ask_correction(case_id=case.pk, actor=reviewer)

    told = api("get", f"applications/{number}", status=200)
    assert told["correct_fields"] == ["recipient_address"]
    assert told["asked"][0]["why"]
    assert api("get", f"cases/{number}", status=200)["waits_for_me"] is True
    right = {"answers": {"recipient_address": "山东省青岛市市南区示例路2号"}}
    assert api("post", f"applications/{number}/correct", right, status=200)["state"] == "open"


def test_a_sent_application_is_withdrawn_and_a_draft_is_thrown_away(api: Api) -> None:
    number, draft = sent(api), begun(api, REPORT)

    assert api("post", f"applications/{number}/withdraw", status=200)["state"] == "cancelled"
    assert api("post", f"applications/{draft}/withdraw", status=200)["state"] == "cancelled"
    assert api("get", f"applications/{draft}", status=200)["answers"] == {}


def test_the_subject_is_named_by_a_key_that_tells_nothing(api: Api, home: Home) -> None:
    second = known.vehicle(owner=home.owner, vin=known.vin(7))
    asked = api("get", f"services/{SERVICE}/subjects", status=200)["items"]

    assert api("post", "applications", {"service": SERVICE}, status=422)["code"] == "applications.choose_subject"
    keys = [one["key"] for one in asked]
    assert str(second.pk) not in keys
    number = api("post", "applications", {"service": SERVICE, "subject": keys[1]}, status=201)["number"]
    assert Application.objects.get(case__number=number).subject == second.pk


def test_an_extract_of_ones_own_entry_is_issued(api: Api, home: Home) -> None:
    entry = api("get", "register/entries", status=200)["items"][0]
    told = api("post", "register/extracts", {"entry": entry["key"], "reason": "for a loan"}, key="x1", status=201)

    assert told["kind"] == "register-extract"
    assert told["key"] in [one["key"] for one in api("get", "papers", status=200)["items"]]
    assert api("get", f"papers/{told['key']}/file").status_code in {200, 409, 422}
    assert api("post", "register/extracts", {"entry": "0" * 32, "reason": "so"}, status=403)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "requests.unreadable"),
        ('{"service": "a\\u0000b"}', 400, "requests.unreadable"),
        ('{"service": "a\\ud800b"}', 400, "requests.unreadable"),
        ('{"service": NaN}', 400, "requests.unreadable"),
        ('{"service": 1}', 422, "requests.misshapen"),
        ('{"service": "x", "more": 1}', 422, "requests.misshapen"),
        ("[" * 5000 + "]" * 5000, 400, "requests.unreadable"),
        ("[]", 422, "requests.misshapen"),
    ],
)
def test_what_cannot_be_read_is_refused(api: Api, body: str, status: int, code: str) -> None:
    answer = api.client.post(
        "/api/v1/applications", body, content_type="application/json", headers={"authorization": f"Bearer {api.token}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


def test_another_media_type_is_refused(api: Api) -> None:
    headers = {"authorization": f"Bearer {api.token}"}
    answer = api.client.post("/api/v1/applications", "x", content_type="text/plain", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "requests.media_type")


def test_a_method_that_an_address_does_not_know_is_refused(api: Api) -> None:
    answer = api("put", "cases")
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "GET", "requests.method")


def test_an_address_that_is_not_there_is_a_problem_too(api: Api) -> None:
    assert api("get", "nothing", status=404)["code"] == "requests.not_found"


def test_the_pace_is_told_and_too_many_requests_wait(api: Api, clock: Any) -> None:
    import make

    make.set_office(**{"platforms.requests_a_minute": 3})
    left = [api("get", "services")["RateLimit"] for _ in range(3)]
    refused = api("get", "services")

    assert left == ['"minute";r=2;t=60', '"minute";r=1;t=60', '"minute";r=0;t=60']
    assert (refused.status_code, refused["Retry-After"], refused.json()["code"]) == (
        429, "60", "auth.too_many_requests",
    )  # fmt: skip
    clock.forward(seconds=60)
    assert api("get", "services").status_code == 200


def test_every_answer_is_private(api: Api) -> None:
    assert api("get", "cases")["Cache-Control"] == "private, no-store"
    assert Api("no-token")("get", "cases")["WWW-Authenticate"].startswith("Bearer")


def test_forgotten_answers_are_forgotten(api: Api, clock: Any) -> None:
    from onelane.office.platforms.models import Kept
    from onelane.office.platforms.tasks import forget_old

    begun(api, key="press-1")
    clock.forward(hours=25)
    forget_old()
    assert not Kept.objects.exists()
