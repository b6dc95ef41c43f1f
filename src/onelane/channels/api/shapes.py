"""The shapes of requests and answers, as the published description tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

CaseState = Literal["draft", "open", "suspended", "investigation", "finished", "refused", "cancelled"]
Typed = str | int | bool | None
Answers = Annotated[dict[str, Typed], Field(max_length=200, description="Answers by the code of the field.")]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class Given(Schema):
    """Something that a client sends: what nobody asked for is refused."""

    model_config = ConfigDict(extra="forbid")


# ------------------------------------------------------------ services
class ServiceLine(Schema):
    """One service in a list."""

    code: str
    title: str
    summary: str
    offered: list[str] = Field(description="Where it can be had now: online, lane, kiosk.")


class Services(Schema):
    """The services that answer a question, the likeliest first."""

    items: list[ServiceLine]


class Option(Schema):
    """One answer that may be chosen."""

    value: str
    label: str


class Question(Schema):
    """One field of a form."""

    code: str
    label: str
    hint: str
    type: str
    required: bool
    fixed: bool = Field(description="Filled in from the register; what is sent for it does not count.")
    options: list[Option]
    asked_when: dict[str, str] = Field(description="Asked only when these fields are answered so; empty: always.")
    default: Typed


class Wanted(Schema):
    """One paper of a service."""

    code: str
    name: str
    when: str
    how: str
    required: bool


class Fee(Schema):
    """One fee of today."""

    name: str
    fen: int


class Service(ServiceLine):
    """One service in plain words, with its form."""

    for_whom: str
    result: str
    how_long: str
    needs: list[str]
    fees: list[Fee]
    fees_differ: bool = Field(description="Only some of the fees are due, by what is answered.")
    delivery: list[str]
    law: list[str]
    fields: list[Question]
    papers: list[Wanted]
    may_i: list[Question] = Field(description='The questions of "may I?"; empty: there is nothing to ask before.')


class MayI(Given):
    """A few facts that somebody tells of himself; none of them is kept."""

    answers: Answers


class Rule(Schema):
    """What one rule says."""

    says: Literal["yes", "no", "unknown"]
    name: str
    article: str
    why: str


class Verdict(Schema):
    """Whether one may apply: no, when a rule says no; unknown rules are looked up when one applies."""

    may: bool
    rules: list[Rule]


class Subject(Schema):
    """Something that the citizen may apply about: his own, or of somebody who authorised him."""

    key: str
    label: str
    whose: str = Field(description="Empty for the citizen's own; else the masked name of who authorised him.")
    draft: str = Field(description="The number of an application that was begun and not sent, or empty.")


class Subjects(Schema):
    """What the citizen may apply about."""

    items: list[Subject]


# ------------------------------------------------------------ applications
class Begin(Given):
    """An application to be begun."""

    service: Code
    subject: Annotated[str, Field(max_length=64)] = Field(
        "", description="The key of a subject of the service; may be left out when there is only one."
    )


class Save(Given):
    """Answers to be kept; null empties one."""

    answers: Answers


class Correct(Given):
    """Answers to what the office asked to correct."""

    answers: Answers = Field(default_factory=dict)


class FieldError(Schema):
    """Why one answer cannot stand."""

    field: str
    code: str
    detail: str


class Document(Schema):
    """One picture that was handed in."""

    id: int
    added_at: datetime


class Paper(Schema):
    """One paper of the application, and what is in the file of it."""

    code: str
    name: str
    source: Literal["network", "on_file", "applicant"]
    required: bool
    missing: bool
    documents: list[Document]


class Asked(Schema):
    """One thing that the office asks to correct, with its reasons."""

    name: str
    why: str


class Standing(Schema):
    """Where an application stands; nothing in it says whose it is."""

    number: str
    service: str
    state: CaseState
    begun_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None


class Application(Standing):
    """An application with what was answered and handed in."""

    answers: dict[str, Typed]
    unfit: list[FieldError] = Field(description="Answers that are kept as they were typed and cannot stand yet.")
    fields: list[Question]
    papers: list[Paper]
    correct_fields: list[str] = Field(description="Fields that are to be answered anew.")
    correct_papers: list[str] = Field(description="Papers that are to be handed in anew.")
    asked: list[Asked]


class HandedIn(Schema):
    """The pictures of a paper after one was added."""

    paper: str
    documents: list[Document]


# ------------------------------------------------------------ cases
class Cases(Schema):
    """A page of cases, the latest first; `next` is empty at the end."""

    items: list[Standing]
    next: str


class Step(Schema):
    """One step of the way."""

    code: str
    title: str
    standing: Literal["done", "now", "next"]
    until: datetime | None


class Issued(Schema):
    """A paper that was issued; `key` verifies it for anybody."""

    name: str
    key: str


class Parcel(Schema):
    """The parcel with what was issued."""

    number: str
    state: str
    words: str


class Case(Standing):
    """One case in plain words."""

    title: str
    words: str = Field(description="Where it stands, in one sentence.")
    waits_for_me: bool
    steps: list[Step]
    asked: list[Asked]
    refused_why: list[str]
    can_withdraw: bool
    issued: list[Issued]
    parcel: Parcel | None


class Stretch(Schema):
    """One stretch of the time."""

    who: str
    title: str
    since: datetime
    until: datetime


class Why(Schema):
    """Why it takes so long: where the time went, and the limit of law."""

    stretches: list[Stretch]
    seconds: dict[str, int] = Field(description="How long the office, the citizen and the post had it.")
    limit_working_days: int
    article: str
    due_on: date | None


class Line(Schema):
    """One line of a bill."""

    name: str
    fen: int


class Attempt(Schema):
    """One attempt to pay; `link` is what the payer opens or scans while it is live."""

    number: str
    provider: str
    state: str
    link: str
    seconds_left: int


class Bill(Schema):
    """The bill of a case."""

    number: str
    fen: int
    state: str
    lines: list[Line]
    providers: list[str]
    attempts: list[Attempt]


class Pay(Given):
    """How to pay: by a code to be scanned, or on a page of the provider's."""

    provider: Literal["wechat", "alipay"]
    way: Literal["code", "page"] = "code"


# ------------------------------------------------------------ papers, registers, affairs
class OwnPaper(Schema):
    """A valid paper of the citizen's."""

    key: str
    kind: str
    name: str
    serial: str
    issued_at: datetime
    valid_to: date | None


class OwnPapers(Schema):
    """The valid papers of the citizen's."""

    items: list[OwnPaper]


class Entry(Schema):
    """An entry of a register that the citizen may ask an extract of."""

    key: str
    about: Literal["driver", "vehicle"]
    label: str


class Entries(Schema):
    """The entries that the citizen may ask about."""

    items: list[Entry]


class Extract(Given):
    """An extract to be issued; the reason stands in the watermark of every page."""

    entry: Annotated[str, Field(max_length=64)]
    reason: Annotated[str, Field(min_length=1, max_length=40)]


class Begun(Schema):
    """A page of what was applied for over the platform, the latest first; nothing says whose it is."""

    items: list[Standing]
    next: str


class Thing(Schema):
    """One entry of a register: a licence, a learner's file or a vehicle."""

    about: Literal["driver", "learner", "vehicle"]
    own: bool
    facts: dict[str, Typed]


class OwnParcel(Schema):
    """A parcel to the citizen."""

    number: str
    state: str
    opened_at: datetime
    delivered_at: datetime | None


class Affairs(Schema):
    """What the office has of the citizen."""

    registers: list[Thing]
    parcels: list[OwnParcel]


class Reading(Schema):
    """One reading of the citizen's data."""

    at: datetime
    post: str
    office: str
    purpose: str
    fields: list[str]


class Readings(Schema):
    """Who read the citizen's data, the latest first."""

    items: list[Reading]
