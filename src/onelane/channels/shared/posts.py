"""The posts of an account and the counters it may sit at; the chosen one is kept in the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language

from onelane.channels.shared.roles import role_name
from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

HOMES = {
    "guide": "/lane/entry",
    "clerk": "/window",
    "inspector": "/bay",
    "reviewer": "/review",
    "cashier": "/cashier",
    "plate_maker": "/plate-room",
    "certificate_printer": "/certificate-room",
    "hand_over": "/hand-over",
    "post_room": "/dispatch",
    "doctor": "/physicals",
    "exam_clerk": "/exams",
    "stock_keeper": "/stock",
    "treasurer": "/money",
    "supervisor": "/supervision",
    "manager": "/today",
    "auditor": "/journal",
    "administrator": "/accounts",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A post at a counter that somebody may take; `key` is what the page sends back."""

    office: str
    role: str
    counter: str
    office_names: tuple[str, str]
    counter_names: tuple[str, str]
    usual: bool

    @property
    def key(self) -> str:
        """Return office, role and counter as one word."""
        return f"{self.office}/{self.role}/{self.counter}"

    @property
    def role_name(self) -> str:
        """Return the post's name for people."""
        return role_name(self.role)

    @property
    def office_name(self) -> str:
        """Return the office's name in the reader's language."""
        return _read(self.office_names)

    @property
    def counter_name(self) -> str:
        """Return what the sign above the counter says."""
        return _read(self.counter_names)


def places(request: HttpRequest) -> list[Place]:
    """List every post and counter the signed-in account may take, the usual ones first."""
    found: list[Place] = []
    if not request.user.is_authenticated:
        return found
    for post in request.user.posts.select_related("office", "counter").order_by("office_id", "role"):
        office, usual = post.office, post.counter
        names = (office.name_zh, office.name_en)
        if usual is None:
            found.append(Place(office.code, post.role, "", names, ("", ""), usual=True))
            continue
        found += [
            Place(
                office.code, post.role, counter.code, names, (counter.name_zh, counter.name_en), counter.pk == usual.pk
            )
            for counter in office.counter_set.filter(kind=usual.kind, steps=usual.steps).order_by("code")
        ]
    return sorted(found, key=lambda place: not place.usual)


def take(request: HttpRequest, key: str) -> Place:
    """Sit down: keep post and counter in the session; refuse what is not the account's own."""
    chosen = next((place for place in places(request) if place.key == key), None)
    if chosen is None:
        raise Refused("auth.post_not_yours")
    request.session["post"] = {"office": chosen.office, "role": chosen.role, "counter": chosen.counter}
    request.session["sign"] = {
        "name": getattr(request.user, "name", ""),
        "office": chosen.office_names,
        "counter": chosen.counter_names,
    }
    return chosen


def home_of(role: str) -> str:
    """Return the page where a post's work waits; the choice of posts where there is none."""
    path = {**HOMES, **getattr(settings, "ROLE_HOMES", {})}.get(role, "")
    for candidate in (path, f"{path}/"):
        try:
            resolve(candidate)
        except Resolver404:
            continue
        return candidate
    return reverse("shared:counter")


def sign_of(request: HttpRequest) -> dict[str, str] | None:
    """Return who sits where, for the head of each page, without asking the database; nobody gives None."""
    session = getattr(request, "session", None)
    sign, post = (session.get("sign"), session.get("post")) if session is not None else (None, None)
    if not sign or not post:
        return None
    return {
        "name": sign["name"],
        "role": role_name(post["role"]),
        "office": _read(sign["office"]),
        "counter": _read(sign["counter"]),
        "home": home_of(post["role"]),
    }


def _read(names: tuple[str, str]) -> str:
    return names[0] if (get_language() or "zh").startswith("zh") else names[1]
