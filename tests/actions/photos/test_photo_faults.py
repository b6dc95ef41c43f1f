"""The check on real portraits: a good photo passes, and each fault of a copy made worse is named."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

import faces
from onelane.catalogue.settings import Settings
from onelane.gateways.faces import studio
from onelane.office.photos import rules
from onelane.office.photos.gateway import Measured
from onelane.registers.offices import catalogue

WHO = ("astronaut", "hopper")


@pytest.fixture(scope="module", autouse=True)
def _one_process_for_all() -> Iterator[None]:
    yield
    studio.stop()


def limits(**changed: bool) -> Settings:
    return Settings(catalogue.current().vocabulary.settings, {f"photo.{key}": value for key, value in changed.items()})


def looked_at(picture: Image.Image, *, shot: bool = False, **changed: bool) -> tuple[list[str], bytes]:
    """Return the names of the faults, and the photo."""
    office = limits(**changed)
    found = studio.Studio().measure(faces.jpeg(picture), rules.frame(office, shot=shot))
    assert isinstance(found, Measured), found
    return [one.code for one in rules.faults(rules.judge(found.measures, office))], found.picture


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "kind",
    [
        lambda photo: photo,
        lambda photo: photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda photo: photo.resize((260, 378), Image.Resampling.LANCZOS),
        lambda photo: photo.rotate(1, Image.Resampling.BICUBIC, fillcolor=photo.getpixel((2, 2))),
        lambda photo: photo.point(lambda value: min(255, round(value * 0.96))),
        lambda photo: faces.before_a_wall(photo, head=0.45),
    ],
    ids=["as it is", "mirrored", "at its size", "tilted by one degree", "a little darker", "cut from a shot"],
)
def test_a_good_picture_passes(who: str, kind: faces.Worse) -> None:
    named, photo = looked_at(kind(faces.good(who)))

    assert named == []
    cut = Image.open(io.BytesIO(photo))
    assert (cut.format, cut.size, cut.mode) == ("JPEG", (260, 378), "RGB")
    assert tuple(round(one) for one in cut.info["dpi"]) == (300, 300)
    assert 14 * 1024 <= len(photo) <= 30 * 1024


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("worse", "fault"),
    [
        (faces.tilted, "tilt"),
        (faces.dark, "light"),
        (faces.bleached, "light"),
        (faces.shadowed, "shadow"),
        (faces.shadow_on_the_wall, "shadow"),
        (faces.on_red, "background_colour"),
        (faces.on_blue, "background_colour"),
        (faces.blurred, "sharpness"),
        (faces.small, "size"),
        (faces.squashed, "proportion"),
        (faces.stretched, "proportion"),
        (faces.square, "proportion"),
        (faces.too_close, "head_length"),
        (faces.aside, "centre"),
        (faces.eyes_covered, "eyes_free"),
        (faces.with_another, "faces"),
    ],
)
def test_each_fault_is_named(who: str, worse: faces.Worse, fault: str) -> None:
    named, _ = looked_at(worse(faces.good(who)))
    assert fault in named


def test_a_picture_of_nobody_is_told_so() -> None:
    named, photo = looked_at(Image.new("RGB", (600, 800), (120, 160, 90)))
    assert (named, photo) == (["faces"], b"")


@pytest.mark.parametrize("who", WHO)
def test_one_fault_alone_is_named_alone(who: str) -> None:
    assert looked_at(faces.tilted(faces.good(who)))[0] == ["tilt"]
    assert looked_at(faces.blurred(faces.good(who)))[0] == ["sharpness"]
    assert looked_at(faces.small(faces.good(who)))[0] == ["size"]


def test_a_camera_that_stands_too_far_away_lacks_pixels() -> None:
    assert looked_at(faces.before_a_wall(faces.good(), head=0.2), shot=True)[0] == ["size"]


def test_an_office_may_take_finished_photos_only() -> None:
    shot = faces.before_a_wall(faces.good(), head=0.45)
    assert looked_at(shot)[0] == []
    assert "proportion" in looked_at(shot, cut_uploads=False)[0]


def test_the_photo_is_cut_and_not_painted() -> None:
    """Whoever looks at the pixels finds those of the picture: nothing is smoothed, whitened or straightened."""
    given = faces.good().resize((260, 378), Image.Resampling.LANCZOS)
    _, photo = looked_at(given)

    kept = Image.open(io.BytesIO(photo)).convert("RGB")
    apart = np.abs(np.asarray(given, dtype=int) - np.asarray(kept, dtype=int))
    assert apart.mean() < 3
