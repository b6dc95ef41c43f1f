"""The drawn plate."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.template import Context, Template

from onelane.channels.shared.plate_drawing import drawing

ALL = [("鲁B12345", "02"), ("鲁BD12345", "52"), ("鲁B12345D", "51"), ("鲁U8K6M9", "01"), ("鲁B1234学", "16"),
       ("鲁B2345挂", "15"), ("鲁B67890", "07"), ("鲁B1234领", "04")]  # fmt: skip


@pytest.mark.parametrize(("number", "category"), ALL)
def test_every_character_stands_inside_the_plate_and_apart_from_the_next(number: str, category: str) -> None:
    plate = drawing(number, category)

    assert "".join(glyph.text for glyph in plate.glyphs) == number
    for glyph in plate.glyphs:
        assert 0 < glyph.x < glyph.x + glyph.width < plate.width
        assert 0 < glyph.y < plate.height
    rows = {glyph.y for glyph in plate.glyphs}
    for row in (sorted((g.x, g.width) for g in plate.glyphs if g.y == y) for y in rows):
        assert all(x + width < after for (x, width), (after, _) in pairwise(row))


def test_a_stored_and_a_shown_number_are_drawn_alike() -> None:
    assert drawing("鲁B·12345", "02") == drawing("鲁B12345", "02")


def test_the_ordinary_plate_is_symmetric_as_the_standard_draws_it() -> None:
    plate = drawing("鲁B12345", "02")

    assert (plate.width, plate.height) == (440, 140)
    assert plate.glyphs[0].x == plate.width - plate.glyphs[-1].x - plate.glyphs[-1].width == 15.5


def test_a_reader_hears_the_number_once() -> None:
    drawn = Template('{% load office %}{% plate "鲁BD12345" "52" %}').render(Context())

    assert 'aria-label="鲁B·D12345"' in drawn
    assert drawn.count('aria-hidden="true"') == 8
