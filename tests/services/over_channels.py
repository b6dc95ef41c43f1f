"""One application over a channel as a citizen makes it: over the API as a program, over the portal as a browser.

The office's own steps in between are the deeds of `tests.applying_online.Walk`.
"""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

from tests.applying_online import Applicant, Walk

from api_client import Api, Form, Platform, signed_in
from home_office import picture
from onelane import catalogue


class OverTheApi(Walk):
    """Applies through `/api/v1/`, with a token that the applicant consented to."""

    def __init__(self, service: str, applicant: Applicant) -> None:
        super().__init__(service, applicant, channel="api")
        self.api = Api(Platform().consented(signed_in(_account(self)))["access_token"])
        self.number = ""

    def apply(self, **changed: Any) -> OverTheApi:
        """Begin, fill the form as the description says, hand in what is missing, send."""
        subject = self._subject()
        told = {"service": self.code} | ({"subject": subject} if subject else {})
        begun = self.api("post", "applications", told, key=f"begin-{self.person.pk}", status=201)
        self.number = begun["number"]
        form = self.api("get", f"applications/{self.number}", status=200)
        example = {**catalogue.load().service(self.code).example, **changed}
        asked = {one["code"] for one in form["fields"] if not one["fixed"]}
        answers = {name: example[name] for name in example if name in asked}
        kept = self.api("patch", f"applications/{self.number}/answers", {"answers": answers}, status=200)
        assert kept["unfit"] == []
        for one in kept["papers"]:
            if one["missing"]:
                sent = Form(paper=one["code"], file=picture())
                self.api("post", f"applications/{self.number}/documents", sent, status=201)
        assert self.api("post", f"applications/{self.number}/submit", key="send", status=200)["submitted_at"]
        self.id = _case(self.number).pk
        return self

    def _subject(self) -> str:
        found = self.api("get", f"services/{self.code}/subjects", status=200)["items"]
        return str(found[0]["key"]) if found else ""

    def told(self) -> dict[str, Any]:
        """Return the case as the citizen's program sees it."""
        found: dict[str, Any] = self.api("get", f"cases/{self.number}", status=200)
        return found


class OverThePortal(Walk):
    """Applies through the pages, as a browser without scripts does."""

    def __init__(self, service: str, applicant: Applicant) -> None:
        super().__init__(service, applicant, channel="portal")
        self.browser = signed_in(_account(self))
        self.number = ""

    def apply(self, **changed: Any) -> OverThePortal:
        """Choose the first thing to apply about, fill page after page, hand in, check, send."""
        start = self.browser.get(f"/apply/{self.code}/").content.decode()
        sent = {"about": "0", "key": _hidden(start, "key")}
        where = self.browser.post(f"/apply/{self.code}/", sent)["Location"]
        self.number = where.strip("/").split("/")[1]
        example = {**catalogue.load().service(self.code).example, **changed}
        typed = {name: "true" if value is True else str(value) for name, value in example.items()}
        for part in self._parts():
            answer = self.browser.post(self._at(f"part/{part}/"), typed)
            assert answer.status_code == 302, (part, _refusals(answer.content.decode()))
        for code in self._missing():
            answer = self.browser.post(self._at("papers/"), {"paper": code, "file": picture()})
            assert answer.status_code == 302, code
        page = self.browser.get(self._at("check/")).content.decode()
        answer = self.browser.post(self._at("check/"), {"key": _hidden(page, "key")})
        assert answer.status_code == 302, _refusals(answer.content.decode())
        self.id = _case(self.number).pk
        return self

    def told(self) -> str:
        """Return the case's page as the citizen reads it."""
        return str(self.browser.get(f"/cases/{self.number}/").content.decode())

    def _at(self, path: str) -> str:
        return f"/applications/{self.number}/{path}"

    def _parts(self) -> list[str]:
        page = self.browser.get(self._at("check/")).content.decode()
        return list(dict.fromkeys(re.findall(r"/part/([a-z0-9-]+)/", page)))

    def _missing(self) -> list[str]:
        from onelane.office.stations import papers_wanted

        return [one.code for one in papers_wanted.wanted(_case(self.number).pk) if one.missing]


def _account(walk: Walk) -> Any:
    from onelane.registers.people.models import Account

    return Account.objects.select_related("person").get(pk=int(walk.citizen.id))


def _case(number: str) -> Any:
    from onelane.office.cases.models import Case

    return Case.objects.get(number=number)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]+)"', page)
    assert found is not None, page[:3000]
    return urllib.parse.unquote(found[1])


def _refusals(page: str) -> list[str]:
    return re.findall(r'class="[^"]*(?:invalid-feedback|alert)[^"]*"[^>]*>([^<]+)', page)
