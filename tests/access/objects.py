"""What the parameters of addresses mean: for each, an object of the demo office and, for citizens, of citizen one.

A new parameter needs one line in `World.values`. Where the same name means different things, write `namespace.name`
with the first word of the address: `bay.document_id`.
"""

from __future__ import annotations

from typing import Any

from django.test import Client

import make
from access.applied import applications
from access.booked import bookings
from access.matrix import DEVICES, STAFF, Door, Visitor
from api_client import Platform, with_token
from onelane.channels.shared import access
from onelane.kernel import clock
from onelane.kernel.actor import Actor

ELSEWHERE = "elsewhere"
# Addresses whose object need not be the asker's, with the reason.
OPEN_OBJECTS = {
    "board/": "the board of a hall shows to everybody what hangs on its wall",
    "draws/receipts/": "a receipt of a draw proves itself to anybody who has its link",
    "notices/": "a payment provider names itself and signs what it says",
    "places/": "who got the places of a giving-out is published",
    "apply/": "a service of the catalogue is everybody's",
    "api/v1/services/": "as above",
    "k/": "whoever has the code of a kiosk's sign-in stands before it, and confirms only himself",
    "kiosk/ask/": "a question of the catalogue is everybody's",
    "account/oidc/": "an identity provider is named in the settings of the office",
}
# Own objects that answer as if they were not there, with the reason.
HIDDEN = {
    "bay/photos/": "the picture's bytes are not in the store of this test",
    "case/<key:number>/pictures/": "as above",
    "applications/<key:number>/papers/<row": "the draft of this test needs no picture",
    "api/v1/applications/<number>/documents/": "the draft of this test needs no picture",
    "api/v1/cases/<number>/bill": "the draft of this test costs nothing yet",
    "case/<key:number>/show/": "no field is named, and a field that is not there is not found",
}


class World:
    """A visit with everything that one leaves behind, another office, two citizens, and whoever works there."""

    def __init__(self) -> None:
        from onelane.office.cases.models import Document
        from onelane.office.certificates import queries as papers
        from onelane.office.inspection.models import Record
        from onelane.registers.offices.models import Office
        from onelane.registers.people import machines

        make.office()
        machines.forget()
        Office.objects.create(pk=ELSEWHERE, name_zh="外地", name_en="Elsewhere", area_code="3799", prefixes=["鲁Z"])
        visit = make.Visit().walk_to("hand-over")
        called = visit.call("hand-over", make.actor("hand_over", "H1"))
        self.values: dict[str, Any] = {
            "case_id": visit.case_id,
            "number": visit.ticket.case.number,
            "ticket_id": visit.ticket.pk,
            "key": visit.ticket.key,
            "work_id": called.work_id,
            "record_id": Record.objects.get(case_id=visit.case_id).pk,
            "document_id": Document.objects.filter(case_id=visit.case_id).first().pk,
            "paper_id": papers.papers_of(visit.case_id)[0].pk,
            "case.paper_id": _slip(visit.case_id),
            "paper_key": "no-such-paper",
            "destruction_id": _destruction(),
            "segment_id": _segment(),
            "notice_id": _notice(),
            "no": 1,
            "office": make.OFFICE,
            "institution_id": _institution(),
            "photo_id": 0,  # set below, when citizen one is there
            "authorisation_id": 0,  # set below, when citizen one is there
            "factor_id": 0,
            "account_id": 0,
            "post_id": 0,
            "reset_id": 0,
            "machine_id": 0,
            "kiosk_id": 0,
            "field": "new_mobile",
            "token": "no-such-sign-in",
            "link": "no-such-receipt",
            "provider": "wechat",
            "provider_id": "government",
        }
        # The same answer as for these tells nothing about the others.
        self.nowhere = {
            name: 10**17 if isinstance(value, int) else "nothing-is-called-so" for name, value in self.values.items()
        } | {"no": 1}
        self.visitors = [
            Visitor("nobody", "street", Client()),
            *(self._staff(role, place) for role in STAFF for place in (make.OFFICE, ELSEWHERE)),
            *(self._device(kind, place) for kind in DEVICES for place in (make.OFFICE, ELSEWHERE)),
            self._citizen(1),
            self._citizen(2),
        ]
        self._belongings(self.visitors[-2])
        self.values |= _platform(self.visitors[-2], self.values["case_id"])
        self.visitors += _tokens(*self.visitors[-2:])
        self._of_the_administrator()
        self.values |= bookings(self.first_citizen)
        self.values["photo_id"] = _photo(self.first_citizen)
        self.values |= applications(self.first_citizen) | {"paper_key": _own_paper(self.first_citizen)}
        self.values["api.key"] = self.values["paper_key"]
        self.values["my.number"] = self.values["cases.number"]
        self.nowhere |= {name: 10**17 for name in self.values if name.endswith("_id")}

    def _belongings(self, owner: Visitor) -> None:
        """Give citizen one what only he may touch: a question to decide, an authenticator app."""
        from allauth.mfa.models import Authenticator

        from onelane.registers.people import authorising, citizens, second_factor

        account = int(owner.client.session["_auth_user_id"])
        agent = citizens.open_account(
            name="示例乙", id_no=make.resident_id(790), mobile="13900000090", password="-" * 14,
            actor=make.actor("system"),
        )  # fmt: skip
        asked = authorising.ask(
            name="示例甲", id_no=make.resident_id(701), about="any", days=30,
            actor=Actor(str(agent.pk), "citizen", make.OFFICE),
        )  # fmt: skip
        second_factor.give_practice(account=account)
        self._applied(account)
        self.values |= {"authorisation_id": asked.pk, "factor_id": Authenticator.objects.get(user_id=account).pk}

    def _applied(self, account: int) -> None:
        """Let citizen one begin to renew his licence, so that he has an application of his own."""
        import known
        from onelane.channels.portal.apply.topics import topics
        from onelane.office.stations import applying
        from onelane.registers.people.models import Account

        owner = Account.objects.get(pk=account)
        licence = known.licence(holder=owner.person)
        actor = Actor(str(account), "citizen", make.OFFICE)
        begun = applying.begin(
            service="driving-licence-renewal", applicant=owner.person_id, subject=licence.pk, channel="portal",
            actor=actor,
        )  # fmt: skip
        own = {f"{first}.number": begun.case.number for first in ("applications", "cases", "api")}
        own |= {"api.code": "driving-licence-renewal", "api.document": 1}
        asked = topics(applying.questions("driving-licence-renewal"))
        self.values |= {**own, "topic": asked[0].code, "service": "driving-licence-renewal"}

    def _of_the_administrator(self) -> None:
        """Give the office a guide with a reset to decide, and a machine."""
        from onelane.registers.people import machines, managing
        from onelane.registers.people.models import Account, Post

        first = Account.objects.get(username=f"manager-{make.OFFICE}")
        admin = Actor(str(first.pk), "administrator", make.OFFICE)
        guide = Post.objects.get(account__username=f"guide-{make.OFFICE}")
        reset = managing.propose_reset(key=guide.account_id, why="lost", actor=admin)
        machine = machines.enrol(kind="board", name="B9", actor=admin)
        from onelane.office.kiosks.models import Kiosk

        self.values["kiosk_id"] = Kiosk.objects.get(office_id=make.OFFICE).pk
        self.values |= {"account_id": guide.account_id, "post_id": guide.pk, "reset_id": reset.pk,
                        "machine_id": machine.pk}  # fmt: skip

    def of(self, door: Door) -> dict[str, Any]:
        """Return the objects that fill an address; a parameter without one raises KeyError."""
        first = door.route.partition("/")[0]
        return {name: self.values.get(f"{first}.{name}", self.values.get(name)) or self._missing(door, name)
                for name in door.parameters}  # fmt: skip

    @staticmethod
    def _missing(door: Door, name: str) -> Any:
        raise KeyError(f"tests/access/objects.py does not say what {name} is in /{door.route}")

    def _staff(self, role: str, place: str) -> Visitor:
        from onelane.registers.people.models import Account, Post

        account = Account.objects.create(username=f"{role}-{place}", name="试工")
        Post.objects.create(account=account, office_id=place, role=role, certificate_no="370299-0001")
        counter = {"hand_over": "H1", "clerk": "W1", "inspector": "B1"}.get(role, "") if place == make.OFFICE else ""
        sign = {"name": "试工", "office": ("所", "office"), "counter": ("", "")}
        return self._signed_in(
            role, place, account, post={"office": place, "role": role, "counter": counter}, sign=sign
        )

    def _citizen(self, number: int) -> Visitor:
        from onelane.registers.people import citizens

        account = citizens.open_account(
            name="示例甲", id_no=make.resident_id(700 + number), mobile=f"1390000000{number}", password="-" * 14,
            actor=make.actor("system"),
        )  # fmt: skip
        if number == 1:
            self.first_citizen = account
        own = {"office": make.OFFICE, "person": account.person_id, "name": "示*甲"}
        proved = int(clock.now().timestamp())
        return self._signed_in("citizen", f"citizen {number}", account, citizen=own, factor_at=proved)

    @staticmethod
    def _signed_in(kind: str, place: str, account: Any, **session: Any) -> Visitor:
        client = Client(raise_request_exception=True)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        now, kept = int(clock.now().timestamp()), client.session
        kept.update({"since": now, "seen": now, **session})
        kept.save()
        return Visitor(kind, place, client)

    @staticmethod
    def _device(kind: str, place: str) -> Visitor:
        client = Client()
        key = _kiosk(place) if kind == "kiosk" else ""
        client.cookies[access.DEVICE_COOKIE] = access.Grant(place, kind, "K1", key=key).sealed()
        return Visitor(f"machine:{kind}", place, client)


def _platform(citizen: Visitor, case_id: int) -> dict[str, Any]:
    """Let one citizen alone consent to a platform that has a webhook with something to tell."""
    from onelane.office.platforms import webhooks
    from onelane.office.platforms.models import Delivery

    platform, now = Platform(), clock.now()
    platform.consented(citizen.client, "cases")
    told = {"client": platform.id, "address": "https://hook.example/", "events": []}
    hook, _ = webhooks.add(**told, actor=make.actor("administrator"))
    event = Delivery.objects.create(
        endpoint=hook, event="1", name="submitted", case_id=case_id, body="{}", due_at=now, made_at=now
    )
    return {"client": platform.id, "platform": platform.id, "webhook": hook.pk, "delivery": event.pk}


def _tokens(*citizens: Visitor) -> list[Visitor]:
    """Let both citizens consent to a platform and an app: one visitor for each thing that a token may allow."""
    from onelane.office.platforms.rules import SCOPES

    programs, found = {kind: Platform(kind) for kind in ("platform", "app")}, []
    for scope in SCOPES.values():
        program = programs["platform" if "platform" in scope.kinds else "app"]
        if scope.whose == "platform":
            found.append(Visitor(f"token:{scope.code}", "platform", with_token(program.own_token(scope.code))))
            continue
        for citizen in citizens:
            token = program.consented(citizen.client, scope.code)["access_token"]
            found.append(Visitor(f"token:{scope.code}", citizen.place, with_token(token)))
    return found


def _kiosk(place: str) -> str:
    """Let an office have a kiosk with a key of its own, and return the key."""
    from onelane.office.kiosks.digests import digest
    from onelane.office.kiosks.models import Kiosk

    key = f"key-of-{place}"
    Kiosk.objects.create(office_id=place, name="K1", key_digest=digest("key", key), made_at=clock.now())
    return key


def _institution() -> int:
    """A listed institution."""
    from onelane.office.physicals import actions as physicals

    listed = physicals.list_institution(
        code="QD01", name="试验医院", listed_from=clock.today(), actor=make.actor("administrator")
    )
    return listed.pk


def _photo(account: Any) -> int:
    """An ID photo of citizen one."""
    from onelane.office.photos import actions as photos
    from onelane.office.photos.checking import Checked
    from onelane.office.photos.rules import Measures, Verdict

    checked = Checked(Measures(260, 378, 1), (Verdict("faces", 1, 1, 1, ""),), b"a photo of citizen one")
    kept = photos.keep(checked=checked, source="upload", actor=make.actor("system"), person_id=account.person_id)
    return kept.photo.pk


def _destruction() -> int:
    """A list of one spoiled blank that waits for the second person."""
    from onelane.office.certificates import actions as certificates

    keeper = make.actor("stock_keeper")
    certificates.count_in(form="driving-licence-card", first="A001", last="A002", actor=keeper)
    certificates.spoil(form="driving-licence-card", serial="A001", why="受潮", actor=keeper)
    return certificates.propose_destruction(actor=keeper).pk


def _segment() -> int:
    """Write a segment of numbers down that waits for its second person."""
    from onelane.office.plates import actions as plates

    made = plates.propose_segment(
        office=make.OFFICE, category="02", prefix="鲁U", pattern="LLNNN", first="ZZ000", last="ZZ009",
        actor=make.actor("manager"),
    )  # fmt: skip
    return int(made.pk)


def _notice() -> int:
    """Write a notice on a number down that waits for its second person."""
    from onelane.office.plates import actions as plates
    from onelane.office.plates import queries

    free = queries.free_like(make.OFFICE, "02", "鲁B?????", most=1)
    made = plates.propose_notice(deed="withhold", category="02", plates=free, why="so", actor=make.actor("manager"))
    return int(made.pk)


def _slip(case_id: int) -> int:
    """Have the receipt of acceptance issued, as the worker does, and return its key."""
    from onelane.office.stations import slips

    made = slips.accepted(case_id)
    assert made is not None
    return int(made.pk)


def _own_paper(citizen: Any) -> str:
    """A driving licence of citizen one."""
    from onelane.office.certificates import actions as certificates
    from onelane.office.certificates.samples import sample
    from onelane.office.stations.register_facts import subjects_of

    (licence,) = subjects_of(citizen.person_id, "driver")
    paper = certificates.issue(
        case_id=None, subject=f"driver:{licence.id}", kind="driving-licence", data=sample("driving-licence"),
        actor=make.actor("system"),
    )  # fmt: skip
    return paper.key
