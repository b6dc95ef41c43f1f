"""Read a result form from a picture, only to fill in what a doctor then compares."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from onelane.kernel.refusal import Refused
from onelane.office.physicals import rules
from onelane.office.physicals.gateway import Reader


def reader() -> Reader:
    """Return whoever reads, as the settings name it."""
    found: Reader = import_string(settings.ONELANE["FORM_READER"])()
    return found


def there() -> bool:
    """Tell whether this office can read pictures of forms."""
    return reader().there()


def read(picture: bytes) -> dict[str, str]:
    """Return what can be read for sure; refuse `physicals.no_reader`, `physicals.not_read`."""
    if not there():
        raise Refused("physicals.no_reader")
    lines = reader().lines(picture)
    found = rules.prefill(lines or ())
    if not found:
        raise Refused("physicals.not_read")
    return found
