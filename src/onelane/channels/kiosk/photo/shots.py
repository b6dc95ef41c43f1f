"""A shot between the camera and the choice: it lies in the page, sealed, and nowhere at the office."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import asdict
from typing import Any

from django.core import signing

from onelane.kernel.refusal import Refused
from onelane.office.photos import rules
from onelane.office.photos.checking import Checked
from onelane.office.photos.rules import Measures

SALT = "onelane.photo-shot"
SECONDS = 15 * 60  # somebody who takes longer takes a new shot
LONGEST = 64 * 1024  # of a photo as text


def sealed(checked: Checked) -> tuple[str, str]:
    """Return a checked photo as text, and a seal under what was found on it."""
    told = {"sha256": _digest(checked.photo), "verdicts": rules.told(checked.verdicts), "m": asdict(checked.measures)}
    return base64.b64encode(checked.photo).decode(), signing.dumps(told, salt=SALT, compress=True)


def opened(picture: str, seal: str) -> Checked:
    """Return the photo that was chosen; one that is not as the office sealed it is refused (`photos.choose_again`)."""
    try:
        told: dict[str, Any] = signing.loads(seal, salt=SALT, max_age=SECONDS)
        photo = base64.b64decode(picture[:LONGEST], validate=True)
    except (signing.BadSignature, binascii.Error, ValueError) as reason:
        raise Refused("photos.choose_again") from reason
    if _digest(photo) != told["sha256"]:
        raise Refused("photos.choose_again")
    return Checked(Measures(**told["m"]), rules.read(told["verdicts"]), photo)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
