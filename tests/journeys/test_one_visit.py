"""One car from arrival to hand-over: nine people press in nine browsers, and phone and board follow by themselves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from channels.portal.scenes import vin
from journeys.hall import BOARD, PHONE, PICTURE, Hall, Opened, fill
from onelane.command.demo import steps
from onelane.command.demo.drive import example
from onelane.command.load import pass_phrase

HEAR = """() => {
  window.log = [];
  const note = (word) => async (call) => { window.log.push([word, call.number]); };
  Object.assign(document.querySelector('[data-board]').announcer,
                { chime: note('chime'), speak: note('voice'), isOn: () => true, gap: 1 });
}"""


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.click()


def scene(phone: Page, name: str) -> None:
    """Wait until the phone shows this by itself: nobody touches it."""
    expect(phone.locator("#visit")).to_have_attribute("data-scene", name)


@pytest.fixture
def staff(hall: Hall, opens: Opened) -> dict[str, Page]:
    """Everybody signs in at his own screen, with the form."""
    pages: dict[str, Page] = {}
    for role in ("guide", "clerk", "inspector", "reviewer", "plate_maker", "certificate_printer", "hand_over"):
        page = pages[role] = opens("/sign-in/")
        page.fill("[name=username]", role)
        page.fill("[name=password]", pass_phrase())
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=code]")  # the practice office has filled it in
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("sign-in"))
        if "/counter/" in page.url:
            press(page, "Work here")
    return pages


def test_the_phone_and_the_board_follow_one_car_from_arrival_to_hand_over(
    hall: Hall, opens: Opened, staff: dict[str, Page]
) -> None:
    board = opens("/board/qingdao/", viewport=BOARD, bypass_csp=True)  # waits for words, which is an eval
    board.evaluate(HEAR)
    phone, number = arrive(staff["guide"], opens)
    scene(phone, "waiting")

    # Two calls at once: the owner goes to a window, his car to a bay.
    press(staff["clerk"], "Call next")
    scene(phone, "called")
    expect(phone.locator(".called-sign")).to_have_text("Window 1")
    expect(board.locator("[data-calls] .number")).to_have_text([number])
    press(staff["inspector"], "Call the next car")
    expect(phone.locator(".called-sign")).to_have_count(2)
    board.wait_for_function("window.log.length >= 4")
    assert board.evaluate("window.log") == [["chime", number], ["voice", number]] * 2

    car = vin(next(hall.numbers))
    accept(staff["clerk"], car)
    inspect(staff["inspector"], car)
    scene(phone, "inside")
    review(staff["reviewer"])

    scene(phone, "payment")
    pay(phone)
    scene(phone, "number-choice")
    plate = choose(phone)

    make_plates(staff["plate_maker"], number)
    make_papers(staff["certificate_printer"])
    expect(phone.locator("#visit")).to_contain_text("You are next")
    hand_over(staff["hand_over"], phone)

    scene(phone, "finished")
    expect(phone.locator("#visit")).to_contain_text("one queue")
    assert plate in "".join(phone.locator(".over").inner_text().split())


def arrive(guide: Page, opens: Opened) -> tuple[Page, str]:
    """The car stands at the entry; its owner scans the code on the ticket."""
    press(guide, "A car has arrived")
    press(guide, "Show it for the phone")
    code = guide.locator(".slip-code")
    phone = opens(str(code.get_attribute("href")), viewport=PHONE, has_touch=True, is_mobile=True)
    number = guide.locator(".slip-number").inner_text()
    expect(phone.locator(".visit-number strong")).to_have_text(number)
    return phone, number


def accept(clerk: Page, car: str) -> None:
    press(clerk, "The owner is here")
    fill(clerk, {**example("acceptance"), "vin": car})
    for paper in clerk.locator("[name=materials_seen]").all():
        paper.check()
    press(clerk, "Accept and hand on")
    expect(clerk.get_by_role("button", name="Take back")).to_be_visible()


def inspect(inspector: Page, car: str) -> None:
    inspector.fill("[name=video_ref]", "B1-0001")
    press(inspector, "Begin the inspection")
    for no in range(1, 10):
        if no == 1:
            inspector.fill("#value-1", car)
        if no == 4:
            inspector.locator("#item-4 label").first.click()
        elif no == 6:
            inspector.locator("#value-6").select_option("K33")
        else:
            inspector.click(f"#pass-{no}")
        expect(inspector.locator(f"#pass-{no}")).to_have_attribute("aria-pressed", "true")
    for kind in steps.PHOTOS:
        file = {"name": f"{kind}.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}
        inspector.set_input_files(f"#file-{kind}", file)
        expect(inspector.locator(f"form:has(#file-{kind}) img[data-preview]")).to_be_visible()
    press(inspector, "Done: passed")
    expect(inspector.get_by_role("button", name="Call the next car")).to_be_visible()


def review(reviewer: Page) -> None:
    press(reviewer, "Take the next")
    for name, answer in example("review").items():
        reviewer.click(f"label[for={name}-{answer}]")
    press(reviewer, "Done: let it through")


def pay(phone: Page) -> None:
    """The owner pays on the provider's page in another tab; his ticket's page notices by itself."""
    press(phone, "Pay ¥120.00 with WeChat Pay")
    way = phone.get_by_role("link", name="on this phone")
    provider = phone.context.new_page()
    provider.goto(str(way.get_attribute("href")))
    provider.locator("form button").first.click()


def choose(phone: Page) -> str:
    press(phone, "Show my numbers")
    pick = phone.locator("[name=plate]").nth(7)
    pick.check(force=True)
    number = str(pick.get_attribute("value"))
    press(phone, "Choose this number")
    press(phone, "Yes, take it")
    scene(phone, "inside")
    return number


def make_plates(maker: Page, number: str) -> None:
    press(maker, "Take the next")
    expect(maker.locator("main")).to_contain_text(number)
    press(maker, "Pressed and counted")


def make_papers(printer: Page) -> None:
    press(printer, "Take the next")
    for left in (2, 1, 0):
        press(printer, "Print the marked paper")
        expect(printer.locator(".paper-next")).to_have_count(1 if left else 0)
    press(printer, "All printed: done")


def hand_over(desk: Page, phone: Page) -> None:
    press(desk, "Call next")
    scene(phone, "called")
    press(desk, "The owner is here")
    for thing in desk.locator("[name=handed]").all():
        thing.check()
    press(desk, "Signed for; the visit ends")
