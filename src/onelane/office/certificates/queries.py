"""Questions about papers, blank forms and the list of states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from onelane.kernel.refusal import Refused
from onelane.office.certificates.models import Blank, Blanks, Destruction, Paper, Printing, States
from onelane.office.certificates.rules import BLANK_MOVES, FORMS, ONE_A_CASE, SLIPS
from onelane.registers.offices.models import Office

MOST = 500  # of one person on one page


@dataclass(frozen=True, slots=True)
class Stock:
    """How many blanks of a form an office has in each state; together they are what was counted in."""

    form: str
    zh: str
    en: str
    in_store: int
    used: int
    spoiled: int
    destroyed: int
    next_serial: str

    @property
    def counted_in(self) -> int:
        """Return how many were ever counted in."""
        return self.in_store + self.used + self.spoiled + self.destroyed


def papers_of(case_id: int) -> list[Paper]:
    """Return the valid papers that a case ends with, in the order they were issued; slips are not among them."""
    found = Paper.objects.filter(case=case_id, voided_at=None, kind__in=ONE_A_CASE)
    return list(found.order_by("issued_at", "id"))


def slips_of(case_id: int) -> list[Paper]:
    """Return the valid slips, notices and labels that a case was given on its way, in the order they were issued."""
    return list(Paper.objects.filter(case=case_id, voided_at=None, kind__in=SLIPS).order_by("issued_at", "id"))


def papers_about(subject: str) -> list[Paper]:
    """Return the valid papers about a vehicle, a driver or a person, newest first."""
    return list(Paper.objects.filter(subject=subject, voided_at=None).order_by("-issued_at", "-id"))


def papers_of_cases(case_ids: Iterable[int]) -> dict[int, list[Paper]]:
    """Return the valid papers that several cases end with, by case; one statement."""
    found: dict[int, list[Paper]] = {}
    valid = Paper.objects.filter(case_id__in=[*case_ids], voided_at=None, kind__in=ONE_A_CASE)
    for one in valid.order_by("issued_at", "id"):
        if one.case_id is not None:
            found.setdefault(one.case_id, []).append(one)
    return found


def papers_of_any(cases: list[int], subjects: list[str]) -> list[Paper]:
    """Return the valid papers of these cases and about these subjects, newest first."""
    mine = Q(case__in=cases) | Q(subject__in=subjects)
    return list(Paper.objects.filter(mine, voided_at=None).order_by("-issued_at", "-id")[:MOST])


def paper_of(paper_id: int, office: str) -> Paper:
    """Return a paper of an office with its case; refuse `certificates.no_such_paper`."""
    found = Paper.objects.select_related("case").filter(pk=paper_id, office=office).first()
    if found is None:
        raise Refused("certificates.no_such_paper")
    return found


def by_key(key: str) -> Paper | None:
    """Return the paper with this key in its address, void or not, or None for a key that no paper has."""
    return Paper.objects.select_related("office").filter(key=key).first()


def chain_of(paper: Paper) -> str:
    """Return the journal's chain of a paper: its case's, else that of the office's papers without a case."""
    return f"case:{paper.case_id}" if paper.case_id else f"papers:{paper.office_id}"


def stock_of(office: str) -> list[Stock]:
    """Return the stock of every form."""
    counted = Blank.objects.filter(office=office).order_by().values("form", "state").annotate(many=Count("pk"))
    told = {(row["form"], row["state"]): row["many"] for row in counted}
    return [_stock(office, form, {state: told.get((form, state), 0) for state in BLANK_MOVES}) for form in FORMS]


def _stock(office: str, form: str, told: dict[str, int]) -> Stock:
    zh, en = FORMS[form]
    following = _next_serial(office, form) if told["in_store"] else ""
    return Stock(form, zh, en, told["in_store"], told["used"], told["spoiled"], told["destroyed"], following)


def _next_serial(office: str, form: str) -> str:
    first = Blank.objects.filter(office=office, form=form, state="in_store").order_by("serial")
    return first.values_list("serial", flat=True).first() or ""


def deliveries(office: str, *, limit: int = 10) -> list[Blanks]:
    """Return the last deliveries, newest first."""
    return list(Blanks.objects.filter(office=office).order_by("-at", "-pk")[:limit])


def blanks(
    office: str, *, form: str = "", state: str = "", serial: str = "", first: int = 0, limit: int = 50
) -> list[Blank]:
    """Return blanks with the print that used them, by serial number; one more than `limit` says there are more."""
    asked = Q(office=office)
    for name, value in (("form", form), ("state", state), ("serial__startswith", serial.strip().upper())):
        if value:
            asked &= Q(**{name: value})
    found = Blank.objects.filter(asked).select_related("printing__paper__case").order_by("form", "serial")
    return list(found[first : first + limit + 1])


def open_destruction(office: str) -> tuple[Destruction, int] | None:
    """Return the list that waits for the second person, with how many blanks it names, or None."""
    found = Destruction.objects.filter(office=office, done_at=None).annotate(many=Count("blanks")).first()
    return None if found is None else (found, found.many)


def reprints(office: str, *, limit: int = 20) -> list[Printing]:
    """Return the last prints that were not the first of their paper, with their reasons, newest first."""
    found = Printing.objects.filter(paper__office=office, number__gt=1).select_related("paper__case")
    return list(found.order_by("-at", "-pk")[:limit])


def states_of(office: str) -> States | None:
    """Return the newest signed list of an office's papers that are no longer valid."""
    return States.objects.filter(office=office).order_by("-made_at", "-pk").first()


def newest_states() -> list[States]:
    """Return the newest signed list of every office."""
    return list(States.objects.order_by("office", "-made_at", "-pk").distinct("office"))


def state_of_place(place: int) -> int:
    """Return the state of a paper by its place in the list, 0 while it is valid or for a place that no paper has."""
    return Paper.objects.filter(pk=place).values_list("void_state", flat=True).first() or 0


def offices_whose_states_are_older_than(moment: datetime) -> list[str]:
    """Return the offices without a list signed since `moment`."""
    fresh = States.objects.order_by().values("office").annotate(last=Max("made_at")).filter(last__gte=moment)
    found = Office.objects.exclude(pk__in=fresh.values("office")).order_by("pk")
    return list(found.values_list("pk", flat=True))
