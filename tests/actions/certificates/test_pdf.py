"""The papers as PDF: searchable, complete, the same each time, and never a program."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from pypdf import PdfReader

from onelane.office.certificates import pdf

CODE = "7" * 420
KINDS = ("vehicle-licence", "registration-certificate", "inspection-mark")
PAGES = {"vehicle-licence": 3, "registration-certificate": 2, "inspection-mark": 1}
Said = dict[str, Any]


def paper(kind: str, said: Said, photo: bytes | None = None) -> bytes:
    return pdf.set_paper(
        kind=kind, serial="370200000001", data=said, code=CODE, photo=photo, made_at=1_790_000_000, specimen=True
    )


def text(made: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_snapshot_gives_the_same_bytes(kind: str, said: Said, photo: bytes) -> None:
    assert paper(kind, said, photo) == paper(kind, dict(said), bytes(photo))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "vehicle-licence",
            ["鲁B·1A234", "小型轿车", "测试车主", "山东省青岛市市南区示例路1号", "非营运", "大众牌SVW7142BPV",
             "LSVAU2184TN000001", "A12345", "2026-11-22", "370200000001", "5人", "1840kg", "1370kg",
             "4670×1806×1474mm", "检验有效期至2028年11月鲁B"],
        ),
        (
            "registration-certificate",
            ["370200000001", "测试车主/居民身份证/370299199003070125", "鲁B·1A234", "大众牌", "SVW7142BPV",
             "LSVAU2184TN000001", "国产", "DLF", "汽油", "1395ml/110kW", "上汽大众汽车有限公司", "购买", "2026-09-01"],
        ),
        ("inspection-mark", ["鲁B·1A234", "小型汽车", "11月", "2028年", "2028-11-30", "370200000001"]),
    ],
)  # fmt: skip
def test_every_value_can_be_searched_in_the_paper(kind: str, expected: list[str], said: Said) -> None:
    found = text(paper(kind, said))

    assert [value for value in expected if value not in found] == []


def test_the_registration_certificate_has_its_34_numbered_fields(said: Said) -> None:
    found = text(paper("registration-certificate", said))

    assert [number for number in range(1, 35) if f"{number}." not in found] == []


@pytest.mark.parametrize(
    "name", ["𠮷㐱龘", "买买提·阿卜杜热依木·吐尔逊江·艾则孜", "Alexandria-Konstantinopolskaja O’Neill"]
)
@pytest.mark.parametrize("kind", KINDS[:2])
def test_rare_and_long_names_come_back_from_the_paper(kind: str, name: str, said: Said) -> None:
    assert "".join(name.split()) in text(paper(kind, said | {"owner_name": name}))


@pytest.mark.parametrize("kind", KINDS)
def test_long_values_add_no_page(kind: str, said: Said) -> None:
    long = {key: value * 12 for key, value in said.items() if key in {"owner_name", "manufacturer", "owner_domicile"}}
    models = {"vehicle_model": "SVW7142BPV" * 6, "engine_no": "A12345" * 6}

    assert len(PdfReader(io.BytesIO(paper(kind, said | long | models))).pages) == PAGES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_with_nothing_known_is_still_a_paper(kind: str) -> None:
    assert "—" in text(paper(kind, {"office": "青岛车管所"}))


@pytest.mark.parametrize(
    "name",
    ['#panic("read")', '"] #sys.inputs', '#read("paper.typ")', "\\ $x$ @label <label> *b* _i_", "]] } #let x = 1"],
)
def test_a_name_is_never_read_as_a_command(name: str, said: Said) -> None:
    found = text(paper("vehicle-licence", said | {"owner_name": name}))

    assert "".join(name.split()) in found


def test_the_licence_shows_the_car_and_the_others_do_not(said: Said, photo: bytes) -> None:
    pictures = {
        kind: [
            image.image.size
            for page in PdfReader(io.BytesIO(paper(kind, said, photo))).pages
            for image in page.images
            if image.image
        ]
        for kind in KINDS
    }

    assert len(pictures["vehicle-licence"]) == 1
    assert max(pictures["vehicle-licence"][0]) <= max(pdf.PHOTO_PIXELS["vehicle-licence"])
    assert pictures["registration-certificate"] == pictures["inspection-mark"] == []


def test_only_a_demonstration_says_specimen(said: Said) -> None:
    told = {"kind": "inspection-mark", "serial": "370200000001", "data": said, "code": CODE, "photo": None}

    assert pdf.set_paper(**told, made_at=0, specimen=True) != pdf.set_paper(**told, made_at=0, specimen=False)


def test_no_font_of_the_machine_is_used(said: Said) -> None:
    reader = PdfReader(io.BytesIO(paper("registration-certificate", said | {"owner_name": "𠮷㐱龘"})))
    fonts = {
        str(font["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }

    assert fonts
    assert all(font.startswith(("NotoSansSC", "NotoSerifSC", "NotoSansCJK")) for font in fonts), fonts


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_costs_less_than_a_tenth_of_a_second(kind: str, said: Said, photo: bytes) -> None:
    paper(kind, said, photo)

    took = []
    for number in range(5):
        begin = time.process_time()
        paper(kind, said | {"owner_name": f"测试车主{number}"}, photo)
        took.append(time.process_time() - begin)

    assert min(took) < 0.1


def test_an_issued_paper_is_set_with_the_photo_of_its_case(new_case: Any, said: Said, photo: bytes) -> None:
    from onelane.kernel.actor import Actor
    from onelane.office.cases import store
    from onelane.office.certificates import actions as certificates

    told = said | {"photo_sha256": store.put(photo)}
    actor = Actor("zhao", "certificate_printer", "qingdao")
    issued = certificates.issue(case_id=new_case().pk, kind="vehicle-licence", data=told, actor=actor)

    made = pdf.render(issued)

    assert issued.serial in text(made)
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(made)).pages) == 1
    issued.refresh_from_db()
    assert pdf.render(issued) == made
