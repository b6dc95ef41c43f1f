"""How long the check of an ID photo takes, and how much memory its process needs."""

from __future__ import annotations

import importlib.util
import io
import time
from pathlib import Path

from PIL import Image, ImageOps

from onelane.catalogue import loader
from onelane.catalogue.settings import Settings
from onelane.gateways.faces import detectors, studio
from onelane.office.photos import rules
from onelane.office.photos.gateway import Measured

WARM = 5  # pictures before the clock runs
SHOT = (1280, 960)  # what the photo machine's camera sends


def measure(*, pictures: int) -> dict[str, object]:
    """Check pictures one after the other: the shipped portrait as a finished photo and as a shot, both mirrored too."""
    vocabulary = loader.load().vocabulary
    frame = rules.frame(Settings(vocabulary.settings, {}), shot=True)
    kinds = _pictures()
    number, desk, passed = studio.warm(), studio.Studio(), 0
    for turn in range(WARM):
        desk.measure(kinds[turn % len(kinds)], frame)
    taken = []
    for turn in range(pictures):
        begun = time.perf_counter()
        found = desk.measure(kinds[turn % len(kinds)], frame)
        taken.append((time.perf_counter() - begun) * 1000)
        passed += isinstance(found, Measured) and found.measures.faces == 1
    figures = _figures(taken, passed)
    figures["rss_mb"] = _peak(number)
    figures["library"] = detectors.installed()
    studio.stop()
    return figures


def _figures(taken: list[float], passed: int) -> dict[str, object]:
    ordered = sorted(taken)
    return {
        "check.pictures": len(taken),
        "check.faces_found": passed,
        "check.p50_ms": round(ordered[len(ordered) // 2], 1),
        "check.p95_ms": round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)], 1),
        "check.max_ms": round(ordered[-1], 1),
    }


def _pictures() -> list[bytes]:
    """Return a portrait that a package ships, at the sizes of a finished photo and of a shot."""
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name="scikit-image")
    portrait = Image.open(Path(spec.origin).parent / "data" / "astronaut.png").convert("RGB").crop((100, 0, 340, 349))
    finished = portrait.resize((520, 756), Image.Resampling.LANCZOS)
    shot = Image.new("RGB", SHOT, "white")
    shot.paste(finished, ((SHOT[0] - finished.width) // 2, SHOT[1] - finished.height))
    return [_jpeg(one) for picture in (finished, shot) for one in (picture, ImageOps.mirror(picture))]


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=88)
    return file.getvalue()


def _peak(number: int) -> int:
    """Return the greatest memory that a process ever held, in megabytes."""
    told = Path(f"/proc/{number}/status").read_text(encoding="ascii")
    peak = next(line for line in told.splitlines() if line.startswith("VmHWM:"))
    return round(int(peak.split()[1]) / 1024)
