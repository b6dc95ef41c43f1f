"""The door of live events: what an ASGI server runs; pages are WSGI, which serves twice as many."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onelane.config.settings")
django.setup()

from onelane.channels.shared.live import application as live  # noqa: E402 - Django must be set up first

__all__ = ["live"]
