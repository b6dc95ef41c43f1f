"""Nobody reaches another's: every operation with another citizen's token answers as for what is not there."""

from __future__ import annotations

from typing import Any

import pytest
from tests import known

from api_client import Api, Form, Platform, signed_in
from home_office import Home, account, picture
from onelane.channels.api.description import description

pytestmark = pytest.mark.django_db
PATHS = sorted(
    (method, path)
    for path, methods in description()["paths"].items()
    for method in methods
    if "{number}" in path or "{key}" in path
)
BODIES: dict[str, Any] = {
    "saveAnswers": {"answers": {}}, "correct": {"answers": {}}, "pay": {"provider": "wechat"},
}  # fmt: skip


@pytest.fixture
def belongings(api: Api, home: Home) -> dict[str, str]:
    """What the first citizen has: an application with a picture that costs something, and a paper."""
    entry = api("get", "register/entries", status=200)["items"][0]
    paper = api("post", "register/extracts", {"entry": entry["key"], "reason": "so"}, status=201)
    number = api("post", "applications", {"service": "exam-report"}, status=201)["number"]
    told = api("post", f"applications/{number}/documents", Form(paper="evidence", file=picture()), status=201)
    return {"number": number, "document": str(told["documents"][0]["id"]), "key": paper["key"]}


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_what_is_anothers_is_as_unknown_as_what_is_not_there(
    method: str, path: str, api: Api, platform: Platform, belongings: dict[str, str]
) -> None:
    stranger = Api(platform.consented(signed_in(account(known.person(), "other", "13800000009")))["access_token"])
    operation = description()["paths"][path][method]["operationId"]
    theirs = path.removeprefix("/api/v1/").format(**belongings)
    nowhere = path.removeprefix("/api/v1/").format(number="N0", document=1, key="no-such-key")

    def ask(who: Api, place: str) -> Any:
        body = Form(paper="evidence", file=picture()) if operation == "handIn" else BODIES.get(operation)
        return who(method, place, body)

    told, unknown = ask(stranger, theirs), ask(stranger, nowhere)
    assert told.status_code == unknown.status_code == 404
    assert told.json() == unknown.json()
    if operation not in NOT_THERE_EITHER:
        assert ask(api, theirs).status_code != 404


NOT_THERE_EITHER = {"getBill", "pay"}
"""The application of this test costs nothing, so that its owner finds no bill."""


def test_lists_show_ones_own_only(api: Api, platform: Platform, belongings: dict[str, str]) -> None:
    stranger = Api(platform.consented(signed_in(account(known.person(), "other", "13800000009")))["access_token"])
    for path in ("cases", "papers", "register/entries"):
        assert stranger("get", path, status=200)["items"] == []
        assert api("get", path, status=200)["items"] != []


def test_a_platform_sees_what_came_over_itself_only(api: Api, platform: Platform, belongings: dict[str, str]) -> None:
    assert Api(platform.own_token())("get", "platform/cases", status=200)["items"]
    assert Api(Platform().own_token())("get", "platform/cases", status=200)["items"] == []
