"""The hall board when its line is cut."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.hall import BOARD, Hall, Opened


def test_the_board_says_that_it_is_cut_off_and_catches_up_afterwards(hall: Hall, opens: Opened) -> None:
    board = opens("/board/qingdao/", viewport=BOARD)
    lost = board.locator("[data-lost]")
    expect(board.locator("[data-board]")).to_be_visible()
    expect(lost).to_be_hidden()

    board.context.set_offline(True)
    expect(lost).to_be_visible()
    expect(lost).to_contain_text("Connection lost")
    car = hall.car()
    clerk = car.drive.person("clerk")
    page = clerk.press(clerk.read("/window/"), "/next/")

    board.context.set_offline(False)
    expect(lost).to_be_hidden()
    expect(board.locator("[data-calls] .number")).to_have_text([car.ticket])
    clerk.press(page, next(way for way in page.ways("/undo/") if "/calls/" in way))
    expect(board.locator("[data-calls] .number")).to_have_count(0)
    car.leave()
