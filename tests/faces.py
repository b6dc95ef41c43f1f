"""ID photos for tests, composed from the two portraits that installed packages ship, and copies made worse by code.

Neither portrait is an ID photo: one stands before a flag and a model, the other wears a cap. So head and neck are cut
out, laid on white above a dark jacket that is drawn, and enlarged as a better camera would have seen them. Nothing of
the portraits is kept here; what is tested is the check, not how people look.
"""

from __future__ import annotations

import functools
import importlib.util
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

WIDE, TALL = 520, 756  # twice the photo, as a finished file of a studio
JACKET = (38, 42, 54)
# Head and neck of each portrait: the corners of a line around it; the middle, crown and chin of the head.
ASTRONAUT = (
    (153, 84), (156, 62), (164, 46), (178, 36), (190, 26), (206, 18), (228, 15), (252, 18), (272, 28),
    (288, 42), (297, 58), (301, 82), (296, 104), (284, 122), (276, 134), (266, 137), (262, 152), (254, 168),
    (254, 184), (238, 190), (208, 188), (186, 180), (185, 160), (182, 140), (180, 131), (172, 128), (164, 112),
    (155, 98),
)  # fmt: skip
HOPPER = (
    (155, 180), (152, 160), (152, 100), (156, 88), (168, 82), (174, 78), (176, 60), (196, 42), (216, 30),
    (240, 22), (262, 21), (290, 30), (312, 40), (334, 54), (350, 70), (353, 84), (366, 86), (369, 100),
    (370, 140), (368, 180), (373, 196), (370, 222), (364, 244), (362, 270), (355, 292), (336, 304), (330, 318),
    (322, 330), (316, 352), (300, 378), (264, 392), (226, 378), (206, 352), (204, 326), (196, 300), (176, 294),
    (164, 278), (166, 250), (158, 226), (153, 200),
)  # fmt: skip


def _shipped(package: str, *inside: str) -> Image.Image:
    """Return a picture that a package brought along; the package itself is not imported."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Image.open(Path(spec.origin).parent.joinpath(*inside)).convert("RGB")


@functools.cache
def good(who: str = "astronaut") -> Image.Image:
    """Return a finished photo of 520 x 756 pixels that passes: `astronaut` or `hopper`."""
    if who == "astronaut":
        return composed(
            _shipped("skimage", "data", "astronaut.png"), ASTRONAUT, middle=221, crown=15, chin=178, upright=2.8
        )
    found = _shipped("matplotlib", "mpl-data", "sample_data", "grace_hopper.jpg")
    return composed(found, HOPPER, middle=266, crown=21, chin=332, upright=-1)


def composed(
    source: Image.Image, line: tuple[tuple[int, int], ...], *, middle: int, crown: int, chin: int, upright: float
) -> Image.Image:
    """Lay a head that is cut out along a line on white, above a drawn jacket; held upright by a few degrees."""
    scale = TALL * 0.635 / (chin - crown)
    large = source.resize((round(source.width * scale), round(source.height * scale)), Image.Resampling.LANCZOS)
    left, top = round(middle * scale - WIDE / 2), round(crown * scale - 30)
    alpha = Image.new("L", (WIDE, TALL), 0)
    ImageDraw.Draw(alpha).polygon([(x * scale - left, y * scale - top) for x, y in line], fill=255)
    alpha = alpha.filter(ImageFilter.GaussianBlur(1.5)).rotate(upright, Image.Resampling.BICUBIC)
    head = large.crop((left, top, left + WIDE, top + TALL)).rotate(upright, Image.Resampling.BICUBIC)
    photo = Image.new("RGB", (WIDE, TALL), (250, 250, 250))
    collar = round(chin * scale - top) + 12
    jacket = [(-40, TALL), (60, collar + 90), (160, collar + 15), (360, collar + 15), (460, collar + 90), (560, TALL)]
    ImageDraw.Draw(photo).polygon(jacket, fill=JACKET)
    photo.paste(head, (0, 0), alpha)
    return photo


def jpeg(picture: Image.Image, quality: int = 92) -> bytes:
    """Return the bytes of a picture as a camera writes them."""
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()


def before_a_wall(
    photo: Image.Image, *, wide: int = 1280, tall: int = 960, head: float = 0.45, aside: float = 0
) -> Image.Image:
    """Return a shot: somebody before a white wall, the head this part of the height, so far beside the middle."""
    scale = tall * head / (photo.height * 0.635)
    body = photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.Resampling.LANCZOS)
    shot = Image.new("RGB", (wide, tall), photo.getpixel((2, 2)))
    left, top = round((wide - body.width) / 2 + aside * wide), tall - body.height
    if top > 0 and body.height < tall:
        top = round((tall - body.height) * 0.4)
        ImageDraw.Draw(shot).rectangle((left, top + body.height - 1, left + body.width, tall), fill=JACKET)
    shot.paste(body, (left, top))
    return shot


# ------------------------------------------------------------ copies made worse
def tilted(photo: Image.Image, degrees: float = 8) -> Image.Image:
    return photo.rotate(
        degrees, Image.Resampling.BICUBIC, fillcolor=photo.getpixel((2, 2)), center=(WIDE / 2, TALL / 2)
    )


def dark(photo: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(photo).enhance(0.4)


def bleached(photo: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(photo).enhance(1.9)


def shadowed(photo: Image.Image) -> Image.Image:
    """Light from one side only: the other is in shadow, wall and face."""
    ramp = np.linspace(1.0, 0.55, photo.width)[None, :, None]
    return Image.fromarray((np.asarray(photo) * ramp).astype(np.uint8))


def shadow_on_the_wall(photo: Image.Image) -> Image.Image:
    """A soft shadow beside the head; the face itself is lit well."""
    pixels = np.asarray(photo).astype(np.float32)
    wall = pixels.min(axis=2, keepdims=True) > 242
    ramp = np.clip((np.arange(photo.width) - photo.width * 0.6) / 60, 0, 1)[None, :, None] * 60
    return Image.fromarray(np.where(wall, pixels - ramp, pixels).clip(0, 255).astype(np.uint8))


def with_another(photo: Image.Image) -> Image.Image:
    """Two people in one picture."""
    second = photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.LANCZOS)
    both = Image.new("RGB", (photo.width + second.width, photo.height), photo.getpixel((2, 2)))
    both.paste(photo, (0, 0))
    both.paste(second, (photo.width, photo.height - second.height))
    return both


def on_red(photo: Image.Image) -> Image.Image:
    return _on(photo, (190, 30, 40))


def on_blue(photo: Image.Image) -> Image.Image:
    return _on(photo, (67, 142, 219))


def _on(photo: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    pixels = np.asarray(photo)
    wall = np.asarray(
        Image.fromarray((pixels.min(axis=2) > 244).astype(np.uint8) * 255).filter(ImageFilter.MinFilter(3))
    )
    return Image.fromarray(np.where(wall[..., None] > 0, np.array(colour, dtype=np.uint8), pixels))


def blurred(photo: Image.Image) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(7))


def small(photo: Image.Image) -> Image.Image:
    """So few pixels that the photo would have to be enlarged twice."""
    return photo.resize((130, 189), Image.Resampling.LANCZOS)


def squashed(photo: Image.Image) -> Image.Image:
    return photo.resize((photo.width, round(photo.height * 0.72)), Image.Resampling.LANCZOS)


def stretched(photo: Image.Image) -> Image.Image:
    return photo.resize((round(photo.width * 0.7), photo.height), Image.Resampling.LANCZOS)


def square(photo: Image.Image) -> Image.Image:
    """Cut to a square through the chest, as for a profile picture, and small."""
    return photo.crop((0, 0, photo.width, photo.width)).resize((200, 200), Image.Resampling.LANCZOS)


def eyes_covered(photo: Image.Image) -> Image.Image:
    """A dark bar over both eyes, as dark glasses are."""
    covered = photo.copy()
    ImageDraw.Draw(covered).rounded_rectangle((150, 250, 390, 325), 8, fill=(25, 25, 28))
    return covered


def too_close(photo: Image.Image) -> Image.Image:
    """Cut so tightly that the crown touches the edge."""
    left, top = round(WIDE * 0.12), 30
    return photo.crop((left, top, WIDE - left, top + round((WIDE - 2 * left) * 378 / 260))).resize(
        (WIDE, TALL), Image.Resampling.LANCZOS
    )


def aside(photo: Image.Image) -> Image.Image:
    """The head stands beside the middle and there is nothing to cut it from."""
    moved = Image.new("RGB", photo.size, photo.getpixel((2, 2)))
    moved.paste(photo, (70, 0))
    return moved


Worse = Callable[[Image.Image], Image.Image]
