"""A citizen with a car, and a platform that he let act for him."""

from __future__ import annotations

from typing import Any

import pytest

from api_client import Api, Platform, signed_in
from home_office import Home


@pytest.fixture
def home(db: Any, clock: Any) -> Home:
    return Home()


@pytest.fixture
def platform(home: Home) -> Platform:
    return Platform()


@pytest.fixture
def api(home: Home, platform: Platform) -> Api:
    return Api(platform.consented(signed_in(home.account))["access_token"], language="en")
