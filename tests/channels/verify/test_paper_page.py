"""The public page that tells whether a paper is genuine, for those without JavaScript and for PDFs."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import cbor2
import pytest
from cryptography import x509
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import make

from onelane.kernel import clock
from onelane.office.cases import store
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import codes, proving, queries, tasks
from onelane.office.certificates.samples import sample

pytestmark = pytest.mark.django_db
PRINTER = make.actor("certificate_printer")


@pytest.fixture
def paper() -> Any:
    """An inspection mark that holds."""
    make.office()
    return issue()


def issue(**more: Any) -> Any:
    return certificates.issue(
        case_id=None, subject="vehicle:1", kind="inspection-mark", data=sample("inspection-mark") | more, actor=PRINTER
    )


def judged(code: str) -> str:
    answer = Client(headers={"accept-language": "en"}).post("/v/", {"code": code})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_code_is_genuine_by_its_digits_and_by_the_whole_address(paper: Any) -> None:
    for code in (paper.code, f"{proving.verify_address()}{paper.code}", f" {paper.code}\n"):
        assert "nothing was changed, and it holds today" in judged(code)


def test_an_altered_code_is_not_genuine(paper: Any) -> None:
    other = f"{paper.code[:-5]}{(int(paper.code[-5:]) + 1) % 10**5:05d}"

    for code in (other, "", "12", "<script>", "9" * 1999):
        assert "Not genuine" in judged(code)


def test_a_void_paper_is_revoked_and_a_replaced_one_replaced(paper: Any) -> None:
    former = issue(engine_no="B1")

    certificates.make_void(paper_id=paper.pk, why="录入有误", actor=PRINTER)
    certificates.make_void(paper_id=former.pk, why="遗失补领", replaced=True, actor=PRINTER)

    assert "Revoked" in judged(paper.code)
    assert "Replaced" in judged(former.code)


@pytest.mark.parametrize(("days", "word"), [(0, "Genuine"), (-1, "Expired")])
def test_a_paper_holds_to_the_end_of_its_last_day(days: int, word: str) -> None:
    make.office()
    until = clock.now().astimezone(clock.OFFICE_ZONE).date() + timedelta(days=days)

    assert f">{word}<" in judged(issue(inspection_valid_to=until.isoformat()).code).replace("\n", "").replace(" ", "")


def test_what_is_not_needed_is_masked(paper: Any) -> None:
    said = judged(paper.code)

    assert "鲁B·1A234" in said
    assert "测试车主" not in said


def test_a_sealed_pdf_is_genuine_and_a_changed_one_is_not(paper: Any) -> None:
    certificates.seal(paper_id=paper.pk)
    paper.refresh_from_db()
    whole = store.get(paper.sealed_sha256)

    def sent(content: bytes) -> str:
        return Client(headers={"accept-language": "en"}).post(
            "/v/", {"file": SimpleUploadedFile("a.pdf", content)}
        ).content.decode()  # fmt: skip

    assert "not a byte was changed" in sent(whole)
    assert "Not genuine" in sent(whole.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    assert "Not genuine" in sent(b"")


def test_the_trust_that_a_phone_takes_along_holds_keys_lists_and_words(paper: Any) -> None:
    certificates.make_void(paper_id=paper.pk, why="录入有误", actor=PRINTER)
    tasks.sign_states({"office": make.OFFICE})

    told = Client().get("/v/trust.json").json()

    assert {key["jwk"]["crv"] for key in told["keys"]} == {"P-256"}
    claims, _ = codes.opened(base64.urlsafe_b64decode(told["lists"][0] + "=="), proving.gateway().verify)
    assert proving.state_at(claims, paper.pk) == 1
    assert proving.state_at(claims, paper.pk + 10**9) == 0
    assert told["kinds"]["3"]["name"] == "检验合格标志"


def test_a_list_is_signed_daily_and_holds_a_day_longer(paper: Any) -> None:
    assert paper
    tasks.renew_states()
    tasks.renew_states()
    (only,) = queries.newest_states()

    claims, _ = codes.opened(bytes(only.token), proving.gateway().verify)
    assert claims[codes.EXPIRES] - claims[codes.ISSUED] == 2 * 24 * 3600
    assert queries.offices_whose_states_are_older_than(clock.now() + timedelta(seconds=1)) == [make.OFFICE]


def test_a_list_is_a_token_status_list(paper: Any) -> None:
    assert paper
    made = certificates.sign_states(office=make.OFFICE)

    header = cbor2.loads(cbor2.loads(bytes(made.token)).value[0])
    assert header[16] == "application/statuslist+cwt"


def test_the_root_certificate_is_there_for_others(paper: Any) -> None:
    assert paper
    root = x509.load_pem_x509_certificate(Client().get("/v/root.crt").content)

    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_service_worker_keeps_all_parts_that_the_page_needs() -> None:
    told = Client().get("/v/sw.js")

    assert told["Content-Type"].startswith("text/javascript")
    for part in ("/v/trust.json", "zxing_reader.wasm", "cborg/cborg.js", "cborg/lib/decode.js"):
        assert part in told.content.decode()


def test_without_javascript_the_page_has_a_form_for_the_code() -> None:
    assert 'name="code"' in Client().get("/v/").content.decode()
