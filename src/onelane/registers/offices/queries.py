"""Questions about offices and counters; both change rarely and are kept in memory until `forget` is called."""

from __future__ import annotations

from functools import lru_cache

from onelane.catalogue.settings import Settings
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.offices import catalogue
from onelane.registers.offices.models import Counter, Office


@lru_cache(maxsize=64)
def settings_of(office: str) -> Settings:
    """Return the settings of an office: the catalogue's defaults with the office's own values."""
    changed = Office.objects.values_list("settings", flat=True).filter(pk=office).first()
    if changed is None:
        raise Refused("offices.unknown", office=office)
    own = {key: tuple(value) if isinstance(value, list) else value for key, value in changed.items()}
    return Settings(known=catalogue.current().vocabulary.settings, changed=own)


@lru_cache(maxsize=1024)
def counter(office: str, code: str) -> Counter:
    """Return a counter by its sign; refuse `offices.no_such_counter`."""
    found = Counter.objects.filter(office_id=office, code=code).first()
    if found is None:
        raise Refused("offices.no_such_counter", counter=code)
    return found


def counter_id_of(actor: Actor) -> int | None:
    """Return the key of the counter where the actor sits, or None for somebody without one."""
    return counter(actor.office, actor.counter).pk if actor.counter else None


def counters_of(office: str) -> list[Counter]:
    """Return the counters of an office in the order of their signs."""
    return list(Counter.objects.filter(office_id=office).order_by("kind", "code"))


def office_of(code: str) -> Office:
    """Return an office; refuse `offices.unknown`."""
    found = Office.objects.filter(pk=code).first()
    if found is None:
        raise Refused("offices.unknown", office=code)
    return found


@lru_cache(maxsize=64)
def prefixes_of(office: str) -> tuple[str, ...]:
    """Return what plates of an office begin with."""
    return tuple(office_of(office).prefixes)


def codes() -> list[str]:
    """Return the codes of all offices."""
    return list(Office.objects.order_by("code").values_list("code", flat=True))


def others(code: str) -> list[Office]:
    """Return all offices but one, in the order of their names."""
    return list(Office.objects.exclude(pk=code).order_by("name_zh"))


def forget() -> None:
    """Read offices and counters anew; called when they are loaded, and by tests between databases."""
    settings_of.cache_clear()
    counter.cache_clear()
    prefixes_of.cache_clear()
