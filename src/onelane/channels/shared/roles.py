"""The names of posts (岗位) as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from onelane.kernel.actor import Role

NAMES: dict[Role, str] = {
    "guide": _("Guide at the lane entry"),
    "clerk": _("Window clerk"),
    "inspector": _("Vehicle inspector"),
    "reviewer": _("Reviewer"),
    "cashier": _("Cashier"),
    "plate_maker": _("Plate maker"),
    "certificate_printer": _("Certificate printer"),
    "hand_over": _("Hand-over clerk"),
    "post_room": _("Post room clerk"),
    "doctor": _("Examining doctor"),
    "exam_clerk": _("Exam clerk"),
    "stock_keeper": _("Stock keeper"),
    "treasurer": _("Treasurer"),
    "supervisor": _("Supervisor"),
    "manager": _("Manager"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
    "citizen": _("Citizen"),
    "platform": _("Platform"),
    "machine": _("Machine"),
    "system": _("System"),
}


def role_name(role: str) -> str:
    """Return the post's name in the reader's language, or the code itself where it is new."""
    named = {str(code): name for code, name in NAMES.items()}.get(role)
    return gettext(named) if named else role
