from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onelane.channels.shared.uploads import CleanImage
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases import documents, store
from onelane.office.cases.models import Document
from onelane.records.models import Entry

CLERK = Actor("8", "clerk", "qingdao")


def image(content: bytes) -> CleanImage:
    return CleanImage(content, 4, 3, hashlib.sha256(content).hexdigest())


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


# ------------------------------------------------------------ bytes
def test_what_is_put_comes_back() -> None:
    assert store.get(store.put(b"a paper")) == b"a paper"


def test_the_same_content_lies_there_once(media: Path) -> None:
    first, second = store.put(b"a paper"), store.put(b"a paper")

    assert first == second
    assert len(files(media)) == 1


def test_a_name_fans_out_over_two_levels_of_folders(media: Path) -> None:
    name = store.put(b"a paper")

    assert files(media) == [media / "documents" / name[:2] / name[2:4] / name]


def test_changed_bytes_are_noticed() -> None:
    name = store.put(b"a paper")
    store.path_of(name).write_bytes(b"another paper")

    with pytest.raises(store.Damaged, match="changed"):
        store.get(name)


def test_damaged_content_heals_when_it_is_put_again() -> None:
    name = store.put(b"a paper")
    store.path_of(name).write_bytes(b"half a pa")

    store.put(b"a paper")

    assert store.get(name) == b"a paper"


def test_missing_bytes_are_noticed() -> None:
    with pytest.raises(store.Damaged, match="missing"):
        store.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_name_that_is_no_hash_reaches_no_file(name: str) -> None:
    with pytest.raises(ValueError, match="64"):
        store.get(name)


def test_a_write_that_breaks_off_leaves_nothing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        store.put(b"a paper")

    assert files(media) == []


# ------------------------------------------------------------ documents of a case
def add(case: Any, content: bytes = b"invoice", actor: Actor = CLERK) -> Document:
    return documents.add_document(
        case_id=case.pk, kind="proof-of-origin", step="acceptance", image=image(content), actor=actor
    )


def test_the_same_picture_twice_is_one_document(new_case: Callable[..., Any]) -> None:
    case = new_case()

    assert add(case).pk == add(case).pk
    assert Entry.objects.filter(deed="document.added").count() == 1


def test_another_office_adds_shows_and_withdraws_nothing(new_case: Callable[..., Any]) -> None:
    case = new_case()
    key = add(case).pk
    stranger = Actor("9", "clerk", "jinan")

    for deed in (
        lambda: add(case, actor=stranger),
        lambda: documents.show_document(document_id=key, purpose="look", actor=stranger),
        lambda: documents.withdraw_document(document_id=key, why="x", actor=stranger),
    ):
        with pytest.raises(Refused, match="other_office"):
            deed()


def test_showing_a_document_is_noted_with_its_purpose(new_case: Callable[..., Any]) -> None:
    key = add(new_case()).pk

    assert documents.show_document(document_id=key, purpose="inspection", actor=CLERK) == b"invoice"
    assert '"purpose":"inspection"' in Entry.objects.get(deed="document.shown").body


def test_a_withdrawn_document_can_be_added_again(new_case: Callable[..., Any]) -> None:
    case = new_case()
    first = add(case)
    documents.withdraw_document(document_id=first.pk, why="wrong page", actor=CLERK)

    assert add(case).pk != first.pk


def test_a_cancelled_case_takes_no_more_papers(new_case: Callable[..., Any]) -> None:
    from onelane.office.cases import actions as cases

    case = new_case()
    cases.cancel(case_id=case.pk, why="went home", actor=CLERK)

    with pytest.raises(Refused, match=r"cases\.not_open"):
        add(case)


def test_an_unknown_case_and_an_unknown_document_are_refused(office: str) -> None:
    assert office
    with pytest.raises(Refused, match=r"cases\.no_such_document"):
        documents.show_document(document_id=404, purpose="look", actor=CLERK)
    with pytest.raises(Refused, match=r"cases\.not_found"):
        documents.add_document(case_id=404, kind="x", step="acceptance", image=image(b"x"), actor=CLERK)
