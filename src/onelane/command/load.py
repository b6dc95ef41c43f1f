"""`onelane load-office`: the offices of the catalogue with counters and demo accounts; twice changes nothing."""

from __future__ import annotations

import argparse
import os

from onelane.command.connection import office
from onelane.command.demo_bookings import load_bookings
from onelane.command.demo_registers import load_registers
from onelane.kernel import clock
from onelane.kernel.numbers import one_time

DEMO_PASS_PHRASE = "one-lane-demo"  # noqa: S105 - no secret: printed at each start


def pass_phrase() -> str:
    """Return the pass phrase of the demo accounts."""
    return os.environ.get("ONELANE_DEMO_PASSWORD", DEMO_PASS_PHRASE)


def practice_code() -> str:
    """Return what the authenticator app of the demo accounts shows now."""
    return one_time.practice_code(clock.now())


def load_office() -> list[tuple[str, str, str]]:
    """Load every office and return its demo accounts: role, login name, counter; needs the owner of the tables."""
    from onelane.office.plates import demo as plates
    from onelane.registers.offices import actions as offices
    from onelane.registers.offices import catalogue
    from onelane.registers.people import second_factor, staff

    accounts: list[tuple[str, str, str]] = []
    for plan in catalogue.current().offices.values():
        offices.load_office(plan)
        for account in plan.accounts:
            post = staff.appoint(
                username=account.username,
                name=account.name.zh,
                office=plan.code,
                role=account.role,
                counter=account.counter,
                certificate_no="370299-0001" if account.role == "inspector" else "",
                password=pass_phrase(),
            )
            second_factor.give_practice(account=post.account_id)
            accounts.append((account.role, account.username, account.counter))
        plates.open_segments(plan.code)
        _seat_doctor(plan.code)
    first = next(iter(catalogue.current().offices))
    accounts += load_registers(first, pass_phrase())
    load_bookings(first)
    offices.index_queues()
    return accounts


def _seat_doctor(office_code: str) -> None:
    """List an invented institution and seat the demo doctor there, so that his page can be tried."""
    from onelane.kernel.actor import Actor
    from onelane.office.physicals import actions as physicals
    from onelane.office.physicals import queries
    from onelane.registers.people.models import Post

    appointed = Post.objects.filter(office_id=office_code, role="doctor", account__username="doctor").exists()
    if not appointed or queries.doctors(office_code):
        return
    system = Actor("load-office", "system", office_code)
    physicals.list_institution(code="QD01", name="试验医院", listed_from=clock.today(), actor=system)
    physicals.seat_doctor(username="doctor", code="QD01", certificate_no="370299-D1", actor=system)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the word `load-office`."""
    parser = subparsers.add_parser("load-office", help="load the demo office")
    parser.set_defaults(handler=_run)


def _run(_chosen: argparse.Namespace) -> None:
    with office("owner"):
        for role, username, counter in load_office():
            print(f"{role:22} {username:22} {counter}")
