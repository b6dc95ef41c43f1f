"""How I am told (消息方式), and what I was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages as notes
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onelane.channels.portal.affairs.views import me
from onelane.channels.shared import access, wording
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.channels.shared.told_by import told_by
from onelane.kernel.refusal import Refused
from onelane.office.messages import actions, queries
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@access.citizen
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the ways with what reaches me by each, and keep what I choose."""
    person = me(request)
    if request.method == "GET":
        return _shown(request, person)
    chosen = request.POST.getlist("way")
    try:
        actions.choose(
            person=person, sms="sms" in chosen, mail="mail" in chosen, wechat="wechat" in chosen,
            actor=access.actor_of(request),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, person, refused)
    notes.success(request, _("From now on you are told so."))
    return redirect("affairs:telling")


def _shown(request: HttpRequest, person: int, refused: Refused | None = None) -> HttpResponse:
    account = int(request.user.pk or 0)
    choice = queries.choice_of(person)
    context = {
        "choice": choice,
        "mobile": people.mobile_shown(account),
        "mail": people.contact_of(account)["email"],
        "letters": [told_by(one) for one in queries.of_person(person)],
        "told": refusal_said(refused) if refused else "",
    }
    status = wording.status_of(refused.code) if refused else 200
    return render(request, "portal/affairs/telling.html", context, status=status)
