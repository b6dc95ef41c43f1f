"""Accounts of those who work at an office, and their posts."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from onelane.kernel.actor import Role
from onelane.registers.offices.models import Counter
from onelane.registers.people.models import Account, Post


@transaction.atomic
def appoint(
    *, username: str, name: str, office: str, role: Role, counter: str = "", certificate_no: str = "", password: str
) -> Post:
    """Give somebody an account and a post at an office; an account that exists keeps its password."""
    account, fresh = Account.objects.get_or_create(username=username, defaults={"name": name})
    if fresh:
        account.password = make_password(password)
        account.save(update_fields=["password"])
    place = Counter.objects.filter(office_id=office, code=counter).first() if counter else None
    post, _ = Post.objects.update_or_create(
        account=account, office_id=office, role=role, defaults={"counter": place, "certificate_no": certificate_no}
    )
    return post
