"""The nine services of the article, each to its end at a kiosk."""

from __future__ import annotations

import pytest

from at_kiosk import Stand, Walk
from onelane import catalogue

pytestmark = pytest.mark.django_db
NINE = [
    "driving-licence-first-application", "driving-licence-upgrade-medical", "driving-licence-renewal",
    "driving-licence-damaged", "driving-licence-lost", "driver-contact-change", "vehicle-licence-replacement",
    "plate-replacement", "vehicle-contact-change",
]  # fmt: skip


def test_the_kiosk_offers_the_nine_of_the_article_in_its_order(stand: Stand) -> None:
    from onelane.office.kiosks import queries

    assert queries.offered(stand.kiosk) == NINE
    stand("services/")
    assert stand.page.count('name="service"') == 9


@pytest.mark.parametrize("service", NINE)
def test_each_service_walks_to_its_end_and_leaves_a_receipt(stand: Stand, service: str) -> None:
    walk = Walk(stand, service, **({"delivery_mode": "counter"} if service == "plate-replacement" else {})).begin()

    pages = walk.to_the_end()

    assert len(stand.paper) == 1, pages
    walk.application.case.refresh_from_db()
    at_once = catalogue.load().service(service).path == ("record",)
    assert walk.application.case.state == ("finished" if at_once else "open")
    assert dict(stand.client.session) == {}


def test_whoever_waits_in_the_hall_has_a_place_before_what_is_posted(stand: Stand) -> None:
    from onelane.office.stations import in_the_hall

    walk = Walk(stand, "driving-licence-lost").begin()
    while walk.at != "print":
        walk.step()

    assert in_the_hall.place_of(walk.case_id, "qingdao").number == 1  # type: ignore[union-attr]
    assert "Your place in the certificate room" in stand.page


def test_what_an_authority_does_not_confirm_waits_for_a_reviewer(stand: Stand) -> None:
    import json

    practice = stand.printer.parent.parent
    practice.mkdir(parents=True, exist_ok=True)
    (practice / "checks.json").write_text(json.dumps({"stolen": "wrong"}))
    walk = Walk(stand, "vehicle-licence-replacement").begin()
    while walk.at != "review":
        walk.step()
    walk.step()

    assert walk.at == "review"
    assert walk.application.desk == "file-review"
