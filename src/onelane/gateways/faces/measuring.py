"""What is measured on an ID photo (GA 482); runs in a process of its own and knows neither Django nor the office."""

from __future__ import annotations

import io
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onelane.gateways.faces import cutting
from onelane.gateways.faces.detectors import Detector, Face, Pixels, Points
from onelane.gateways.faces.outline import Head, outline
from onelane.office.photos.rules import HEIGHT, WIDTH, Frame, Measures

Light = NDArray[np.float32]

SEARCHED = 448  # longest side in which faces are looked for
LOOKED_AT = 170  # height of the face in which its points and the head are measured
AROUND = 0.45  # parts of a face around it that the finder wants to see
LOOKS = (0.6, 0.9)  # parts of it in which the finder looks again
ANOTHER = 0.25  # of the height of the largest face: a smaller one is a picture on the wall
WHITE, BLACK = 250, 4
PUPIL = 18  # so much darker than its surroundings a pupil is at least
# How far nose and mouth stand before the eyes, in parts of the distance between the eyes: from it, angles.
NOSE_ASIDE, NOSE_DOWN, NOSE_LEVEL = 0.45, 0.54, 0.585


def examine(raw: bytes, frame: Frame, find: Detector) -> tuple[Measures, bytes]:
    """Return what was measured and the photo cut to the frame; without exactly one face there is no photo."""
    picture = Image.open(io.BytesIO(raw), formats=("JPEG",)).convert("RGB")
    faces = _faces(picture, find)
    if len(faces) != 1:
        return Measures(picture.width, picture.height, len(faces)), b""
    face, head = _closely(picture, faces[0], find)
    found = _window(picture.size, head, frame)
    photo = cutting.cut(picture, found)
    scale = found.scale
    moved = (scale, -found.left * scale, -found.top * scale)
    measures = _measured(np.asarray(photo), face.moved(*moved), head.moved(*moved))
    file = cutting.written(photo, frame)
    odd = cutting.proportion(*picture.size)
    may_be_cut = frame.cut and found.whole and scale <= 1 + frame.enlarged / 100
    right = frame.shot or odd <= cutting.SAME or may_be_cut
    told = replace(
        measures,
        width=picture.width,
        height=picture.height,
        enlarged=max(scale - 1, 0) * 100,
        proportion=0.0 if right else odd * 100,
        file=len(file),
    )
    return rounded(told), file


def rounded(found: Measures) -> Measures:
    """Return the measures to one tenth, as they are told and judged: nobody reads 3.0 and hears that it is too much."""
    values = {name: round(float(value), 1) for name, value in asdict(found).items() if isinstance(value, float)}
    return replace(found, **values)  # type: ignore[arg-type]  # only the fractions are replaced


def _faces(picture: Image.Image, find: Detector) -> list[Face]:
    """Return the faces of a picture; one far smaller than the largest does not count."""
    small = picture.copy()
    small.thumbnail((SEARCHED, SEARCHED), Image.Resampling.BILINEAR)
    scale = picture.width / small.width
    found = [face.moved(scale, 0, 0) for face in find(np.asarray(small))]
    return [face for face in found if face.height >= ANOTHER * found[0].height]


def _closely(picture: Image.Image, face: Face, find: Detector) -> tuple[Face, Head]:
    """Look again at the face alone, always at the same sizes; the finder's points are averaged, then set on the pupils.

    One look is uncertain by several degrees; four looks, two of them mirrored, by one (docs/decisions/0205).
    """
    scale = LOOKED_AT / face.height
    left = max(face.x - 1.2 * face.width, 0)
    top = max(face.y - 1.3 * face.height, 0)
    right = min(face.x + 2.2 * face.width, picture.width)
    bottom = min(face.y + 2.0 * face.height, picture.height)
    size = (max(round((right - left) * scale), 8), max(round((bottom - top) * scale), 8))
    near = picture.resize(size, Image.Resampling.BILINEAR, box=(left, top, right, bottom))
    seen = _looked_at(near, face.moved(1, -left, -top).moved(scale, 0, 0), find)
    head = outline(np.asarray(near), seen)
    return seen.moved(1 / scale, left, top), head.moved(1 / scale, left, top)


def _looked_at(near: Image.Image, face: Face, find: Detector) -> Face:
    """Return the face with the mean of the points of several looks, the eyes where it is darkest around them."""
    looks = []
    left, top = max(face.x - AROUND * face.width, 0), max(face.y - AROUND * face.height, 0)
    right = min(face.x + (1 + AROUND) * face.width, near.width)
    bottom = min(face.y + (1 + AROUND) * face.height, near.height)
    for part in LOOKS:
        size = (max(round((right - left) * part), 8), max(round((bottom - top) * part), 8))
        small = near.resize(size, Image.Resampling.BILINEAR, box=(left, top, right, bottom))
        for turned in (False, True):
            pixels = np.asarray(small)[:, ::-1] if turned else np.asarray(small)
            found = [one for one in find(pixels) if one.height > LOOKED_AT * part / 2]
            if found:
                points = _turned(found[0].points, small.width) if turned else found[0].points
                looks.append(points / part + np.array([left, top]))
    points = np.mean(looks, axis=0) if looks else face.points
    grey = np.asarray(near.convert("L"), dtype=np.float32)
    for _ in range(2):
        points = _on_the_pupils(grey, points)
    return replace(face, points=points)


def _turned(points: Points, width: int) -> Points:
    """Return the points of a mirrored picture as the picture has them: left is left again."""
    back = points[[1, 0, 2, 4, 3]].copy()
    back[:, 0] = width - 1 - back[:, 0]
    return back


def _on_the_pupils(grey: Light, points: Points) -> Points:
    """Return the points with each eye moved to the middle of what is darkest around it."""
    apart = float(np.hypot(*(points[1] - points[0])))
    moved = points.copy()
    for side in (0, 1):
        x, y = points[side]
        left, top = int(max(x - 0.2 * apart, 0)), int(max(y - 0.15 * apart, 0))
        part = grey[top : int(y + 0.15 * apart) + 1, left : int(x + 0.2 * apart) + 1]
        if not part.size or np.percentile(part, 50) - np.percentile(part, 5) < PUPIL:
            continue  # closed, covered or in the dark: there is no pupil to go by
        weight = np.clip(np.percentile(part, 15) - part, 0, None)
        total = float(weight.sum())
        if total > 0:
            rows, columns = np.indices(part.shape)
            moved[side] = (columns * weight).sum() / total + left, (rows * weight).sum() / total + top
    return moved


def _window(size: tuple[int, int], head: Head, frame: Frame) -> cutting.Window:
    """Return what becomes the photo: a finished one as it is when it is right, else what is cut out of it."""
    as_it_is = cutting.whole(*size)
    finished = cutting.proportion(*size) <= cutting.SAME and not frame.shot
    if finished and (not frame.cut or _right(head.moved(as_it_is.scale, 0, 0), frame)):
        return as_it_is
    found = cutting.window(size, head, frame)
    return as_it_is if finished and not found.whole else found


def _right(head: Head, frame: Frame) -> bool:
    return (
        frame.head_length[0] <= head.length <= frame.head_length[1]
        and frame.head_width[0] <= head.width <= frame.head_width[1]
        and frame.gap[0] <= head.crown <= frame.gap[1]
        and abs(head.middle / WIDTH - 0.5) <= cutting.ASIDE
    )


def _measured(pixels: Pixels, face: Face, head: Head) -> Measures:
    """Measure the photo at its own size."""
    grey = np.asarray(pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32), dtype=np.float32)
    left, right = _behind(pixels, head)
    both = np.concatenate([left, right])
    mean = both.mean(axis=0)
    skin = _part(grey, face.x + 0.18 * face.width, face.y + 0.2 * face.height, 0.64 * face.width, 0.65 * face.height)
    cheeks = [_cheek(grey, face, side) for side in (0, 1)]
    eyes = [_eye(grey, face, side) for side in (0, 1)]
    cheek = max(float(np.mean(cheeks)), 1.0)
    contrast = [(np.percentile(one, 95) - np.percentile(one, 5)) / cheek for one in eyes]
    bright = [np.percentile(one, 90) / cheek for one in eyes]
    tilt, turn, nod = _angles(face)
    return Measures(
        0, 0, 1,
        distortion=_distortion(face),
        head_length=head.length, head_width=head.width, gap=head.crown,
        centre=(head.middle / WIDTH - 0.5) * 100,
        tilt=tilt, turn=turn, nod=nod,
        background=float(mean.min()),
        background_even=float(both.mean(axis=1).std()),
        background_colour=float(mean.max() - mean.min()),
        shadow=abs(float(left.mean() - right.mean())),
        face_shadow=abs(cheeks[0] - cheeks[1]) / max(*cheeks, 1.0) * 100,
        sharpness=_sharpness(_part(grey, face.x, face.y, face.width, face.height)),
        light=float(skin.mean()),
        burnt=float(((skin >= WHITE) | (skin <= BLACK)).mean()) * 100,
        eyes_open=float(min(contrast)) * 100,
        eyes_free=float(min(bright)) * 100,
        glare=max(float((one >= WHITE).mean()) for one in eyes) * 100,
        clothes=float(_part(grey, WIDTH * 0.25, min(head.chin + 25, HEIGHT - 8), WIDTH * 0.5, HEIGHT).mean()),
        outlined=head.seen,
    )  # fmt: skip


def _angles(face: Face) -> tuple[float, float, float]:
    """Return tilt, turn and nod in degrees: how the eyes lie, and where the nose is between eyes and mouth."""
    eyes = face.points[1] - face.points[0]
    tilt = float(np.degrees(np.arctan2(eyes[1], eyes[0])))
    between, mouth = face.points[:2].mean(axis=0), face.points[3:].mean(axis=0)
    along = mouth - between
    length = max(float(np.hypot(*along)), 1.0)
    nose = face.points[2] - between
    down = float(nose @ along) / length**2
    aside = float(along[0] * nose[1] - along[1] * nose[0]) / length
    apart = max(float(np.hypot(*eyes)), 1.0)
    turn = float(np.degrees(np.arcsin(np.clip(-aside / (NOSE_ASIDE * apart), -1, 1))))
    nod = float(np.degrees(np.arcsin(np.clip((down - NOSE_LEVEL) / NOSE_DOWN, -1, 1))))
    return tilt, turn, nod


def _distortion(face: Face) -> float:
    """Return the distance of the eyes against that from eyes to mouth, in per cent; a stretched picture changes it."""
    between, mouth = face.points[:2].mean(axis=0), face.points[3:].mean(axis=0)
    apart = float(np.hypot(*(face.points[1] - face.points[0])))
    return apart / max(float(np.hypot(*(mouth - between))), 1.0) * 100


def _behind(pixels: Pixels, head: Head) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the background left and right: the upper corners and strips down to the shoulders."""
    low = int(np.clip(head.chin * 0.75, 40, HEIGHT))
    strip, corner = 8, 28

    def side(part: Pixels) -> NDArray[np.float32]:
        patches = [part[:corner].reshape(-1, 3), part[corner:low, :strip].reshape(-1, 3)]
        return np.concatenate(patches).astype(np.float32)

    return side(pixels[:, :corner]), side(pixels[:, : -corner - 1 : -1])


def _part(grey: Light, x: float, y: float, width: float, height: float) -> Light:
    """Return a part of a picture, at least one pixel of it."""
    top, left = int(np.clip(y, 0, HEIGHT - 1)), int(np.clip(x, 0, WIDTH - 1))
    return grey[top : max(int(y + height), top + 1), left : max(int(x + width), left + 1)]


def _cheek(grey: Light, face: Face, side: int) -> float:
    """Return the brightness of a cheek: half way between eye and corner of the mouth."""
    eye, mouth = face.points[side], face.points[3 + side]
    apart = float(np.hypot(*(face.points[1] - face.points[0])))
    x, y = (eye + mouth) / 2
    reach = 0.16 * apart
    return float(_part(grey, x - reach, y - reach, 2 * reach, 2 * reach).mean())


def _eye(grey: Light, face: Face, side: int) -> Light:
    """Return the surroundings of an eye."""
    apart = float(np.hypot(*(face.points[1] - face.points[0])))
    x, y = face.points[side]
    return _part(grey, x - 0.22 * apart, y - 0.13 * apart, 0.44 * apart, 0.26 * apart)


def _sharpness(grey: Light) -> float:
    """Return the variance of the Laplacian, the usual measure of sharpness."""
    if min(grey.shape) < 3:  # noqa: PLR2004 - a Laplacian needs a pixel on each side
        return 0.0
    middle = grey[1:-1, 1:-1]
    edges = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * middle
    return float(edges.var())
