"""What an ID photo's measures are called, and what a person is told to mend (证件照检查结果)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.office.photos import rules
from onelane.office.photos.rules import Verdict

HEADINGS: Mapping[str, str] = {
    "size": _("Size and shape"),
    "head": _("Head"),
    "gap": _("Room above the hair"),
    "centring": _("Centring"),
    "tilt": _("Posture"),
    "background": _("Background"),
    "shadow": _("Shadow"),
    "sharpness": _("Sharpness"),
    "light": _("Light"),
    "eyes": _("Eyes"),
}
MEASURES: Mapping[str, str] = {
    "faces": _("People in the picture"),
    "size": _("Enlarged by"),
    "proportion": _("Away from 22:32 by"),
    "distortion": _("Between the eyes, against eyes to mouth"),
    "file": _("File"),
    "head_length": _("Crown to chin"),
    "head_width": _("Width at the ears"),
    "gap": _("Hair to upper edge"),
    "centre": _("Beside the middle"),
    "tilt": _("Tilted"),
    "turn": _("Turned aside"),
    "nod": _("Looking up or down"),
    "background": _("Brightness behind"),
    "background_even": _("Unevenness behind"),
    "background_colour": _("Colour behind"),
    "shadow": _("Left against right, behind"),
    "face_shadow": _("Left against right cheek"),
    "sharpness": _("Sharpness"),
    "light": _("Brightness of the face"),
    "burnt": _("Pure white or black in the face"),
    "clothes": _("Brightness of the clothes"),
    "eyes_open": _("Contrast of the eyes"),
    "eyes_free": _("Brightness of the eyes"),
    "glare": _("Glare on the eyes"),
}
STRETCHED = _("The picture is stretched. Use it as the camera took it.")
UPRIGHT = _("Hold your head upright.")
STRAIGHT = _("Look straight at the camera: your head is turned aside.")
MEND: Mapping[tuple[str, str], str] = {
    ("faces", "low"): _("No face was found. Look straight at the camera, with nothing before your face."),
    ("faces", "high"): _("More than one person is in the picture. Only you may be."),
    ("size", "high"): _("Too few pixels. Come closer, or use a better camera."),
    ("proportion", "high"): _("The shape is wrong: 22 by 32 is needed. Take it again with some room around your head."),
    ("distortion", "low"): STRETCHED,
    ("distortion", "high"): STRETCHED,
    ("file", "low"): _("The photo holds too little detail. Take it again in better light."),
    ("file", "high"): _("The file is too large. Take it again before a plain wall."),
    ("head_length", "low"): _("Your head is too small in the picture: come closer."),
    ("head_length", "high"): _("Your head is too large in the picture: step back."),
    ("head_width", "low"): _("Your head is too narrow in the picture: come closer."),
    ("head_width", "high"): _("Your head is too wide in the picture: step back, and tie loose hair back."),
    ("gap", "low"): _("Too little room above your hair: sit lower, or step back."),
    ("gap", "high"): _("Too much room above your hair: sit higher, or come closer."),
    ("centre", "low"): _("You are too far left in the picture: move to the middle."),
    ("centre", "high"): _("You are too far right in the picture: move to the middle."),
    ("tilt", "low"): UPRIGHT,
    ("tilt", "high"): UPRIGHT,
    ("turn", "low"): STRAIGHT,
    ("turn", "high"): STRAIGHT,
    ("nod", "low"): _("Lower your chin a little."),
    ("nod", "high"): _("Lift your chin a little."),
    ("background", "low"): _("The background is too dark: use a white wall and more light."),
    ("background_even", "high"): _("The background is uneven: nothing but a white wall may be behind you."),
    ("background_colour", "high"): _("The background is coloured: it must be white."),
    ("shadow", "high"): _("There is a shadow behind you: one step away from the wall, and light from both sides."),
    ("face_shadow", "high"): _("One half of your face is in shadow: turn towards the light."),
    ("sharpness", "low"): _("The picture is blurred: hold still, and wipe the lens."),
    ("light", "low"): _("Your face is too dark: more light from the front."),
    ("light", "high"): _("Your face is too bright: less light from the front."),
    ("burnt", "high"): _("Parts of your face are pure white or black: softer light."),
    ("clothes", "high"): _("Your clothes are as white as the background: wear something darker."),
    ("eyes_open", "low"): _("Your eyes cannot be seen: open them, and take away what covers them."),
    ("eyes_free", "low"): _("Your eyes are in the dark: take off dark glasses, and hair before your eyes."),
    ("glare", "high"): _("Your glasses glare: turn the lamp aside, or take them off."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One measure as people read it."""

    code: str
    name: str
    value: str
    allowed: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """The measures of one kind, and whether all of them hold."""

    code: str
    name: str
    rows: tuple[Row, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing of it is to be mended."""
        return all(one.holds for one in self.rows)


def to_mend(verdicts: Iterable[Verdict]) -> list[str]:
    """Return what a person has to do, each sentence once, in the order in which it is done."""
    return list(dict.fromkeys(gettext(MEND[one.code, one.side]) for one in rules.faults(verdicts)))


def headings(verdicts: Iterable[Verdict]) -> list[Heading]:
    """Return all measures with their values and allowed ranges, by heading."""
    by_code = {one.code: one for one in verdicts}
    found = []
    for topic, codes in rules.TOPICS.items():
        rows = tuple(_row(by_code[code]) for code in codes if code in by_code)
        if rows:
            found.append(Heading(topic, gettext(HEADINGS[topic]), rows))
    return found


def _row(one: Verdict) -> Row:
    return Row(one.code, gettext(MEASURES[one.code]), _with_unit(one.value, one.unit), _allowed(one), one.holds)


def _allowed(one: Verdict) -> str:
    if one.least is not None and one.most is not None:
        if one.least == one.most:
            return _with_unit(one.least, one.unit)
        return f"{_number(one.least)} – {_with_unit(one.most, one.unit)}"
    if one.least is not None:
        return f"≥ {_with_unit(one.least, one.unit)}"
    return f"≤ {_with_unit(one.most or 0, one.unit)}"


def _with_unit(value: float, unit: str) -> str:
    return f"{_number(value)}{unit if unit in {'', '°'} else ' ' + unit}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-", "−")
