"""The text of an identity card, the frames of its reader, and the slip as a printer's head draws it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from onelane.command.kiosk import Watch
from onelane.gateways.devices import paper
from onelane.gateways.devices.escpos_printer import EscposPrinter
from onelane.gateways.devices.practice import HANGING, PracticePrinter, behave, tray
from onelane.gateways.devices.reader import PracticeLine, SamReader, frame
from onelane.office.kiosks import id_card
from onelane.office.kiosks.devices import IdCard, NotPrinted, Sheet

CARD = IdCard(
    name="试一", sex="male", born=date(2000, 8, 15), address="山东省青岛市市南区示例路9号", id_no="370299200008150015",
    issuer="示例公安局", valid_from=date(2020, 1, 1), valid_to=date(2040, 1, 1),
)  # fmt: skip
SHEET = Sheet(office="青岛市车辆管理所", title="办理回执", rows=(("业务", "驾驶人变更联系方式"),),
              number="1261125000001", link="https://office.example/cases/1/", foot="龘䶮㛃")  # fmt: skip


def test_a_card_reads_as_it_was_written_in_256_bytes() -> None:
    raw = id_card.written(CARD)
    assert len(raw) == id_card.SIZE == 256
    assert id_card.read(raw) == CARD


@given(some.binary(max_size=300))
def test_whatever_lies_on_the_reader_is_a_card_or_told_to_be_none(raw: bytes) -> None:
    try:
        id_card.read(raw)
    except ValueError:
        return
    raise AssertionError("noise is no card")


def test_a_card_with_a_wrong_check_character_is_not_read() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="cannot be read"):
        id_card.read(id_card.written(replace(CARD, id_no="370299200008150016")))


def test_the_frame_of_a_command_is_the_published_one() -> None:
    assert frame(b"\x20\x01").hex(" ") == "aa aa aa 96 69 00 03 20 01 22"
    assert frame(b"\x30\x01").hex(" ") == "aa aa aa 96 69 00 03 30 01 32"


def test_the_reader_reads_a_card_and_says_when_none_lies_there() -> None:
    assert SamReader(lambda: PracticeLine(id_card.written(CARD))).read() == CARD
    assert SamReader(PracticeLine).read() is None


def test_a_card_taken_away_too_early_and_an_unplugged_reader_are_told() -> None:
    with pytest.raises(ValueError, match="too early"):
        SamReader(lambda: PracticeLine(id_card.written(CARD), taken_away=True)).read()
    assert SamReader(lambda: PracticeLine(plugged=False)).state() == "away"
    assert SamReader(PracticeLine).state() == "ok"


def test_the_program_tells_a_card_once_while_it_lies_there() -> None:
    told: list[dict[str, str]] = []
    line = PracticeLine()

    def tell(what: dict[str, str]) -> int:
        told.append(what)
        return 200

    watch = Watch(SamReader(lambda: line), tell)
    line.card = id_card.written(CARD)
    assert [watch.look(0), watch.look(1)] == ["read", "ok"]
    line.plugged = False
    assert watch.look(11) == "away"
    assert told == [{"state": "ok"}, {"card": id_card.written(CARD).hex()}, {"state": "away"}]


# ------------------------------------------------------------ paper
def seen(slip: Path) -> Image.Image:
    """Return what is on a slip, its file closed."""
    with Image.open(slip) as picture:
        return picture.convert("1")


def printer(folder: Path) -> EscposPrinter:
    return EscposPrinter(lambda: PracticePrinter(folder))


def test_what_the_head_prints_is_the_slip_and_a_camera_reads_its_code(tmp_path: Path) -> None:
    printer(tmp_path).put_out(SHEET)
    (slip,) = tray(tmp_path)
    (code,) = zxingcpp.read_barcodes(seen(slip).convert("L"))
    assert code.text == SHEET.link
    assert seen(slip).tobytes() == paper.drawn(SHEET).tobytes()


@pytest.mark.parametrize("mood", ["away", "out"])
def test_without_paper_or_power_nothing_is_printed(tmp_path: Path, mood: str) -> None:
    behave(tmp_path, paper=mood)
    assert printer(tmp_path).state() == mood
    with pytest.raises(NotPrinted) as no:
        printer(tmp_path).put_out(SHEET)
    assert (no.value.why, tray(tmp_path)) == (mood, [])


@pytest.mark.parametrize("after", [1, 4, 9, 2_000, 30_000])
def test_pulled_after_any_byte_no_half_slip_falls_into_the_tray(tmp_path: Path, after: int) -> None:
    behave(tmp_path, unplug_after=after)
    with pytest.raises(NotPrinted):
        printer(tmp_path).put_out(SHEET)
    assert tray(tmp_path) == []


def test_a_slip_that_hung_uncut_is_made_void_before_the_next_one(tmp_path: Path) -> None:
    behave(tmp_path, unplug_at_cut=True)
    with pytest.raises(NotPrinted) as no:
        printer(tmp_path).put_out(SHEET)
    assert no.value.why == "torn"
    behave(tmp_path, paper="ok")

    printer(tmp_path).put_out(SHEET, after_torn=True)

    void, good = tray(tmp_path)
    mark = paper.void_mark()
    foot = seen(void).crop((0, seen(void).height - mark.height, paper.WIDTH, seen(void).height))
    assert foot.tobytes() == mark.tobytes()
    assert seen(good).tobytes() == paper.drawn(SHEET).tobytes()
    assert not (tmp_path / HANGING).exists()
