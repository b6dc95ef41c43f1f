"""What comes after an application was sent, as its page shows it and as its receipt says it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from onelane.channels.shared import wording
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.own_steps import OwnSteps
from onelane.kernel import clock, money
from onelane.office.cases import queries as cases
from onelane.office.kiosks import queries as kiosks
from onelane.office.kiosks.devices import Sheet
from onelane.office.kiosks.rules import REFUSALS
from onelane.office.stations import applied, in_the_hall
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from onelane.channels.kiosk.hall.seat import Seat
    from onelane.office.cases.queries import CaseView
    from onelane.office.stations.applied import Mine

ENDED = {"finished": "done", "refused": "refused", "cancelled": "refused"}


class After(OwnSteps):
    """One application after it was sent; read lazily."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat

    @cached_property
    def mine(self) -> Mine:
        """Return the application."""
        return applied.mine(number=self.seat.number, actor=self.seat.actor)

    @cached_property
    def case(self) -> CaseView:
        """Return the case."""
        return cases.view(self.mine.case_id, self.seat.actor)

    @property
    def title(self) -> str:
        """Return the service's name."""
        return worded(catalogue.current().services[self.mine.service].title)

    @cached_property
    def open(self) -> set[str]:
        """Return the steps that are open now."""
        return {step.code for step in self.case.steps if step.standing == "now"}

    @cached_property
    def scene(self) -> str:
        """Return which page this is: done, refused, pay, review, making, or posted."""
        if self.case.state != "open":
            return ENDED.get(self.case.state, "review")
        if "payment" in self.open:
            return "pay"
        if "file-review" in self.open:
            return "review"
        if "dispatch" in self.open or self.answers.get("delivery_mode") == "ems":
            return "posted"
        return "making"

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Return the answers."""
        return dict(cases.answers(self.mine.case_id))

    @cached_property
    def place(self) -> in_the_hall.Place | None:
        """Return the place in the queue of the certificate room, or None where nothing is made while one waits."""
        return in_the_hall.place_of(self.mine.case_id, self.seat.kiosk.office_id)

    @cached_property
    def slip(self) -> Any:
        """Return the receipt, or None before it was asked for."""
        return kiosks.receipt_of(self.mine.case_id)

    @property
    def dues(self) -> list[tuple[str, int]]:
        """Return what the bill is made of, in fen."""
        return [(worded(line), line["fen"]) for line in self.bill.lines] if self.bill else []

    @property
    def prints_by_itself(self) -> bool:
        """Tell whether the receipt is to be printed now without a press: what has to be paid is paid first."""
        return self.slip is None and self.scene in {"done", "making", "posted"}

    @property
    def why_not_printed(self) -> str:
        """Return why the receipt did not come out, empty when it did."""
        if self.slip is None or self.slip.state != "failed":
            return ""
        return wording.say(REFUSALS[self.slip.why], {}, get_language() or "zh")

    @property
    def address(self) -> str:
        """Return where the application is found at home."""
        return f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}{reverse('cases:page', args=[self.mine.number])}"

    def sheet(self) -> Sheet:
        """Return the receipt: what was done, when, for whom (masked), what was paid; in the office's language first."""
        office = offices.office_of(self.seat.kiosk.office_id)
        who, at = people.citizen_behind(self.seat.account), self.at.astimezone(clock.OFFICE_ZONE)
        service = catalogue.current().services[self.mine.service]
        with override("zh-hans"):
            rows = [("业务", service.title.zh), ("申请人", who.name if who else ""), ("时间", f"{at:%Y-%m-%d %H:%M}")]
            rows.append(("办理机", self.seat.kiosk.name))
            if self.bill is not None and self.bill.state == "paid":
                rows.append(("已缴费", f"{money.in_yuan(self.bill.amount)} 元"))
            rows += [("状态", _STATE_ZH[self.scene])]
            if self.place is not None:
                rows.append(("制证顺序", f"第 {self.place.number} 位"))
        return Sheet(
            office=f"{office.name_zh} {office.name_en}", title="办理回执 Receipt", rows=tuple(rows),
            number=self.mine.number, link=self.address, foot=f"{service.title.en} · {_STATE_EN[self.scene]}",
        )  # fmt: skip


_STATE_ZH = {
    "done": "已办结", "refused": "未办成", "pay": "待缴费", "review": "已受理，审核中",
    "making": "正在制作，请在大厅等候", "posted": "办好后邮寄",
}  # fmt: skip
_STATE_EN = {
    "done": "Done", "refused": "Not done", "pay": "To be paid", "review": "Accepted, being reviewed",
    "making": "Being made; please wait in the hall", "posted": "It comes by post",
}  # fmt: skip
