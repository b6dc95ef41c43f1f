"""One application of the invented online office, walked deed by deed."""

from __future__ import annotations

from typing import Any

from tests import make

from onelane.kernel.actor import Actor

OFFICE = "velo"
SERVICE = "bicycle-mark"
TYPED = {
    "frame_no": "F-0001", "bell": "true", "delivery_mode": "ems", "recipient_name": "试一",
    "recipient_mobile": "13800000000", "recipient_address": "山东省青岛市市南区示例路1号",
}  # fmt: skip


def citizen(number: int = 1) -> tuple[int, Actor]:
    """Return a person of the register who can sign in, and the actor he is."""
    from onelane.registers.people import actions as people
    from onelane.registers.people.models import Account

    system = Actor("tests", "system", OFFICE)
    person = people.know(
        kind="individual", id_type="A", id_no=make.resident_id(number), name=f"试{'一二三四五六七八九'[number - 1]}",
        actor=system, mobile=f"1380000000{number}", mail_address="山东省青岛市市南区示例路1号",
    )  # fmt: skip
    account, _ = Account.objects.get_or_create(username=f"citizen-{number}", defaults={"name": "试", "person": person})
    return person.pk, Actor(str(account.pk), "citizen", OFFICE)


def staff(role: Any, name: str = "") -> Actor:
    """Return somebody who works at the invented office."""
    return Actor(name or f"{role}-1", role, OFFICE)


class Case:
    """An application with its applicant; each deed is the office's own."""

    def __init__(self) -> None:
        self.person, self.citizen = citizen()
        self.reviewer, self.second = staff("reviewer"), staff("reviewer", "reviewer-2")
        self.post = staff("post_room")
        self.id = 0

    @property
    def row(self) -> Any:
        from onelane.office.cases.models import Case as Row

        return Row.objects.get(pk=self.id)

    @property
    def application(self) -> Any:
        from onelane.office.cases.applications.models import Application

        return Application.objects.get(pk=self.id)

    def begin(self, **told: Any) -> Case:
        from onelane.office.stations import applying

        given = {
            "service": SERVICE,
            "applicant": self.person,
            "subject": None,
            "channel": "portal",
            "actor": self.citizen,
        }
        self.id = applying.begin(**(given | told)).pk
        return self

    def save(self, **typed: Any) -> Case:
        from onelane.office.stations import applying

        applying.save(case_id=self.id, answers=typed or TYPED, actor=self.citizen)
        return self

    def photo(self, content: bytes = b"frame") -> Case:
        from onelane.office.stations import handing_in

        handing_in.hand_in(case_id=self.id, code="frame-photo", pictures=[make.Image(content)], actor=self.citizen)
        return self

    def submit(self, key: str = "press-1") -> Case:
        from onelane.office.stations import applying

        applying.submit(case_id=self.id, actor=self.citizen, request_key=key)
        return self

    def apply(self) -> Case:
        return self.begin().save().photo().submit()

    def take(self) -> Case:
        from onelane.office.stations import judging

        work = judging.take_next(actor=self.reviewer)
        assert work is not None
        assert work.case_id == self.id
        return self

    def judge(self, **wrong: str) -> Case:
        """Judge everything right but for what is named: `judge(frame_no="field-differs")`."""
        from onelane.office.stations import judging

        for code, reason in wrong.items():
            name = code.replace("__", "-")
            item = f"paper:{name}" if "-" in name else f"field:{name}"
            judging.judge(case_id=self.id, item=item, holds=False, reasons=[reason], actor=self.reviewer)
        judging.judge_rest(case_id=self.id, actor=self.reviewer)
        return self

    def approve(self) -> Case:
        from onelane.office.stations import judging

        judging.approve(case_id=self.id, actor=self.reviewer)
        return self

    def send(self) -> Case:
        """Pack the parcel and hand it to the post."""
        from onelane.office.delivery import queries as parcels
        from onelane.office.stations import posting

        parcel = parcels.parcel_of(self.id)
        assert parcel is not None
        posting.pack(parcel_id=parcel.pk, actor=self.post)
        posting.hand_over(parcel_id=parcel.pk, actor=self.post)
        return self
