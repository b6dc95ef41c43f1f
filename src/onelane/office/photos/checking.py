"""Check an ID photo (证件照检查): measured by the studio, judged by the rules; nothing is kept of either."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from onelane.kernel.refusal import Refused
from onelane.office.photos import rules
from onelane.office.photos.gateway import Studio, Unmeasured
from onelane.office.photos.rules import Measures, Verdict
from onelane.registers.offices.queries import settings_of


class Picture(Protocol):
    """A picture that was written anew at the door (channels.shared.uploads)."""

    @property
    def bytes(self) -> builtins.bytes:
        """Return the JPEG."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on a picture: measures, verdicts, and the photo cut to 260 x 378 (empty without one face)."""

    measures: Measures
    verdicts: tuple[Verdict, ...]
    photo: bytes

    @property
    def passes(self) -> bool:
        """Tell whether the photo may go on a licence."""
        return bool(self.photo) and rules.passes(self.verdicts)


def studio() -> Studio:
    """Return whoever measures, as the settings name it."""
    found: Studio = import_string(settings.ONELANE["PHOTO_STUDIO"])()
    return found


def check(picture: Picture, *, office: str, shot: bool = False) -> Checked:
    """Return what is right and wrong with a picture by an office's limits; `shot` is a frame of its own camera.

    Refuses `photos.not_measured` when the measuring process gave no answer.
    """
    limits = settings_of(office)
    found = studio().measure(picture.bytes, rules.frame(limits, shot=shot))
    if isinstance(found, Unmeasured):
        raise Refused("photos.not_measured")
    return Checked(found.measures, rules.judge(found.measures, limits), found.picture)
