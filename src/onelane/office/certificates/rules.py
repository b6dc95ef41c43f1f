"""What the office decides about papers: their kinds, their numbers, and when a copy may be printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from onelane.kernel.numbers import serials
from onelane.kernel.refusal import Refused

Kind = Literal["vehicle-licence", "registration-certificate", "inspection-mark"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PROVINCE = 2
LONGEST_REASON = 200


def kind_of(name: str) -> Kind:
    """Return the kind by its name; refuse `certificates.unknown_kind`."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise Refused("certificates.unknown_kind", kind=name[:40])


def counts_its_own(kind: Kind) -> bool:
    """Tell whether the office numbers this paper itself; a registration certificate bears the register's number."""
    return kind != "registration-certificate"


def serial(kind: Kind, *, area: str, sequence: int, data: Mapping[str, object]) -> str:
    """Return a paper's number: a file number (档案编号), or the register's certificate number (登记证书编号)."""
    if counts_its_own(kind):
        return serials.file_number(area, sequence)
    return serials.check_certificate_number(str(data.get("certificate_no", "")), area[:PROVINCE])


def check_print(*, printed: int, void: bool, why: str) -> str:
    """Return the tidied reason of a print; refuse a void paper, and a second print without a reason."""
    if void:
        raise Refused("certificates.void")
    reason = " ".join(why.split())
    if printed and not reason:
        raise Refused("certificates.reprint_needs_reason", printed=printed)
    if len(reason) > LONGEST_REASON:
        raise Refused("certificates.reason_too_long", longest=LONGEST_REASON)
    return reason
