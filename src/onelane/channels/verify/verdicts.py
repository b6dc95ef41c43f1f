"""What the page says of a paper, decided here for PDFs and without JavaScript; the browser's script agrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from onelane.kernel import clock
from onelane.office.certificates import codes, proving
from onelane.office.certificates import queries as papers
from onelane.office.certificates.kinds import BY_NUMBER, SORTS
from onelane.office.certificates.rules import REPLACED, VALID

# Every sentence of the page's script, by the name under which it asks for it.
WORDS = {
    "genuine": _("Genuine"),
    "genuine_why": _("This office issued it, nothing was changed, and it holds today."),
    "altered": _("Not genuine"),
    "altered_why": _("No key of this office signed this code, or it was altered afterwards. Do not rely on the paper."),
    "revoked": _("Revoked"),
    "revoked_why": _("The office issued this paper and has made it void. It holds no longer."),
    "replaced": _("Replaced"),
    "replaced_why": _("The office issued this paper and then another one in its place. Ask for the newer one."),
    "expired": _("Expired"),
    "expired_why": _("The office issued this paper; its last day is over."),
    "unknown": _("Cannot be told yet"),
    "unknown_why": _("It names a key that this device does not know yet. Go online once and check again."),
    "no_code": _("No code found"),
    "no_code_why": _("There is no code of a paper in this picture. Hold the camera closer, or take a sharper picture."),
    "no_camera": _("The camera cannot be used. Allow it in the browser, or choose a picture instead."),
    "old_list": _("The list of revoked papers on this device is of {day}. Go online once to have today's."),
    "list_of": _("List of revoked papers as of {day}"),
    "no_list": _("This device has no list of revoked papers yet. Go online once to have it."),
    "offline_ready": _("Ready: this page now works without a network, too."),
    "number": _("Number"),
    "issued": _("Issued on"),
    "until": _("Holds to"),
    "office": _("Issued by"),
    "without_end": _("without end"),
    "compare": _("Compare with the paper in your hand:"),
    "stop": _("Stop the camera"),
    "scan": _("Scan with the camera"),
    "unsigned_why": _("This PDF bears no seal of an office. Print-outs are checked by their QR code."),
    "sealed_why": _("The office's seal is on it, and not a byte was changed since."),
}
TONES = {"genuine": "success", "altered": "danger", "revoked": "danger", "replaced": "warning", "expired": "warning",
         "unknown": "warning"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Genuine, altered, revoked, replaced or expired, why, and what may be compared."""

    state: str
    why: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    name: str = ""

    @property
    def title(self) -> str:
        """Return the one word."""
        return gettext(WORDS[self.state])

    @property
    def tone(self) -> str:
        """Return the colour."""
        return TONES[self.state]


def of_code(told: str) -> Verdict:
    """Judge the digits of a code, or the whole address that a phone read."""
    try:
        proof = codes.read(told.strip().rpartition("#")[2], proving.gateway().verify)
    except codes.Altered:
        return Verdict("altered", gettext(WORDS["altered_why"]))
    state = _state(proof)
    return Verdict(state, gettext(WORDS[f"{state}_why"]), _facts(proof), _name(proof))


def of_pdf(told: bytes) -> Verdict:
    """Judge a PDF by the office's seal on it."""
    found = proving.gateway().check(told)
    if found.sound and found.at is not None:
        facts = [(gettext("Issued by"), found.signer), (gettext("Sealed on"), _day(found.at.timestamp()))]
        return Verdict("genuine", gettext(WORDS["sealed_why"]), facts)
    return Verdict("altered", gettext(WORDS["unsigned_why" if found.why == "unsigned" else "altered_why"]))


def _state(proof: codes.Proof) -> str:
    state = papers.state_of_place(proof.place)
    if state != VALID:
        return "replaced" if state == REPLACED else "revoked"
    return "expired" if proof.expires and clock.now().timestamp() >= proof.expires else "genuine"


def _name(proof: codes.Proof) -> str:
    sort = SORTS[BY_NUMBER[proof.kind]]
    return sort.en if get_language() == "en" else sort.zh


def _facts(proof: codes.Proof) -> list[tuple[str, str]]:
    english = get_language() == "en"
    labels = [pair[english] for pair in SORTS[BY_NUMBER[proof.kind]].proves]
    until = _day(proof.expires - 1) if proof.expires else gettext("without end")
    return [
        *zip(labels, proof.facts, strict=False),
        (gettext("Number"), proof.serial),
        (gettext("Issued on"), _day(proof.issued)),
        (gettext("Holds to"), until),
    ]


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=clock.OFFICE_ZONE).date().isoformat()
