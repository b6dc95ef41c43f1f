"""Whoever stands before the machine: kept in its session alone, and wiped with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks.rules import LONGEST_STAY, STAY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.office.kiosks.actions.signing import Who
    from onelane.office.kiosks.rules import UseEnd

PLACE, WISH, LOOK, LOGIN = "hall_seat", "hall_wish", "hall_look", "hall_login"
LOOKS = ("big", "contrast", "low", "spoken")


@dataclass
class Seat:
    """Who stands here, and what he has told so far; `told` are the fields that he answered at this machine."""

    kiosk: Any
    session: Any

    @property
    def _kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = self.session[PLACE]
        return kept

    @property
    def actor(self) -> Actor:
        """Return the citizen as who does something: he may what he may at home, and no more."""
        return Actor(id=str(self._kept["account"]), role="citizen", office=self.kiosk.office_id)

    @property
    def account(self) -> int:
        """Return the account."""
        return int(self._kept["account"])

    @property
    def person(self) -> int:
        """Return the person."""
        return int(self._kept["person"])

    @property
    def service(self) -> str:
        """Return the service that he chose."""
        return str(self.session[WISH]["service"])

    @property
    def use(self) -> int:
        """Return the key of his stay."""
        return int(self.session[WISH]["use"])

    @property
    def number(self) -> str:
        """Return the number of his application, empty before there is one."""
        return str(self._kept.get("number", ""))

    @property
    def told(self) -> list[str]:
        """Return what he answered himself."""
        return list(self._kept.get("told", []))

    @property
    def proved(self) -> list[str]:
        """Return the mobile numbers that a code proved at this machine."""
        return list(self._kept.get("proved", []))

    def keep(self, **told: Any) -> None:
        """Keep something until he goes."""
        self.session[PLACE] = {**self._kept, **told}

    def answered(self, field: str) -> None:
        """Note that he answered a question himself."""
        self.keep(told=[*dict.fromkeys([*self.told, field])])

    def at(self, step: str, **told: Any) -> None:
        """Note how far he has come, without saying who."""
        kiosks.note(use_id=self.use, step=step, **told)


def wish(request: HttpRequest, mine: Any, service: str, language: str) -> None:
    """Note which service was chosen; whoever signed in before keeps his seat for another service."""
    use = kiosks.begin(kiosk=mine, service=service, language=language)
    request.session[WISH] = {"service": service, "use": use.pk}
    if PLACE in request.session:
        kept = request.session[PLACE]
        request.session[PLACE] = {name: kept[name] for name in ("kiosk", "account", "person", "since", "seen")}
        kiosks.note(use_id=use.pk, step="signed-in", signed=True)


def take(request: HttpRequest, mine: Any, who: Who) -> None:
    """Sit somebody down: the session gets a new key with it."""
    now = int(clock.now().timestamp())
    request.session.cycle_key()
    request.session[PLACE] = {
        "kiosk": mine.pk, "account": who.account, "person": who.person, "since": now, "seen": now,
    }  # fmt: skip
    kiosks.note(use_id=request.session[WISH]["use"], step="signed-in", signed=True)


def of(request: HttpRequest, mine: Any) -> Seat | None:
    """Return who sits here, or None after his time is over, or when it is not this machine's session."""
    kept = request.session.get(PLACE)
    if kept is None or WISH not in request.session:
        return None
    now = int(clock.now().timestamp())
    silent, stayed = now - kept["seen"], now - kept["since"]
    if kept["kiosk"] != mine.pk or silent > STAY.total_seconds() or stayed > LONGEST_STAY.total_seconds():
        leave(request, "timed_out")
        return None
    request.session[PLACE] = {**kept, "seen": now}
    return Seat(mine, request.session)


def leave(request: HttpRequest, how: UseEnd) -> None:
    """Wipe everything: the seat, the wishes, how the page looked."""
    kept, sent = request.session.get(WISH), (request.session.get(PLACE) or {}).get("sent")
    if kept is not None:
        kiosks.end(use_id=kept["use"], how="done" if sent else how)
    request.session.flush()


def wiped(response: HttpResponse) -> HttpResponse:
    """Let the next citizen begin in the office's own language."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    response["Clear-Site-Data"] = '"cache"'
    return response


def look(request: HttpRequest) -> dict[str, bool]:
    """Return how the page looks for whoever stands here."""
    kept = request.session.get(LOOK) or []
    return {one: one in kept for one in LOOKS}


def frame(request: HttpRequest, mine: Any) -> dict[str, object]:
    """Return what every page of the kiosk shows around its own content."""
    return {
        "kiosk": mine, "look": look(request), "is_seated": PLACE in request.session,
        "is_chosen": WISH in request.session, "end_url": reverse("hall:end"),
    }  # fmt: skip
