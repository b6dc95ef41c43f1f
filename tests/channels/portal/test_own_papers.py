"""My papers: the sealed files, the register's extract, the licence on my phone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

import known
import make
from actions.certificates.test_credentials import phone
from channels.portal.citizens import account, signed_in
from onelane.kernel.actor import Actor
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries as papers
from onelane.office.certificates.samples import sample
from onelane.office.stations import own_papers
from onelane.registers.people.models import Person


@pytest.fixture(autouse=True)
def _office(db: None, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.office()
    yield
    forget()


@pytest.fixture
def driver() -> Any:
    """A citizen with a driving licence."""
    one = account()
    one.licence = known.licence(holder=Person.objects.get(pk=one.person_id))
    return one


def actor(one: Any) -> Actor:
    return Actor(str(one.pk), "citizen", make.OFFICE)


def issue(one: Any) -> Any:
    return certificates.issue(
        case_id=None, subject=f"driver:{one.licence.pk}", kind="driving-licence", data=sample("driving-licence"),
        actor=make.actor("system"),
    )  # fmt: skip


def test_whoever_has_none_reads_what_will_be_here() -> None:
    assert "What the office issues to you appears here" in signed_in(account()).get("/my/papers/").content.decode()


def test_a_paper_is_kept_as_a_sealed_file_once_the_worker_has_sealed_it(driver: Any) -> None:
    paper, client = issue(driver), signed_in(driver)
    address = f"/my/papers/{paper.key}.pdf"

    assert client.get(address).status_code == 409
    certificates.seal(paper_id=paper.pk)

    assert client.get(address).content.startswith(b"%PDF-1.7")
    assert address in client.get("/my/papers/").content.decode()


def test_nobody_reads_the_paper_of_another(driver: Any) -> None:
    paper = issue(driver)

    assert signed_in(account(2)).get(f"/my/papers/{paper.key}.pdf").status_code == 404


def test_an_extract_says_what_the_register_says_with_reason_and_day(driver: Any) -> None:
    client = signed_in(driver, proved=True)

    answer = client.post("/my/papers/extract/", {"subject": f"driver:{driver.licence.pk}", "reason": " 办理 保险 "})

    assert answer.status_code == 302
    (paper,) = papers.papers_about(f"driver:{driver.licence.pk}")
    certificates.seal(paper_id=paper.pk)
    made = client.get(f"/my/papers/{paper.key}.pdf").content
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages)
    assert driver.licence.file_no in text
    assert "办理保险" in text


def test_whoever_has_not_proved_himself_is_led_to_do_so_before_he_writes(driver: Any) -> None:
    answer = signed_in(driver, proved=False).get("/my/papers/extract/")

    assert answer.status_code == 302
    assert "next=%2Fmy%2Fpapers%2Fextract%2F" in answer["Location"]
    assert "What you need it for" in signed_in(driver).get("/my/papers/extract/").content.decode()


@pytest.mark.parametrize(
    ("subject", "reason", "status"),
    [("driver:1", "", 422), ("driver:1", "长" * 41, 422), ("driver:999999", "保险", 403), ("", "保险", 403),
     ("vehicle:x", "保险", 403), ("driver:" + "9" * 60, "保险", 403)],
)  # fmt: skip
def test_an_extract_needs_a_reason_and_is_of_ones_own(driver: Any, subject: str, reason: str, status: int) -> None:
    answer = signed_in(driver, proved=True).post("/my/papers/extract/", {"subject": subject, "reason": reason})

    assert answer.status_code == status
    assert papers.papers_about(f"driver:{driver.licence.pk}") == []


def test_a_licence_goes_to_the_phone_only_where_the_office_has_opened_it(driver: Any) -> None:
    paper, client = issue(driver), signed_in(driver, proved=True)
    address = f"/my/papers/{paper.key}/credential/"

    assert client.post(address, json.dumps(phone()), content_type="application/json").status_code == 404
    make.set_office(**{"papers.phone_credentials": True})
    sent = client.post(address, json.dumps(phone()), content_type="application/json")

    assert (sent.status_code, sent["Content-Type"]) == (200, "application/cbor")
    assert client.post(address, "[", content_type="application/json").status_code == 422
    assert client.post(address, {"kty": "EC"}).status_code == 422


def test_a_vehicle_registration_goes_to_the_phone_behind_a_setting_of_its_own(driver: Any) -> None:
    paper = certificates.issue(
        case_id=None, subject=f"driver:{driver.licence.pk}", kind="vehicle-licence", data=sample("vehicle-licence"),
        actor=make.actor("system"),
    )  # fmt: skip
    client, address = signed_in(driver, proved=True), f"/my/papers/{paper.key}/credential/"
    make.set_office(**{"papers.phone_credentials": True})
    assert client.post(address, json.dumps(phone()), content_type="application/json").status_code == 404

    make.set_office(**{"papers.phone_registrations": True})
    sent = client.post(address, json.dumps(phone()), content_type="application/json")

    assert sent.status_code == 200
    assert b"org.iso.7367.1" in sent.content


def test_each_reading_is_noted(driver: Any) -> None:
    from onelane.records.models import Entry

    paper = issue(driver)

    own_papers.one(actor(driver), paper.key)

    assert Entry.objects.filter(deed="personal_data.read", chain=papers.chain_of(paper)).exists()


def test_a_new_licence_replaces_the_former_one(driver: Any) -> None:
    former = issue(driver)

    fresh = certificates.issue(
        case_id=None, subject=f"driver:{driver.licence.pk}", kind="driving-licence", replaces="期满换领",
        data=sample("driving-licence") | {"valid_from": "2026-11-22"}, actor=make.actor("system"),
    )  # fmt: skip

    former.refresh_from_db()
    assert (former.void_state, former.void_why) == (3, "期满换领")
    assert papers.papers_about(f"driver:{driver.licence.pk}") == [fresh]
