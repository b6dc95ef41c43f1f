"""Other authorities for practice: they answer from the office's own registers, and can be slow, down or wrong."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

from django.conf import settings

from onelane.office.checks.gateway import Answer, Question, Unknown
from onelane.registers.drivers import queries as drivers
from onelane.registers.people.models import Person
from onelane.registers.vehicles import queries as vehicles

SLOW = 2.0  # seconds
FILE = "checks.json"


class Gateway:
    """The practice authorities; `checks.json` in the practice folder says who misbehaves: `{"insurance": "down"}`."""

    def ask(self, question: Question) -> Answer | Unknown:
        """Answer from the registers, unless this authority is told to misbehave."""
        mood = _moods().get(question.kind, "")
        if mood == "down":
            return Unknown("the authority does not answer")
        if mood == "slow":
            time.sleep(SLOW)
        told = _told(question)
        if mood == "wrong":
            return Answer(not told.holds, None, "practice: deliberately wrong")
        return told


def _moods() -> dict[str, str]:
    file = Path(settings.ONELANE["PRACTICE"]) / FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _told(question: Question) -> Answer:
    if question.kind == "medical":
        return _medical(question)
    if question.kind == "violations":
        return Answer(holds=True, words="无未处理记录")
    car = vehicles.vehicle_with(question.number)
    if car is None:
        return Answer(holds=False, words="查无此车")
    if question.kind == "stolen":
        return Answer(holds="C" not in car.status, words="")
    if question.kind == "purchase_tax":
        return Answer(holds=True, words="已完税")
    until = car.insured_to if question.kind == "insurance" else car.tax_paid_to
    return _until(until, question.on)


def _until(until: date | None, on: date) -> Answer:
    return Answer(until is not None and until >= on, until)


def _medical(question: Question) -> Answer:
    person = Person.objects.filter(id_no=question.number).values_list("pk", flat=True).first()
    found = drivers.medical_facts(person) if person is not None else {}
    examined = found.get("medical.examined_on")
    day = date.fromisoformat(examined) if isinstance(examined, str) else None
    return Answer(holds=found.get("medical.fit") is True, until=day)
