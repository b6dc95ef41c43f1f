"""Make what a test needs, in one line each: an office at work, an actor, a visit that has come to some step."""

from __future__ import annotations

import hashlib
import importlib
import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onelane.kernel.actor import Actor, Role

OFFICE = "qingdao"
SERVICE = "first-registration"
VIN = "LSVAU2184TN000001"
MATERIALS = (
    "identity-document", "proof-of-origin", "conformity-certificate", "compulsory-insurance", "purchase-tax",
    "vessel-tax",
)  # fmt: skip
_numbers = itertools.count(1)


def office() -> str:
    """Load the demo office with a pool of 200 numbers for each kind of small car, and return its code."""
    from onelane.office.plates import actions as plates
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office

    load_office(catalogue.current().office(OFFICE))
    for category, pattern, first, last in (("02", "NLNNN", "1A000", "1A199"), ("52", "DNNNNN", "D10000", "D10199")):
        segment = plates.propose_segment(
            office=OFFICE, category=category, prefix="鲁B", pattern=pattern, first=first, last=last,
            actor=actor("administrator"),
        )  # fmt: skip
        plates.release_segment(segment_id=segment.pk, actor=actor("manager"))
    return OFFICE


def actor(role: Role, counter: str = "", *, office: str = OFFICE, name: str = "") -> Actor:
    """Return somebody with a role, one person for each role and counter unless named."""
    return Actor(id=name or f"{role}-{counter}", role=role, office=office, counter=counter)


def inspector(counter: str = "B1") -> Actor:
    """Return a certified inspector with an account of his own."""
    from onelane.registers.people.models import Account, Post

    account, _ = Account.objects.get_or_create(username=f"inspector-{counter}", defaults={"name": "查验员"})
    Post.objects.get_or_create(
        account=account, office_id=OFFICE, role="inspector", defaults={"certificate_no": "3702-0001"}
    )
    return Actor(str(account.pk), "inspector", OFFICE, counter)


def sign_in(client: Any, username: str, password: str, **told: str) -> Any:
    """Sign a member of staff in with password and second factor, as the form does; return the answer."""
    from onelane.registers.people import second_factor
    from onelane.registers.people.models import Account

    account = Account.objects.filter(username=username).values_list("pk", flat=True).first()
    if account is not None:
        second_factor.give_practice(account=account)
    form = {"username": username, "password": password, "code": second_factor.practice_code(), **told}
    return client.post("/sign-in/", form)


def set_office(**settings: Any) -> None:
    """Change settings of the demo office: `set_office(**{"lane.recall_limit": 1})`."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    found = Office.objects.get(pk=OFFICE)
    found.settings = found.settings | settings
    found.save(update_fields=["settings"])
    forget()


def ticket(**told: Any) -> Any:
    """Take a ticket of the lane service on a screen."""
    from onelane.office.lane import actions as lane

    given = {
        "service": SERVICE,
        "actor": actor("guide"),
        "request_key": f"press-{next(_numbers):06d}",
        "medium": "screen",
    }
    return lane.take_ticket(**(given | told))


def example(step: str) -> dict[str, Any]:
    """Return the answers that the catalogue's example gives to a step."""
    from onelane.catalogue import load

    service = load().service(SERVICE)
    return {name: service.example[name] for name in service.asks.get(step, ()) if name in service.example}


def resident_id(number: int) -> str:
    """Return the resident's number of an invented person of the region 370299, which does not exist."""
    body = f"37029919900307{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(one) * weight for one, weight in zip(body, weights, strict=True)) % 11]


@dataclass
class Image:
    """A picture that has passed the door."""

    bytes: bytes
    width: int = 40
    height: int = 30

    @property
    def sha256(self) -> str:
        """Return the content's hash."""
        return hashlib.sha256(self.bytes).hexdigest()


THINGS = ("plates", "registration-certificate", "vehicle-licence", "inspection-mark")  # what a new car goes home with


class Visit:
    """One car in the lane, walked step by step through the office's own deeds."""

    def __init__(self, *, at: datetime | None = None, **told: Any) -> None:
        self.at = at
        self.ticket = ticket(at=at, **told)
        self.case_id: int = self.ticket.case_id
        self.clerk = actor("clerk", "W1")
        self.inspector = inspector()
        self.reviewer = actor("reviewer", "R1")

    def call(self, step: str, who: Actor) -> Any:
        """Call this car's owner to a step and begin."""
        from onelane.office.lane import actions as lane

        called = lane.call_next(step=step, actor=who, at=self.at)
        assert called is not None
        assert called.case_id == self.case_id
        lane.begin(work_id=called.work_id, actor=who, at=self.at)
        return called

    def complete(self, step: str, who: Actor, **answers: Any) -> Any:
        """Complete a step at its station."""
        from onelane.office.stations import actions as stations

        return stations.complete(case_id=self.case_id, step=step, actor=who, answers=answers, at=self.at)

    def accept(self, **answers: Any) -> Any:
        """Hand the papers in at the window."""
        self.call("acceptance", self.clerk)
        return self.complete(
            "acceptance", self.clerk, **(example("acceptance") | {"materials_seen": [*MATERIALS]} | answers)
        )

    def inspect(self) -> Any:
        """Have the car examined and photographed in its bay."""
        self.call("inspection", self.inspector)
        self.record()
        return self.complete("inspection", self.inspector)

    def record(self) -> Any:
        """Fill the 20-item form with passes, take the photos, and conclude it."""
        from onelane.office.inspection import actions as inspection

        values = {1: VIN, 4: "A", 5: "5", 6: "K33"}
        who = self.inspector
        record = inspection.start(case_id=self.case_id, actor=who, video_ref="cam1-0900", at=self.at)
        for no in range(1, 10):
            inspection.write_item(
                record_id=record.pk, no=no, result="pass", value=values.get(no, ""), actor=who, at=self.at
            )
        for kind in ("0111", "0112", "0113"):
            inspection.attach_photo(record_id=record.pk, kind=kind, item=None, image=Image(kind.encode()), actor=who)
        return inspection.conclude(record_id=record.pk, actor=who, at=self.at)

    def review(self, **answers: Any) -> Any:
        """Let the back office review the file."""
        from onelane.office.stations import actions as stations

        work = stations.take_next(step="review", actor=self.reviewer, at=self.at)
        assert work is not None
        return self.complete("review", self.reviewer, **(example("review") | answers))

    def pay(self) -> Any:
        """Pay the bill in cash, and carry out what follows from it."""
        from onelane.office.payments import actions as payments
        from onelane.office.payments import queries as bills
        from onelane.records import outbox

        importlib.import_module("onelane.office.stations.tasks")  # the handler of what a payment means
        bill = bills.bill_of(self.case_id)
        assert bill is not None
        payments.pay_at_desk(bill_id=bill.pk, means="cash", amount=bill.amount, actor=actor("cashier", "P1"))
        outbox.carry_out(10)
        return bill

    def choose(self) -> str:
        """Draw a list of numbers and take the first."""
        from onelane.office.cases.models import Case
        from onelane.office.plates import actions as plates

        owner = actor("citizen", name=f"ticket:{self.ticket.pk}")
        offer = plates.draw(case=Case.objects.get(pk=self.case_id), actor=owner, at=self.at)
        plates.take(case_id=self.case_id, plate=offer.plates[0], actor=owner, at=self.at)
        self.complete("number-choice", owner)
        return offer.plates[0]

    def make(self) -> None:
        """Make the plates and print the papers."""
        from onelane.office.certificates import actions as certificates
        from onelane.office.certificates import queries as papers

        self.complete("plate-making", actor("plate_maker"))
        for paper in papers.papers_of(self.case_id):
            certificates.note_print(paper_id=paper.pk, actor=actor("certificate_printer"), why="")
        self.complete("certificate-making", actor("certificate_printer"))

    def hand_over(self) -> Any:
        """Hand plates and papers over; the visit ends."""
        who = actor("hand_over", "H1")
        self.call("hand-over", who)
        return self.complete("hand-over", who, received_by="试一", things_handed=list(THINGS))

    def walk_to(self, step: str) -> Visit:
        """Walk the car until `step` is open."""
        for name, deed in (
            ("acceptance", self.accept), ("inspection", self.inspect), ("review", self.review), ("payment", self.pay),
            ("number-choice", self.choose), ("plate-making", self.make), ("hand-over", self.hand_over),
        ):  # fmt: skip
            if name == step:
                break
            deed()
        return self
