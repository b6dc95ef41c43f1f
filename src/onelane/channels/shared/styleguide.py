"""All parts of pages on one page, with invented data; for staff and for screenshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onelane.channels.shared import access
from onelane.kernel.numbers import masks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PLATES = (("鲁B12345", "02"), ("鲁BD12345", "52"), ("鲁B12345D", "51"), ("鲁U8K6M9", "01"), ("鲁B1234学", "16"),
          ("鲁B1234警", "23"), ("鲁B1234领", "04"), ("鲁B2345挂", "15"), ("鲁B67890", "07"))  # fmt: skip


class Sample(forms.Form):
    """A form with one field of each sort."""

    vin = forms.CharField(
        label=gettext_lazy("VIN"), help_text=gettext_lazy("17 characters, on the plate at the windscreen")
    )
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=[("white", gettext_lazy("White"))])
    seen = forms.BooleanField(label=gettext_lazy("I have seen the original"))


@access.staff()
def show(request: HttpRequest) -> HttpResponse:
    """Show every part in every state."""
    context = {
        "plates": PLATES,
        "steps": way(),
        "states": [("waiting", _("Waiting")), ("called", _("Called")), ("held", _("On hold")), ("done", _("Done")),
                   ("refused", _("Refused"))],
        "form": Sample({"vin": "LSVAM4187C2184841"}),
        "pairs": {_("Ticket"): "A012", _("Owner"): masks.name("试一"), _("Colour"): _("White"), _("Remarks"): ""},
        "masked_id": masks.id_no("370299199001011234"),
        "vin": "LSVAM4187C2184847",
    }  # fmt: skip
    return render(request, "shared/styleguide.html", context)


def way() -> list[object]:
    """Return an invented way through the lane with a parallel part."""
    papers = [{"title": _("Papers at the window"), "state": "done", "note": _("Window 3")}]
    car = [
        {"title": _("Inspection"), "state": "now", "note": _("Bay 2")},
        {"title": _("Photograph"), "state": "next"},
    ]
    return [
        {"title": _("Ticket"), "state": "done", "note": "09:12"},
        [papers, car],
        {"title": _("Review"), "state": "next"},
        {"title": _("Payment"), "state": "next", "note": _("120 yuan")},
        {"title": _("Choose a number"), "state": "next"},
        {"title": _("Hand-over"), "state": "next"},
    ]
