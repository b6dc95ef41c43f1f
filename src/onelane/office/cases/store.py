"""The bytes of documents, kept in files named by their SHA-256: the same content once, and any change is noticed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):  # noqa: N818 - the file is, and somebody has to look
    """The stored bytes are gone or are not the ones that were put there."""


def path_of(sha256: str) -> Path:
    """Return where content lies: two levels of folders, so that none ever holds more than a few thousand names."""
    if not _NAME.fullmatch(sha256):
        raise ValueError("a content is named by 64 hexadecimal digits")
    return Path(settings.MEDIA_ROOT) / "documents" / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Store content and return its name; content that is there whole already is not written again."""
    name = hashlib.sha256(content).hexdigest()
    place = path_of(name)
    if not _holds(place, name):
        _write(place, content)
    return name


def get(sha256: str) -> bytes:
    """Return content by its name; raise `Damaged` when it is missing or was changed."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError as reason:
        raise Damaged(f"{sha256} is missing") from reason
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(f"{sha256} was changed")
    return content


def discard(sha256: str) -> None:
    """Remove content that nothing refers to any more; content that is gone already is no fault."""
    path_of(sha256).unlink(missing_ok=True)


def _holds(place: Path, name: str) -> bool:
    return place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == name


def _write(place: Path, content: bytes) -> None:
    """Write beside the place and rename: whoever reads sees all of it or nothing, even after a lost current."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
