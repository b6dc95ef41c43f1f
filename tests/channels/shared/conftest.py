"""An office with two windows and people who sign in; the urls of the shared pages and of a few made-up ones."""

from __future__ import annotations

import pytest
from django.test import Client

import make
from onelane.registers.offices.models import Counter, Office
from onelane.registers.people.models import Account, Post

PASSWORD = "a long pass phrase"


@pytest.fixture(autouse=True)
def _doors(settings: object) -> None:
    settings.ROOT_URLCONF = "channels.shared.doors"
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(code="qd", name_zh="青岛", name_en="Qingdao", area_code="3702", prefixes=["鲁B"])


@pytest.fixture
def clerk(office: Office) -> Account:
    account = Account(username="clerk", name="窗口一")
    account.set_password(PASSWORD)
    account.save()
    first, _ = (
        Counter.objects.create(
            office=office, code=code, name_zh=f"{code}号窗口", name_en=f"Window {code}", kind="window", steps=[]
        )
        for code in ("1", "2")
    )
    Post.objects.create(account=account, office=office, role="clerk", counter=first)
    return account


@pytest.fixture
def window(clerk: Account) -> Client:
    """A browser in which the clerk has signed in."""
    client = Client(headers={"accept-language": "en"})
    make.sign_in(client, clerk.username, PASSWORD)
    return client
