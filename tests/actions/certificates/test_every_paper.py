"""Every paper of the services: what the register says can be read back, may be archived, and has its order for ears."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from actions.certificates.archive import faults
from onelane.gateways.signing import pades
from onelane.gateways.signing.gateway import Gateway
from onelane.kernel import clock
from onelane.office.certificates import pdf
from onelane.office.certificates.kinds import KINDS, Kind
from onelane.office.certificates.proving import word
from onelane.office.certificates.samples import LONG, RARE, SAMPLES, sample

NAMED = [kind for kind in KINDS if {"name", "owner_name"} & set(SAMPLES[kind]) and kind != "inspection-mark"]
SHOWN: dict[Kind, set[str]] = {
    "driving-licence": {
        "licence_no", "name", "sex", "nationality", "address", "birth_date", "first_issued_on", "classes", "valid_from",
        "valid_to", "file_no",
    },
    "learner-permit": {"name", "sex", "nationality", "birth_date", "id_no", "address", "classes", "school", "office"},
    "temporary-plate": {"vin", "owner_name", "engine_no", "seats", "route", "office"},
    "deferral-voucher": {"name", "licence_no", "file_no", "deferred", "reason", "case_no"},
    "booking-slip": {"service", "name", "slot", "place", "place_address", "booking_code", "bring", "case_no"},
    "parcel-label": {
        "carrier", "tracking_no", "sender", "sender_address", "sender_phone", "recipient", "recipient_mobile",
        "recipient_address", "postcode", "contents", "case_no",
    },
    "payment-receipt": {"service", "case_no", "name", "means", "transaction", "fiscal_no"},
    "refusal-notice": {"service", "case_no", "name", "reasons", "law"},
    "correction-notice": {"service", "case_no", "name", "items"},
    "acceptance-receipt": {"service", "case_no", "name", "materials", "state"},
    "number-voucher": {"name", "vin", "way", "case_no"},
    "register-extract": {"about", "name", "reason"},
}  # fmt: skip
Said = dict[str, Any]


def paper(kind: Kind, said: Said | None = None) -> bytes:
    return pdf.set_paper(
        kind=kind, serial="370200000123", data=said or sample(kind), code="7" * 420, photo=None,
        made_at=1_790_000_000, specimen=True,
    )  # fmt: skip


def text(made: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("kind", SHOWN)
def test_the_text_of_a_paper_is_what_the_register_says(kind: Kind) -> None:
    said, found = sample(kind), text(paper(kind))
    values = [one for key in SHOWN[kind] for one in (said[key] if isinstance(said[key], list) else [said[key]])]

    assert [one for one in values if "".join(str(one).split()) not in found] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_may_be_archived_and_is_tagged(kind: Kind) -> None:
    assert faults(paper(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_can_be_read_aloud(kind: Kind) -> None:
    said = {"kind": kind, "serial": "1", "data": sample(kind), "code": "7", "photo": None, "specimen": True}

    assert pdf.set_paper(**said, made_at=0, standards=["a-2u", "ua-1"])  # type: ignore[arg-type]  # typst refuses what PDF/UA-1 forbids


def test_a_sealed_paper_may_still_be_archived(tmp_path: Any) -> None:
    key = Gateway(tmp_path).store.active("q", "seal", name="测试车管所", at=clock.now())

    assert faults(pades.seal(paper("vehicle-licence"), key=key, at=clock.now())) == []


def test_the_rules_find_what_may_not_be_archived() -> None:
    plain = pdf.set_paper(
        kind="booking-slip", serial="1", data=sample("booking-slip"), code="7", photo=None, made_at=0, specimen=True,
        standards="1.7",
    )  # fmt: skip
    writer, written = PdfWriter(clone_from=io.BytesIO(plain)), io.BytesIO()
    for name in ("/MarkInfo", "/StructTreeRoot", "/Lang"):
        del writer.root_object[name]
    script = writer._add_object(DictionaryObject({NameObject("/S"): NameObject("/JavaScript")}))
    writer.root_object[NameObject("/AA")] = DictionaryObject({NameObject("/WC"): script})
    writer.write(written)

    found = " ".join(faults(written.getvalue()))

    for clause in ("6.6.4", "6.2.3", "6.5.1", "6.5.2", "14.7.1", "14.7.2", "14.9.2"):
        assert clause in found, clause


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("name", [RARE, LONG])
def test_a_rare_or_a_long_name_comes_back_from_every_paper(kind: Kind, name: str) -> None:
    made = paper(kind, sample(kind, name=name))

    assert "".join(name.split()) in text(made)
    assert len(PdfReader(io.BytesIO(made)).pages) == len(PdfReader(io.BytesIO(paper(kind))).pages)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_about_which_nothing_is_known_is_still_a_paper(kind: Kind) -> None:
    assert "370200000123" in text(paper(kind, {"office": "测试车管所", "certificate_no": "37"})) or kind in {
        "inspection-mark", "parcel-label",
    }  # fmt: skip


def test_running_entries_go_on_over_as_many_pages_as_they_need() -> None:
    entries = [[f"2027-01-{day:02d}", "变更登记", f"内容{day}", "测试车管所"] for day in range(1, 29)]
    made = paper("registration-certificate", sample("registration-certificate") | {"entries": entries})

    assert len(PdfReader(io.BytesIO(made)).pages) == 3
    assert "内容28" in text(made)


def test_codes_are_printed_in_words() -> None:
    found = text(paper("temporary-plate"))

    assert word("vehicle_type", "K33") in found


def test_an_extract_bears_reason_and_day_as_its_watermark() -> None:
    mark = "办理车辆保险·2026-11-22·仅供本人使用"

    assert text(paper("register-extract")).count(mark) > 9
