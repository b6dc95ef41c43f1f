"""The API asked whatever its description allows, and more: no fault, no undocumented answer, nothing of another's.

A few hundred cases here; `make fuzz-api` asks 20,000 (`ONELANE_FUZZ_CASES`).
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks as described
from tests import known

import make
from api_client import Api, Form, Platform, signed_in
from home_office import DELIVERY, SERVICE, Home, account, picture

CASES = int(os.environ.get("ONELANE_FUZZ_CASES", "300"))
SERVICES = [SERVICE, "exam-report", "vehicle-contact-change", "driving-licence-renewal", "first-registration"]
FOR_PLATFORMS = ("/api/v1/platform/", "/api/v1/webhooks")
ALWAYS = [
    schemathesis.checks.not_a_server_error,
    described.status_code_conformance,
    described.content_type_conformance,
    described.response_headers_conformance,
    described.response_schema_conformance,
]
pytestmark = pytest.mark.django_db


def application(environ: Any, start_response: Any) -> list[bytes]:
    """Answer a request as the office does, on the test's own connection to the database."""
    answer = ClientHandler(enforce_csrf_checks=False)(environ)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.getvalue()]


class Citizen:
    """Somebody with an application that is begun, one that is sent, a picture and a paper; all of it tells his name."""

    def __init__(self, owner: Any, programs: list[Platform]) -> None:
        browser = signed_in(owner)
        self.tokens = {one.kind: one.consented(browser)["access_token"] for one in programs}
        api = Api(self.tokens["platform"])
        self.draft = api("post", "applications", {"service": "exam-report"}, status=201)["number"]
        told = api("post", f"applications/{self.draft}/documents", Form(paper="evidence", file=picture()), status=201)
        self.document = told["documents"][0]["id"]
        self.sent = api("post", "applications", {"service": SERVICE}, status=201)["number"]
        api("patch", f"applications/{self.sent}/answers", {"answers": DELIVERY}, status=200)
        api("post", f"applications/{self.sent}/submit", status=200)
        self.entry = api("get", "register/entries", status=200)["items"][0]["key"]
        self.paper = api("post", "register/extracts", {"entry": self.entry, "reason": "so"}, status=201)["key"]

    @property
    def own(self) -> set[str]:
        """What nobody else may ever be told."""
        return {self.draft, self.sent, self.paper, self.entry}


class World:
    """Two citizens, a platform and an app for which both consented, and the platform for itself."""

    def __init__(self, home: Home) -> None:
        make.set_office(**{"platforms.requests_a_minute": 1_000_000})
        programs = [Platform(), Platform("app")]
        other = account(known.person(name="试二", mobile="13800000002"), "second", "13800000002")
        known.vehicle(owner=other.person, vin=known.vin(77))
        self.citizens = [Citizen(home.account, programs), Citizen(other, programs)]
        self.platform = programs[0].own_token()
        hook = {"address": "https://hook.example/"}
        self.webhook = Api(self.platform)("post", "webhooks", hook, status=201)["id"]
        self.schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
        self.answers: Counter[int] = Counter()

    def ask(self, case: Any, draw: Any) -> None:
        """Ask one case with somebody's token, some of it made real, and judge the answer."""
        who, token = self._asker(case, draw)
        is_touched = draw(st.booleans()) and self._made_real(case, draw)
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        judges = [*ALWAYS]
        if not is_touched and answer.status_code < 300:
            judges.append(described.negative_data_rejection)
        case.validate_response(answer, checks=judges)
        self.answers[answer.status_code] += 1
        others = set[str]().union(*(one.own for one in self.citizens if one is not who)) if who else set[str]()
        said = answer.content.decode(errors="replace")
        leaked = [one for one in others if one in said]
        assert leaked == [], f"{case.method} {case.path} tells another's {leaked}"

    def _asker(self, case: Any, draw: Any) -> tuple[Citizen | None, str]:
        """Return who asks and his token: mostly one that fits, now and then another."""
        if draw(st.integers(0, 9)) == 0 or case.path.startswith(FOR_PLATFORMS):
            return None, self.platform
        who = draw(st.sampled_from(self.citizens))
        is_for_apps = case.path.startswith("/api/v1/affairs") or draw(st.integers(0, 9)) == 0
        return who, who.tokens["app" if is_for_apps else "platform"]

    def _made_real(self, case: Any, draw: Any) -> bool:
        """Put numbers, keys and services that exist into a case, of this citizen or of the other."""
        whose = draw(st.sampled_from(self.citizens))
        real = {
            "number": draw(st.sampled_from([whose.draft, whose.sent])), "document": str(whose.document),
            "webhook": str(self.webhook), "delivery": "1", "key": whose.paper, "code": draw(st.sampled_from(SERVICES)),
        }  # fmt: skip
        parameters = case.path_parameters or {}
        for name in parameters:
            parameters[name] = real[name]
        body = case.body
        if isinstance(body, dict) and isinstance(body.get("service"), str):
            body["service"] = draw(st.sampled_from(SERVICES))
            body.pop("subject", None)
        if isinstance(body, dict) and isinstance(body.get("entry"), str):
            body["entry"] = whose.entry
        return True


def test_no_fault_no_undocumented_answer_and_nothing_of_another_citizens(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(home)
    operations = [found.ok() for found in world.schema.get_all_operations()]
    each = -(-CASES // len(operations))
    for operation in operations:
        fuzz(world, operation, each)

    assert len(operations) > 20
    assert sum(world.answers.values()) >= CASES * 0.9
    assert {200, 404, 422} <= world.answers.keys()
    with capsys.disabled():
        sys.stdout.write(f" {sum(world.answers.values())} cases, by status {dict(sorted(world.answers.items()))} ")


def fuzz(world: World, operation: Any, count: int) -> None:
    """Ask one operation so many times, half of it as described and half not."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    both = right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @seed(len(operation.path))
    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=both, data=st.data())
    def asked(case: Any, data: Any) -> None:
        world.ask(case, data.draw)

    asked()
