"""A slip as a bitmap of 80 mm paper: Chinese text from the fonts that come with the packages, and a QR code."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
import segno
from PIL import Image, ImageDraw, ImageFont

from onelane.office.kiosks.devices import Sheet

WIDTH = 576  # dots: 72 mm at 203 dpi
EDGE = 16
GAP = 12
SIZES = {"office": 26, "title": 40, "row": 28, "number": 34, "foot": 24}
QR_SIDE = 264
SIMPLIFIED = 2  # the face of the collection for simplified Chinese
VOID_WORDS = "上一张未打完，作废 · The slip before is void"


def drawn(sheet: Sheet) -> Image.Image:
    """Draw a slip in black and white; number and code come last, so that what is torn off before proves nothing."""
    pieces = [_text(sheet.office, "office", centred=True), _text(sheet.title, "title", centred=True), _line()]
    for name, value in sheet.rows:
        pieces.append(_text(f"{name}：{value}" if value else name, "row"))
    pieces.append(_line())
    if sheet.link:
        pieces.append(_code(sheet.link))
    pieces.append(_text(sheet.number, "number", centred=True))
    if sheet.foot:
        pieces.append(_text(sheet.foot, "foot", centred=True))
    return _stacked(pieces)


def void_mark() -> Image.Image:
    """Draw the strip that makes a slip void which stayed half in the printer."""
    return _stacked([_line(), _text(VOID_WORDS, "foot", centred=True), _line()])


def _stacked(pieces: list[Image.Image]) -> Image.Image:
    height = sum(one.height + GAP for one in pieces) + GAP
    page = Image.new("1", (WIDTH, height), 1)
    at = GAP
    for one in pieces:
        page.paste(one, (0, at))
        at += one.height + GAP
    return page


def _line() -> Image.Image:
    strip = Image.new("1", (WIDTH, 4), 1)
    ImageDraw.Draw(strip).rectangle((EDGE, 1, WIDTH - EDGE, 2), fill=0)
    return strip


def _text(text: str, kind: str, *, centred: bool = False) -> Image.Image:
    """Set a text in as many lines as it needs; between Chinese characters a line may end anywhere."""
    font, lines = _font(SIZES[kind]), _lines(text, SIZES[kind])
    high = round(SIZES[kind] * 1.4)
    strip = Image.new("1", (WIDTH, high * len(lines)), 1)
    pen = ImageDraw.Draw(strip)
    pen.fontmode = "1"  # no grey: a thermal head knows none
    for place, line in enumerate(lines):
        left = (WIDTH - font.getlength(line)) / 2 if centred else EDGE
        pen.text((left, place * high), line, font=font, fill=0)
    return strip


def _lines(text: str, size: int) -> list[str]:
    font, lines = _font(size), [""]
    for word in _words(text):
        if font.getlength(lines[-1] + word) > WIDTH - 2 * EDGE and lines[-1]:
            lines.append("")
            word = word.lstrip()  # noqa: PLW2901 - a line does not begin with a space
        lines[-1] += word
    return lines


def _words(text: str) -> list[str]:
    """Part a text where a line may end: after each Chinese character, and before each space."""
    found = [""]
    for one in text:
        is_wide = ord(one) > 0x2E80  # noqa: PLR2004 - where the CJK blocks begin
        if is_wide or one == " ":
            found.append(one)
        else:
            found[-1] += one
        if is_wide:
            found.append("")
    return [one for one in found if one]


def _code(link: str) -> Image.Image:
    code = segno.make_qr(link, error="m")
    scale = max(1, QR_SIDE // int(code.symbol_size(border=4)[0]))
    side = int(code.symbol_size(scale=scale, border=4)[0])
    picture = Image.new("1", (WIDTH, side), 1)
    left = (WIDTH - side) // 2
    pen = ImageDraw.Draw(picture)
    for row, bits in enumerate(code.matrix_iter(border=4)):
        for column, bit in enumerate(bits):
            if bit:
                x, y = left + column * scale, row * scale
                pen.rectangle((x, y, x + scale - 1, y + scale - 1), fill=0)
    return picture


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    file = Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"
    return ImageFont.truetype(str(file), size, index=SIMPLIFIED)
