"""Each device is unplugged before each step of each service: no half paper counts, no money and no deed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from at_kiosk import Stand, Walk, photo_of
from channels.kiosk.test_nine_services import NINE
from onelane.gateways.devices.practice import HANGING, behave
from onelane.office.kiosks.models import Login, Slip, Use

pytestmark = pytest.mark.django_db
MOST_PAGES = 20
SLIP_BYTES = 40_000  # less than a slip has


def printer_away(stand: Stand) -> None:
    behave(stand.printer, paper="away")


def printer_without_paper(stand: Stand) -> None:
    behave(stand.printer, paper="out")


def printer_pulled_in_the_middle(stand: Stand) -> None:
    behave(stand.printer, unplug_after=SLIP_BYTES)


def printer_pulled_before_the_cut(stand: Stand) -> None:
    behave(stand.printer, paper="ok", unplug_at_cut=True)


EVERYWHERE = [(service, fault) for service in NINE for fault in (printer_away, printer_pulled_in_the_middle)]
OTHERWISE = [("driver-contact-change", printer_without_paper), ("plate-replacement", printer_pulled_before_the_cut)]


def rest(walk: Walk) -> None:
    """Check what has to hold at every moment, whatever is plugged in."""
    whole = [paper for paper in walk.stand.paper if is_whole(paper)]
    assert sum(Slip.objects.values_list("copies", flat=True)) == len(whole)
    assert Use.objects.filter(ended_at=None).count() <= 1


def is_whole(paper: Any) -> bool:
    """Tell whether a piece of paper has the code at its end, and no mark below it that makes it void."""
    import zxingcpp
    from PIL import Image

    from onelane.gateways.devices.paper import void_mark

    with Image.open(paper) as opened:
        picture, mark = opened.convert("1"), void_mark()
    foot = picture.crop((0, picture.height - mark.height, picture.width, picture.height))
    return bool(zxingcpp.read_barcodes(picture.convert("L"))) and foot.tobytes() != mark.tobytes()


@pytest.mark.parametrize(("service", "unplug"), EVERYWHERE + OTHERWISE)
def test_a_printer_that_fails_at_every_step_loses_nothing(
    stand: Stand, service: str, unplug: Callable[[Stand], None]
) -> None:
    walk, failed = Walk(stand, service, **way(service)).begin(), 0
    for _ in range(MOST_PAGES):
        unplug(stand)
        before = walk.at
        walk.step()
        rest(walk)
        behave(stand.printer, paper="ok")
        if before == "print":
            assert "did not print" in stand.page
            failed += 1
            assert Slip.objects.get().copies == 0
            walk.step()  # the same button again, plugged in
            rest(walk)
        if walk.ended:
            break

    assert (walk.ended, failed) == (True, 1)
    done_once(walk)
    assert not (stand.printer / HANGING).exists()
    assert (Slip.objects.get().state, Slip.objects.get().copies) == ("printed", 1)


@pytest.mark.parametrize("service", NINE)
def test_a_network_that_loses_every_answer_does_every_deed_once(stand: Stand, service: str) -> None:
    """Each press reaches the office and its answer is lost, so that it is pressed again."""
    walk = Walk(stand, service, **way(service)).begin()
    for _ in range(MOST_PAGES):
        where, page, at = stand.where, stand.page, walk.at
        walk.step()
        if walk.ended:
            break
        if at in {"sign-in", "code", "pay", "review"}:
            continue  # a card that lies there, a code that was used, money that is taken elsewhere: no second press
        stand.where, stand.page = where, page
        walk.step()

    assert walk.ended
    done_once(walk)
    assert Slip.objects.get().tries <= 2


@pytest.mark.parametrize("service", NINE)
def test_a_reader_that_reads_nothing_and_a_camera_that_is_dead_leave_a_draft(
    stand: Stand, service: str, clock: Any
) -> None:
    walk = Walk(stand, service, has_photo=False, **way(service)).begin()

    stand("sign-in/practice-card/", card="torn")
    assert Login.objects.get().confirmed_at is None
    walk.stand("sign-in/")
    while walk.at not in {"picture", "check"}:
        walk.step()
    stand("picture/", file="")  # the camera gave nothing
    stand("end/", how="time")

    assert walk.application.case.state == "draft"
    assert Slip.objects.count() == 0
    photo_of(walk.person)
    clock.forward(minutes=2)
    walk.begin().to_the_end()
    done_once(walk)


def way(service: str) -> dict[str, str]:
    return {"delivery_mode": "counter"} if service == "plate-replacement" else {}


def done_once(walk: Walk) -> None:
    """Check that the service was done once: one application, one bill paid once, one change in the register."""
    from onelane.office.cases.applications.models import Application
    from onelane.office.payments.models import Attempt, Bill
    from onelane.records.models import Entry

    assert Application.objects.filter(applicant=walk.person).count() == 1
    case = walk.application.case
    assert Entry.objects.filter(chain=f"case:{case.pk}", deed="case.submitted").count() == 1
    for bill in Bill.objects.filter(case=case):
        assert (bill.state, Attempt.objects.filter(bill=bill, state="paid").count()) == ("paid", 1)
    if case.state == "finished":
        assert (
            Entry.objects.filter(chain=f"case:{case.pk}", deed__startswith="case.").exclude(deed="case.noted").exists()
        )
