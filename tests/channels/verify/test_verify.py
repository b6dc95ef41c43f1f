"""The public page that checks receipts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import make

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Case, File, Plan
from onelane.office.plates import actions as plates
from onelane.office.plates import queries

PAGE = "/draws/verify/"


@pytest.fixture
def link(db: None) -> str:
    """The secret address of a receipt."""
    office, at = make.office(), clock.now()
    plan = Plan.objects.create(digest="0" * 64, service="bicycle", snapshot={})
    case = Case.objects.create(
        office_id=office, number="1", plan=plan, state="open", marking=[], rank_at=at, opened_at=at
    )
    File.objects.create(case=case, answers={"plate_category": "02", "fuel_type": "A"})
    plates.draw(case=case, actor=Actor("machine-1", "machine", office))
    return queries.link_of(case.pk)


def whole(client: Client, link: str) -> dict[str, Any]:
    response = client.get(f"/draws/receipts/{link}/file/")
    assert "attachment" in response["Content-Disposition"]
    found: dict[str, Any] = json.loads(response.content)
    return found


@pytest.mark.django_db
def test_the_page_asks_for_a_receipt_and_needs_no_account(client: Client) -> None:
    assert client.get(PAGE).status_code == 200


def test_a_pasted_receipt_is_checked(client: Client, link: str) -> None:
    receipt = whole(client, link)

    page = client.post(PAGE, {"receipt": json.dumps(receipt)})

    assert page.status_code == 200
    assert receipt["draw"]["plates"][0] in page.content.decode()


def test_a_receipt_sent_as_a_file_is_checked(client: Client, link: str) -> None:
    file = SimpleUploadedFile("receipt.json", json.dumps(whole(client, link)).encode())

    assert client.post(PAGE, {"file": file}).status_code == 200


def test_an_altered_receipt_is_told_so(client: Client, link: str) -> None:
    receipt = whole(client, link)
    receipt["draw"]["plates"].reverse()

    page = client.post(PAGE, {"receipt": json.dumps(receipt)}, headers={"Accept-Language": "en"})

    assert page.status_code == 422
    assert "No key of this office signed it" in page.content.decode()


@pytest.mark.parametrize("text", ["", "no receipt", "[[[[", "{}", "<script>alert(1)</script>", "[" * 100_000])
@pytest.mark.django_db
def test_what_is_no_receipt_is_told_so_and_never_run(client: Client, text: str) -> None:
    page = client.post(PAGE, {"receipt": text})

    assert page.status_code == 422
    assert "<script>alert" not in page.content.decode()


def test_the_address_of_a_receipt_shows_it_with_its_code(client: Client, link: str) -> None:
    page = client.get(f"/draws/receipts/{link}/")

    assert page.status_code == 200
    assert "<svg" in page.content.decode()


def test_no_claim_that_other_receipts_cite_leads_to_a_receipt(client: Client, link: str) -> None:
    from onelane.office.plates.models import Draw

    claim = Draw.objects.get(link=link).claim

    assert client.get(f"/draws/receipts/{claim}/").status_code == 404
    assert client.get(f"/draws/receipts/{claim[:32]}/file/").status_code == 404


@pytest.mark.django_db
def test_the_public_keys_are_there_for_everybody(client: Client) -> None:
    assert client.get("/draws/keys/").content.decode() == queries.public_keys()
