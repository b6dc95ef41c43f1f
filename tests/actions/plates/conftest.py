"""An office with a released segment, and cases that want a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from onelane.kernel.actor import Actor

MAKER = Actor("li", "manager", "qingdao")
CHECKER = Actor("wang", "manager", "qingdao")
MACHINE = Actor("machine-1", "machine", "qingdao")


@pytest.fixture
def office(db: None) -> Iterator[str]:
    """Qingdao, with everything the office may change left as it is."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    forget()
    Office.objects.create(
        code="qingdao", name_zh="青岛车管所", name_en="Qingdao", area_code="3702", prefixes=["鲁B", "鲁U"]
    )
    yield "qingdao"
    forget()


@pytest.fixture
def set_terms(office: str) -> Callable[..., None]:
    """Change the office's terms of choosing."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    def change(**values: int) -> None:
        changed = {f"plate.random.{key}": value for key, value in values.items()}
        Office.objects.filter(code=office).update(settings=changed)
        forget()

    return change


@pytest.fixture
def set_settings(office: str) -> Callable[..., None]:
    """Change settings of the office by their whole names."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    def change(**values: int) -> None:
        Office.objects.filter(code=office).update(settings=values)
        forget()

    return change


@pytest.fixture
def new_case(office: str) -> Callable[..., object]:
    """Open cases of a small blue car, or of what is said."""
    from onelane.kernel import clock
    from onelane.office.cases.models import Case, File, Plan

    plan, _ = Plan.objects.get_or_create(digest="0" * 64, service="bicycle", snapshot={})

    def make(**answers: str) -> Case:
        at = clock.now()
        case = Case.objects.create(
            office_id=office, number=f"1{Case.objects.count():012d}", plan=plan, state="open", marking=[], rank_at=at,
            opened_at=at,
        )  # fmt: skip
        File.objects.create(case=case, answers={"plate_category": "02", "fuel_type": "A"} | answers)
        return case

    return make


@pytest.fixture
def segment(office: str) -> Callable[..., object]:
    """Propose and release a segment."""
    from onelane.office.plates import actions as plates

    def release(category: str, pattern: str, first: str, last: str, prefix: str = "鲁B") -> object:
        made = plates.propose_segment(
            office=office, category=category, prefix=prefix, pattern=pattern, first=first, last=last, actor=MAKER
        )
        return plates.release_segment(segment_id=made.pk, actor=CHECKER)

    return release
