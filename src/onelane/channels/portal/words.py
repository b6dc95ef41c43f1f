"""What the owner reads when something cannot be done: a sentence of this page, else the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.shared import wording

if TYPE_CHECKING:
    from onelane.kernel.refusal import Refused

SENTENCES = {
    "plates.taken": _("This number was taken a moment ago. Pick another; your place is kept."),
    "plates.not_offered": _("This number is not on your list. Pick another; your place is kept."),
    "plates.hold_expired": _("The time for this list is over. Your place is kept; ask for your numbers again."),
    "plates.already_chosen": _("You have chosen a number already."),
    "plates.no_draws_left": _("You have seen all the lists there are for one car. Pick one of these numbers."),
    "plates.none_left": _("There are no free numbers of this kind at this moment. Please ask at the pay point."),
    "stations.called_now": _("You are called or being served at this moment. Please speak to the counter."),
    "stations.away_too_often": _("You have stepped away as often as is fair to the others. Please wait here."),
    "stations.too_far_to_leave": _("Your visit has gone too far to be ended here. Please speak to a counter."),
    "lane.absent_too_often": _("You missed your call too often today. Please ask the guide at the entry."),
    "lane.not_away": _("You are in the queue already."),
    "lane.ticket_cannot": _("This cannot be done at this moment. Your place is as it was."),
    "cases.step_not_open": _("This is done already, or not yet possible. What you see now is how it stands."),
    "payments.bill_not_open": _("This bill is settled; there is nothing to pay."),
}


def told(refused: Refused) -> str:
    """Return the sentence for a refusal in the reader's language."""
    sentence = SENTENCES.get(refused.code)
    return gettext(sentence) if sentence else wording.say(refused.code, refused.facts, get_language() or "zh-hans")
