"""Where each character of a plate (号牌) stands and in which colours, in millimetres after GA 36-2018."""

from __future__ import annotations

from dataclasses import dataclass

CAP_HEIGHT = 0.733  # of the web font's letters, in em
HAN_HEIGHT = 0.92  # of its Chinese characters


@dataclass(frozen=True, slots=True)
class Colours:
    """Ground, characters and the mark at the end (学, 警, 领, 挂)."""

    ground: str
    ink: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: where it stands, how wide it is pressed, and how large the font must be for its height."""

    text: str
    x: float
    y: float
    width: float
    size: float
    ink: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plate ready to be drawn; `shade` names the gradient of a new-energy plate, which has no one ground."""

    number: str
    width: int
    height: int
    ground: str
    shade: str
    ink: str
    glyphs: tuple[Glyph, ...]
    dot: tuple[float, float] | None


COLOURS = {
    "blue": Colours("#0b3e9c", "#ffffff"),
    "yellow": Colours("#f6b800", "#0a0a0a"),
    "white": Colours("#f8f8f4", "#0a0a0a", "#c8102e"),
    "black": Colours("#111111", "#ffffff", "#e8253f"),
    "green": Colours("", "#0a0a0a"),
    "yellow-green": Colours("", "#0a0a0a"),
}
BY_CATEGORY = {
    "01": "yellow", "02": "blue", "03": "black", "04": "black", "05": "black", "06": "black", "07": "yellow",
    "08": "blue", "13": "yellow", "15": "yellow", "16": "yellow", "22": "white", "23": "white", "51": "yellow-green",
    "52": "green",
}  # fmt: skip
TWO_ROWS = {"07": (220, 140), "08": (220, 140), "15": (440, 220)}


def drawing(number: str, category: str) -> Drawing:
    """Return the plate of a number (`鲁B12345`, with or without its dot) in a category of GA 24.7 (`02` small car)."""
    plain = number.replace("·", "").replace(" ", "")
    kind = BY_CATEGORY.get(category, "blue")
    colours = COLOURS[kind]
    green = kind.endswith("green")
    if category in TWO_ROWS:
        width, height = TWO_ROWS[category]
        glyphs, dot = _two_rows(plain, width, height, colours), None
    else:
        width, height = 480 if green else 440, 140
        glyphs, dot = _one_row(plain, 43 if green else 45, 9 if green else 12, 49 if green else 34, colours)
    spoken = f"{plain[:2]}·{plain[2:]}"
    return Drawing(spoken, width, height, colours.ground, kind if green else "", colours.ink, glyphs, dot)


def _one_row(
    plain: str, rest: int, gap: int, middle: int, colours: Colours
) -> tuple[tuple[Glyph, ...], tuple[float, float] | None]:
    """Set 90 mm high characters in one row: the first two 45 mm wide, then the dot, then the rest."""
    widths = [45, 45] + [rest] * (len(plain) - 2)
    x = 14.5 if rest != widths[0] else 15.5
    glyphs: list[Glyph] = []
    dot = 0.0
    for place, (text, width) in enumerate(zip(plain, widths, strict=True)):
        glyphs.append(_glyph(text, x, 25, width, 90, _ink(plain, place, colours)))
        if place == 1:
            dot = x + width + middle / 2
        x += width + (middle if place == 1 else gap)
    return tuple(glyphs), (dot, 70)


def _two_rows(plain: str, width: int, height: int, colours: Colours) -> tuple[Glyph, ...]:
    """Set province and office in a small upper row, the serial in a tall lower one."""
    upper, lower = height * 0.27, height * 0.43
    wide, tall = width * 0.16, width * 0.135
    glyphs = [
        _glyph(text, width * (0.28 + 0.28 * place), height * 0.1, wide, upper, colours.ink)
        for place, text in enumerate(plain[:2])
    ]
    room = (width * 0.9 - tall * len(plain[2:])) / max(len(plain[2:]) - 1, 1)
    glyphs += [
        _glyph(text, width * 0.05 + place * (tall + room), height * 0.48, tall, lower, _ink(plain, place + 2, colours))
        for place, text in enumerate(plain[2:])
    ]
    return tuple(glyphs)


def _ink(plain: str, place: int, colours: Colours) -> str:
    """The last character of police and consular plates has its own colour."""
    return colours.mark if colours.mark and place == len(plain) - 1 and not plain[-1].isascii() else colours.ink


def _glyph(text: str, x: float, top: float, width: float, height: float, ink: str) -> Glyph:
    """Fit one character into its box; `y` is its base line."""
    if text.isascii():
        return Glyph(text, round(x, 1), round(top + height, 1), width, round(height / CAP_HEIGHT, 1), ink)
    return Glyph(text, round(x, 1), round(top + height * 0.93, 1), width, round(height / HAN_HEIGHT, 1), ink)
