"""What the catalogue can say: every shape that a TOML file may describe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from onelane.kernel.actor import Role

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
StationKind = Literal["lane", "back", "machine", "desk"]
FieldType = Literal[
    "text",
    "prose",  # text of several lines
    "int",
    "decimal",
    "money",  # fen
    "date",
    "bool",
    "agree",  # a statement to be ticked: only yes is an answer
    "tail",  # the last characters of a number that somebody knows, e.g. six of the VIN
    "vin",
    "id_no",
    "uscc",
    "identity",  # id_no, uscc or another number, as the code in the field `depends` says
    "mobile",
    "postcode",
    "address",
    "enum",  # one of the field's own options
    "code",  # one or more letters of a code table
    "plate",
    "dims",  # length x width x height in mm
]
MaskKind = Literal["", "id_no", "name", "mobile", "plate", "vin", "address", "email"]
SettingType = Literal["int", "flag", "text", "names"]
Confidence = Literal["A", "B", "C"]
MaterialKind = Literal[
    "show_or_check",
    "networked_check",
    "check_or_upload",  # fetched; uploaded where the network has nothing
    "present",
    "collected_by_office",
    "upload_or_show",
    "upload",
    "capture_or_upload",  # a picture of a person: taken by a machine, on file already, or uploaded
    "hand_back",  # the old paper or plate comes back to the office
]
Applicant = Literal["licence-holder", "vehicle-owner", "learner", "anyone"]
Delivery = Literal["post", "counter", "kiosk", "electronic"]
Awaited = Literal["", "plates", "kiosks"]
Reading = Literal["", "segments"]  # services that are a page for everybody
SettingValue = int | bool | str | tuple[str, ...]
CounterKind = Literal[
    "window",  # 窗口
    "bay",  # 查验车位
    "kiosk",  # 自助机
    "photo-machine",  # 照相机
    "pay-point",  # 缴费选号点
    "desk",
    "plate-room",  # 制牌室
    "certificate-room",  # 制证室
    "ticket-machine",  # 取号机
]


@dataclass(frozen=True, slots=True)
class Words:
    """A name or sentence in both languages."""

    zh: str
    en: str

    def to_json(self) -> dict[str, JsonValue]:
        """Return both as a plain object."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table of code letters (代码表), e.g. body colours; `most` letters may be joined in one value."""

    code: str
    name: Words
    rows: dict[str, Words]
    most: int = 1

    def parts(self, value: str) -> list[str]:
        """Split a value into its codes, the longest that fits first; what is no code stays as single characters."""
        longest, found = max(map(len, self.rows), default=1), []
        while value:
            sizes = (size for size in range(longest, 0, -1) if value[:size] in self.rows)
            size = next(sizes, 1)
            found.append(value[:size])
            value = value[size:]
        return found


@dataclass(frozen=True, slots=True)
class Station:
    """A place where work is done (岗位); `now` is what the owner reads while the case is here."""

    code: str
    name: Words
    role: Role
    kind: StationKind
    owner_present: bool
    now: Words


@dataclass(frozen=True, slots=True)
class Field:
    """One question; `set_by` names the station that alone may answer it, `when` the answer that makes it needed.

    `prefill` is the key of a register fact that answers it; with `fixed` it is shown and never typed.
    """

    code: str
    name: Words
    type: FieldType
    required: bool = True
    set_by: str = ""
    hint: Words | None = None
    mask: MaskKind = ""
    options: dict[str, Words] = field(default_factory=dict)
    codes: CodeTable | None = None
    depends: str = ""
    longest: int = 0
    least: int | None = None
    most: int | None = None
    default: str | int | bool | None = None
    when: tuple[str, str] | None = None
    prefill: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """A paper or thing to be shown (申请材料); `how` says who brings it."""

    code: str
    name: Words
    how: MaterialKind
    required: bool
    when: Words | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What a fee costs between two dates (both included), and who fixed it."""

    since: date
    until: date | None
    fen: int
    source: str


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee (收费项目) with its amounts over time; `when` names the answers that make it due, all of them."""

    code: str
    name: Words
    amounts: tuple[Amount, ...]
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def on(self, day: date) -> Amount:
        """Return the amount in force that day; raise LookupError where the catalogue has none."""
        for amount in self.amounts:
            if amount.since <= day and (amount.until is None or day <= amount.until):
                return amount
        raise LookupError(f"fee {self.code} has no amount on {day}")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper or thing that the office issues (证照); `made_at` are the stations where it may be made."""

    code: str
    name: Words
    made_at: tuple[str, ...]
    copies: int = 1


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """The article that a rule follows between two dates (both included)."""

    since: date
    until: date | None
    article: str


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A rule by name; what it decides is Python under the same name in `office/cases/rules/`."""

    code: str
    name: Words
    versions: tuple[RuleVersion, ...]

    def on(self, day: date) -> RuleVersion | None:
        """Return the version in force that day, or None when the rule did not hold yet or no more."""
        found = [v for v in self.versions if v.since <= day and (v.until is None or day <= v.until)]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that an office may change; `confidence` A read in a source, B well known, C a default to be checked."""

    key: str
    type: SettingType
    default: SettingValue
    unit: str
    confidence: Confidence
    name: Words
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service (业务) of the catalogue; `asks` gives the fields per step, `opening` standing for the first form.

    `offered` are the channels where it can be had now; `awaits` names the part that brings the others. `probe` are the
    questions of "may I?", answered without an account. `page` names the page of a service that is only read: nobody
    applies for it. `popular` orders the most used, 0 being none of them.
    """

    code: str
    subject: str
    title: Words
    seed: tuple[str, ...]
    offered: tuple[str, ...]
    about: str
    law: tuple[str, ...]
    path: tuple[object, ...]
    steps: tuple[str, ...]
    asks: dict[str, tuple[str, ...]]
    materials: tuple[str, ...]
    needs: tuple[str, ...]
    fees: tuple[str, ...]
    issues: tuple[str, ...]
    outcome: str
    limit_days: int
    example: dict[str, str | int | bool]
    applicant: Applicant = "anyone"
    agent: bool = False
    delivery: tuple[str, ...] = ()
    summary: Words | None = None
    for_whom: Words | None = None
    result: Words | None = None
    how_long: Words | None = None
    said: tuple[str, ...] = ()
    sure: Confidence = "A"
    awaits: Awaited = ""
    page: Reading = ""
    probe: tuple[str, ...] = ()
    popular: int = 0


@dataclass(frozen=True, slots=True)
class Counter:
    """A window, bay, machine or desk of one office, and the stations worked there."""

    code: str
    kind: CounterKind
    name: Words
    stations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account; its username is the name of its role, numbered where a role has several."""

    username: str
    role: Role
    name: Words
    counter: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office (车管所) with its counters; `settings` holds only the values that differ from the defaults."""

    code: str
    name: Words
    authority: Words
    area: str
    agency: str
    prefixes: tuple[str, ...]
    counters: tuple[Counter, ...]
    accounts: tuple[Account, ...]
    settings: dict[str, SettingValue]

    def counters_of(self, kind: CounterKind) -> tuple[Counter, ...]:
        """Return the counters of one kind in the order of the file."""
        return tuple(one for one in self.counters if one.kind == kind)
