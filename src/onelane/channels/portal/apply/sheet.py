"""An application on the screen: its pages, where the reader is, what is typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from onelane.catalogue.spec import Field, JsonValue, Service
from onelane.channels.portal.apply import topics
from onelane.channels.portal.apply.topics import Topic
from onelane.channels.shared.access import actor_of
from onelane.channels.shared.forms_from_catalogue import said, told
from onelane.office.cases import queries as files
from onelane.office.stations import applied, papers_wanted
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor
    from onelane.office.stations.applied import Mine

PAPERS, CHECK = "papers", "check"


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the way through the form."""

    code: str
    title: str
    url: str
    now: bool
    done: bool


class Sheet:
    """What every page of one application needs; read lazily, so that no page pays for another's."""

    def __init__(self, mine: Mine, actor: Actor) -> None:
        self.mine = mine
        self.actor = actor

    @cached_property
    def service(self) -> Service:
        """Return the service that is applied for."""
        return catalogue.current().services[self.mine.service]

    @property
    def title(self) -> str:
        """Return the service's name."""
        return said(self.service.title)

    @cached_property
    def answers(self) -> dict[str, JsonValue]:
        """Return the answers that can stand."""
        return files.answers(self.mine.case_id)

    @cached_property
    def fields(self) -> list[Field]:
        """Return all that is asked."""
        return applied.questions(self.mine.service)

    @cached_property
    def topics(self) -> list[Topic]:
        """Return the pages of questions."""
        return topics.topics(self.fields)

    def topic(self, code: str) -> Topic | None:
        """Return a page of questions by its code."""
        return next((one for one in self.topics if one.code == code), None)

    @cached_property
    def papers(self) -> list[papers_wanted.Wanted]:
        """Return the papers of the service."""
        return papers_wanted.wanted(self.mine.case_id)

    @property
    def known(self) -> list[tuple[str, str]]:
        """Return what the office knows already: names and values."""
        return [
            (said(one.name), told(one, self.answers.get(one.code))) for one in topics.known(self.fields, self.answers)
        ]

    @cached_property
    def pages(self) -> list[tuple[str, str, str]]:
        """Return code, title and address of each page in order."""
        number = self.mine.number
        found = [(one.code, one.title, reverse("apply:part", args=[number, one.code])) for one in self.topics]
        if any(one.source == "applicant" for one in self.papers):
            found.append((PAPERS, gettext("Papers"), reverse("apply:papers", args=[number])))
        return [*found, (CHECK, gettext("Check and send"), reverse("apply:check", args=[number]))]

    def way(self, at: str) -> list[Stop]:
        """Return the steps with the one where the reader is."""
        place = next((index for index, page in enumerate(self.pages) if page[0] == at), 0)
        return [Stop(*page, now=index == place, done=index < place) for index, page in enumerate(self.pages)]

    def after(self, at: str) -> str:
        """Return the address of the page after this one."""
        codes = [page[0] for page in self.pages]
        return self.pages[min(codes.index(at) + 1, len(codes) - 1)][2]

    def before(self, at: str) -> str:
        """Return the address of the page before this one, empty at the first."""
        codes = [page[0] for page in self.pages]
        return self.pages[codes.index(at) - 1][2] if codes.index(at) else ""

    @property
    def first_open(self) -> str:
        """Return the address of the first page where something is missing, or of the last one.

        A draft in which nothing was typed begins at its beginning, though the office may have filled all of it in.
        """
        if self.mine.fresh:
            return self.pages[0][2]
        for topic in self.topics:
            if any(self._open(field) for field in topic.fields):
                return reverse("apply:part", args=[self.mine.number, topic.code])
        if any(one.missing for one in self.papers):
            return reverse("apply:papers", args=[self.mine.number])
        return self.pages[-1][2]

    def _open(self, field: Field) -> bool:
        if field.code in self.mine.typed:
            return True
        asked = field.when is None or self.answers.get(field.when[0]) == field.when[1]
        return asked and field.required and self.answers.get(field.code) in (None, "")

    def frame(self, at: str) -> dict[str, object]:
        """Return what every page shows around its own content."""
        stops = self.way(at)
        now = next(index for index, one in enumerate(stops, 1) if one.now)
        return {
            "sheet": self, "title": self.title, "number": self.mine.number, "stops": stops, "place": now,
            "count": len(stops), "before": self.before(at), "stop": stops[now - 1],
            "asked": self.mine.state == "suspended",
        }  # fmt: skip


def of(request: HttpRequest, number: str) -> Sheet:
    """Return the application of this number if it is the reader's own; refuse `cases.not_found`."""
    actor = actor_of(request)
    return Sheet(applied.mine(number=number, actor=actor), actor)


def rows(fields: list[Field], answers: Mapping[str, JsonValue]) -> list[tuple[str, str]]:
    """Return questions and answers for reading; the applicant's own answers are shown whole."""
    return [(said(one.name), told(one, answers.get(one.code), whole=True)) for one in fields if _asked(one, answers)]


def _asked(field: Field, answers: Mapping[str, JsonValue]) -> bool:
    return field.when is None or answers.get(field.when[0]) == field.when[1]
