"""What allauth asks us when a government identity provider (OpenID Connect) says who somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import redirect

from onelane.channels.shared import answers, entering, presence
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.offices import catalogue
from onelane.registers.people import citizens

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """The provider's name and identity number make the person; allauth's own sign-up is never reached."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """Let the person in whom the provider names, with an account of his own from now on."""
        told = sociallogin.account.get_provider_account().get_user_data() or {}
        claims = settings.ONELANE["IDENTITY_CLAIMS"]
        office = next(iter(catalogue.current().offices))
        try:
            account = citizens.account_behind(
                name=str(told.get(claims["name"], "")), id_no=str(told.get(claims["id_no"], "")),
                actor=Actor("identity-provider", "system", office),
            )  # fmt: skip
            entering.seat_citizen(request, account, by=sociallogin.account.provider)
        except Refused as refused:
            raise ImmediateHttpResponse(answers.to(request, refused)) from refused
        presence.prove(request)  # the provider has seen two factors of a real person
        raise ImmediateHttpResponse(redirect(entering.own_path(request, sociallogin.state.get("next")) or "/my/"))

    def on_authentication_error(self, request: HttpRequest, *_told: Any, **_more: Any) -> NoReturn:
        """Say in words that the provider said no, or that the answer was not for us."""
        raise ImmediateHttpResponse(answers.to(request, Refused("auth.identity_provider")))
