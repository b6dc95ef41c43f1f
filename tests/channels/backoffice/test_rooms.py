"""Plates and papers are made inside, one piece of work after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client


def case_of(visit: Any) -> Any:
    from onelane.office.cases.models import Case

    return Case.objects.get(pk=visit.case_id)


def papers_of(visit: Any) -> list[Any]:
    from onelane.office.certificates.queries import papers_of as found

    return found(visit.case_id)


def test_the_plate_is_drawn_and_pressed(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit, room = car("plate-making"), sign_in("plate_maker")

    room.post("/plate-room/next/")
    assert 'class="plate plate-l"' in room.get("/plate-room/").content.decode()
    room.post(f"/plate-room/{visit.case_id}/done/")

    assert case_of(visit).ready_steps == ["certificate-making"]


def test_what_waits_shows_its_plate(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    car("plate-making")

    assert 'class="plate plate-s"' in sign_in("plate_maker").get("/plate-room/queue/").content.decode()


def test_papers_go_when_each_was_printed(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit, room = car("plate-making"), sign_in("certificate_printer")
    room.post("/certificate-room/next/")

    early = room.post(f"/certificate-room/{visit.case_id}/done/")
    for paper in papers_of(visit):
        room.post(f"/certificate-room/papers/{paper.pk}/print/")
    room.post(f"/certificate-room/{visit.case_id}/done/")

    assert early.status_code in {409, 422}
    assert case_of(visit).ready_steps == ["plate-making"]


def test_a_second_print_says_why(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit, room = car("plate-making"), sign_in("certificate_printer")
    url = f"/certificate-room/papers/{papers_of(visit)[0].pk}/print/"

    assert [room.post(url).status_code, room.post(url).status_code] == [302, 422]
    assert room.post(url, {"why": "卡纸"}).status_code == 302
    assert papers_of(visit)[0].printed == 2


def test_a_paper_is_seen_before_it_is_printed_and_the_look_is_noted(
    sign_in: Callable[..., Client], car: Callable[[str], Any]
) -> None:
    from onelane.records.reading import readings_of

    visit, room = car("plate-making"), sign_in("certificate_printer")
    paper = papers_of(visit)[1]

    picture, whole = (room.get(f"/certificate-room/papers/{paper.pk}.{kind}") for kind in ("png", "pdf"))

    assert picture.content.startswith(b"\x89PNG")
    assert whole.content.startswith(b"%PDF")
    assert [one.purpose for one in readings_of(f"case:{visit.case_id}")] == ["certificate-making"] * 2
    assert papers_of(visit)[1].printed == 0


def test_papers_of_another_office_are_not_found(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    paper = papers_of(car("plate-making"))[0]
    room = sign_in("certificate_printer", at="velo")

    assert room.get(f"/certificate-room/papers/{paper.pk}.pdf").status_code == 404
    assert room.post(f"/certificate-room/papers/{paper.pk}/print/").status_code == 404


def test_work_put_back_waits_in_its_place(sign_in: Callable[..., Client], car: Callable[[str], Any]) -> None:
    visit, room = car("plate-making"), sign_in("plate_maker")
    room.post("/plate-room/next/")

    room.post(f"/plate-room/{visit.case_id}/release/")

    assert "plate-making" in case_of(visit).ready_steps
