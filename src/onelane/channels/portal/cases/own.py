"""A case of the reader's own with what he does himself: pay, read what he was told, say where a parcel shall go."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from onelane.channels.portal.cases.page import Page
from onelane.channels.shared.forms_from_catalogue import said, told
from onelane.channels.shared.own_steps import OwnBill
from onelane.channels.shared.told_by import Told, told_by
from onelane.office.messages import queries as messages
from onelane.office.payments import queries as payments
from onelane.office.stations import posting_again
from onelane.office.stations.reports import INVESTIGATION
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.office.cases.queries import CaseView

SHOWN = 3


class OwnCase(OwnBill, Page):
    """What is not asked is not read."""

    @property
    def case(self) -> CaseView:
        """Return the case."""
        return self.view

    @cached_property
    def bill(self) -> Any:
        """Return the bill, or None where nothing is to be paid."""
        return payments.bill_of(self.mine.case_id) if self.has_step("payment") else None

    @property
    def pays(self) -> bool:
        """Tell whether there is something to pay now."""
        return self.bill is not None and self.bill.state == "open" and self.view.state == "open"

    @property
    def pay_at(self) -> str:
        """Return where a press on a provider's button goes."""
        return reverse("cases:pay", args=[self.mine.number])

    @cached_property
    def receipts(self) -> list[Any]:
        """Return the receipts of what was paid."""
        return payments.receipts_of(self.bill.pk) if self.bill and self.bill.paid_at else []

    @cached_property
    def _letters(self) -> list[Told]:
        return [told_by(one) for one in messages.of_case(self.mine.case_id, self.mine.applicant)]

    @property
    def letters(self) -> list[Told]:
        """Return the latest messages about the case."""
        return self._letters[:SHOWN]

    @property
    def letters_before(self) -> list[Told]:
        """Return the messages before those."""
        return self._letters[SHOWN:]

    @property
    def may_say_where(self) -> bool:
        """Tell whether the parcel came back and the address is to be checked."""
        return self.parcel is not None and posting_again.may_readdress(self.parcel)

    @property
    def answered(self) -> list[tuple[str, str]]:
        """Return what the office found and did about a report, once it has answered."""
        if self.view.state != "finished":
            return []
        known = catalogue.current().vocabulary.fields
        asked = [known[name] for name in self.service.asks.get(INVESTIGATION, ())]
        return [(said(one.name), told(one, self.answers.get(one.code), whole=True)) for one in asked]
