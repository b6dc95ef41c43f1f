"""The deeds on a case file, one file for each group of deeds."""

from onelane.office.cases.actions.drafting import file_draft, open_draft, submit
from onelane.office.cases.actions.holding import clear, investigate, resume, suspend
from onelane.office.cases.actions.moving import cancel, complete, complete_locked, refuse, send_back, undo
from onelane.office.cases.actions.opening import file_answers, next_number, next_numbers, open_case
from onelane.office.cases.actions.taking import release, take_up

__all__ = [
    "cancel",
    "clear",
    "complete",
    "complete_locked",
    "file_answers",
    "file_draft",
    "investigate",
    "next_number",
    "next_numbers",
    "open_case",
    "open_draft",
    "refuse",
    "release",
    "resume",
    "send_back",
    "submit",
    "suspend",
    "take_up",
    "undo",
]
