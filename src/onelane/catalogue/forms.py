"""Checking the answers of a form against the catalogue; all mistakes are told at once (一次性告知)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from onelane.catalogue.spec import Field, JsonValue
from onelane.kernel import money
from onelane.kernel.numbers import contacts, credit_code, plate, resident_id, vin
from onelane.kernel.refusal import Refused

Answers = Mapping[str, object]
Number = TypeVar("Number", int, float)

LONGEST = 200
LONGEST_SENT = 1000
LARGEST = 10**12
SHORTEST_ADDRESS = 5
LEAST_IDENTITY = 5
CARDS = frozenset("AHM")
"""Identity documents whose number is that of the resident: card, household register, temporary card."""

_INT = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?")
_DATE = re.compile(r"([0-9]{4})(?:[-/.年](?=[0-9]+[-/.月])|(?=[0-9]{4}$))([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_DIMS = re.compile(r"([1-9][0-9]{0,4})[X×*]([1-9][0-9]{0,4})[X×*]([1-9][0-9]{0,4})")
_OTHER_IDENTITY = re.compile(r"[A-Z0-9]{5,30}")
_PREFIX = re.compile(r"[\u4e00-\u9fff][A-Z]")
_DOTS = str.maketrans(dict.fromkeys("•‧・．∙⋅", "·"))
# Controls, surrogates, private use, invisible marks and line ends; unassigned stays: new rare characters are names too.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_LINES = dict.fromkeys(map(ord, "\n\r\t"), " ")
_YES = frozenset({"true", "yes", "on", "1", "是", "有"})
_NO = frozenset({"false", "no", "off", "0", "否", "无"})


class FieldErrors(Refused):
    """Some answers cannot stand: `errors` gives the refusal of each field, `facts["fields"]` their names in order."""

    def __init__(self, errors: dict[str, Refused]) -> None:
        """Keep what is wrong with each field."""
        super().__init__("cases.fields", fields=list(errors))
        self.errors = errors


def validate(fields: Sequence[Field], values: Answers) -> dict[str, JsonValue]:
    """Return canonical answers to exactly these fields, or refuse with all mistakes together.

    Dates become `YYYY-MM-DD`, decimals text, money fen (a whole number given is fen already, a text is yuan).
    What no field asks is left out; an answer that is absent and not required is left out too.
    """
    cleaned: dict[str, JsonValue] = {}
    errors: dict[str, Refused] = {}
    for field in fields:
        known = {**values, **cleaned}  # what was cleaned decides, so that "ems " asks for the address as "ems" does
        if not _asked(field, known):
            continue
        try:
            found = _answer(field, known)
        except Refused as refusal:
            errors[field.code] = refusal
        else:
            cleaned |= {} if found is None else {field.code: found}
    if errors:
        raise FieldErrors(errors)
    return cleaned


def _asked(field: Field, values: Answers) -> bool:
    return field.when is None or values.get(field.when[0]) == field.when[1]


def _answer(field: Field, values: Answers) -> JsonValue:
    given = values.get(field.code)
    if given is None or (isinstance(given, str) and not given.strip()):
        if field.required:
            raise Refused("cases.field_missing")
        return None
    if not isinstance(given, str | int | float | date) or (
        isinstance(given, bool) and field.type not in {"bool", "agree"}
    ):
        raise Refused("cases.field_form")
    if field.type == "money" and isinstance(given, int):
        return _fen(field, given)
    if field.type == "identity":
        return _identity(_written(given), str(values.get(field.depends, "")))
    return _READERS[field.type](field, _written(given, lines=field.type == "prose"))


def _written(given: str | float | date, *, lines: bool = False) -> str:
    """Return an answer as clean text: composed, without marks that nobody can see; `lines` allows line ends."""
    if isinstance(given, int) and abs(given) > LARGEST:
        raise Refused("cases.field_number")
    if isinstance(given, str) and len(given) > LONGEST_SENT:
        raise Refused("cases.field_long", longest=LONGEST, found=len(given))
    text = unicodedata.normalize("NFC", given.isoformat() if isinstance(given, date) else str(given)).strip()
    if any(unicodedata.category(mark) in _REFUSED for mark in text.translate(_LINES if lines else {})):
        raise Refused("cases.field_characters")
    return text


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").upper()


def _text(field: Field, text: str) -> str:
    longest = field.longest or LONGEST
    if field.least is not None and len(text) < field.least:
        raise Refused("cases.field_short", least=field.least, found=len(text))
    if len(text) > longest:
        raise Refused("cases.field_long", longest=longest, found=len(text))
    return text.translate(_DOTS) if field.mask == "name" else text


def _address(field: Field, text: str) -> str:
    if len(text) < SHORTEST_ADDRESS:
        raise Refused("cases.field_short", least=SHORTEST_ADDRESS, found=len(text))
    return _text(field, text)


def _int(field: Field, text: str) -> int:
    narrow = _narrow(text).replace(",", "")
    if _INT.fullmatch(narrow) is None:
        raise Refused("cases.field_number")
    return _between(field, int(narrow))


def _decimal(field: Field, text: str) -> str:
    narrow = _narrow(text).replace(",", "")
    if _DECIMAL.fullmatch(narrow) is None:
        raise Refused("cases.field_number")
    _between(field, float(narrow))
    whole, _, part = narrow.partition(".")
    return f"{int(whole)}.{part.rstrip('0')}".rstrip(".") if not whole.startswith("-") else narrow


def _money(field: Field, text: str) -> int:
    return _fen(field, money.from_yuan(_narrow(text)))


def _fen(field: Field, found: int) -> int:
    if not 0 <= found <= LARGEST:
        raise Refused("cases.field_range", least=0, most=LARGEST // 100)
    return _between(field, found)


def _between(field: Field, found: Number) -> Number:
    low, high = field.least, field.most
    if (low is not None and found < low) or (high is not None and found > high):
        raise Refused("cases.field_range", least=low, most=high)
    return found


def _date(_field: Field, text: str) -> str:
    found = _DATE.fullmatch(_narrow(text))
    if found is None:
        raise Refused("cases.field_date")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError as mistake:
        raise Refused("cases.field_date") from mistake


def _bool(_field: Field, text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise Refused("cases.field_choice")
    return word in _YES


def _agree(field: Field, text: str) -> bool:
    if not _bool(field, text):
        raise Refused("cases.field_agree")
    return True


def _tail(field: Field, text: str) -> str:
    narrow = _narrow(text)
    if len(narrow) != field.longest or _OTHER_IDENTITY.fullmatch(narrow.zfill(LEAST_IDENTITY)) is None:
        raise Refused("cases.field_tail", longest=field.longest)
    return narrow


def _enum(field: Field, text: str) -> str:
    if text not in field.options:
        raise Refused("cases.field_choice")
    return text


def _code(field: Field, text: str) -> str:
    table, code = field.codes, _narrow(text)
    if table is None:
        raise TypeError(f"the field {field.code} has no code table")
    parts = table.parts(code)
    if len(parts) > table.most or len(set(parts)) < len(parts) or any(part not in table.rows for part in parts):
        raise Refused("cases.field_choice")
    return code


def _plate(_field: Field, text: str) -> str:
    prefix = _PREFIX.match(_narrow(text))
    return plate.check(text, prefixes=(prefix[0],) if prefix else ())


def _dims(_field: Field, text: str) -> str:
    found = _DIMS.fullmatch(_narrow(text))
    if found is None:
        raise Refused("cases.field_dims")
    return "x".join(found.groups())


def _identity(text: str, document: str) -> str:
    if document in CARDS:
        return resident_id.check(text)
    if document == "N":
        return credit_code.check(text)
    if _OTHER_IDENTITY.fullmatch(narrow := _narrow(text).replace("-", "")) is None:
        raise Refused("cases.field_identity")
    return narrow


_READERS: dict[str, Callable[[Field, str], JsonValue]] = {
    "text": _text,
    "prose": _text,
    "address": _address,
    "int": _int,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "bool": _bool,
    "agree": _agree,
    "tail": _tail,
    "enum": _enum,
    "code": _code,
    "plate": _plate,
    "dims": _dims,
    "vin": lambda _field, text: vin.check(text),
    "id_no": lambda _field, text: resident_id.check(text),
    "uscc": lambda _field, text: credit_code.check(text),
    "mobile": lambda _field, text: contacts.check_mobile(text),
    "postcode": lambda _field, text: contacts.check_postcode(text),
}
