"""Consent (授权): a citizen lets a platform act for him; tokens for it (OAuth 2, RFC 6749, 7636, 9700).

The protocol is allauth's. Only what the office offers has an address, each behind a guard; PKCE with S256 is asked of
everybody, and consent to what shows a register needs a second factor given lately.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.idp.oidc import views as protocol
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import extract_headers, get_uri
from allauth.idp.oidc.models import Client
from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from onelane.channels.shared import presence
from onelane.channels.shared.access import citizen, public
from onelane.kernel.refusal import Refused
from onelane.office.platforms.rules import SCOPES, needs_proof
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

CHALLENGE = 43  # characters of a SHA-256 in base64url (RFC 7636)
GRANTS = ["authorization_code", "client_credentials", "refresh_token"]


class Consent(protocol.AuthorizationView):  # type: ignore[misc]  # the library has no types
    """The page where a citizen reads what a platform wants and says yes or no."""

    template_name = "api/consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the question."""
        _check(request)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the answer and go back to the platform."""
        _check(request)
        if "request" not in request.POST:
            raise Refused("platforms.consent_unclear", why="request")
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is asked for in words, who asks, and where the way leads back."""
        context = super().get_context_data(**kwargs)
        english = (get_language() or "zh").startswith("en")
        wanted = [SCOPES[one] for one in self._scopes if one in SCOPES]
        back = urlsplit(self._request_info["redirect_uri"])
        return {
            **context,
            "platform": context["client"].name,
            "wanted": [(one.code, one.en if english else one.zh) for one in wanted],
            "back": back.netloc or back.scheme,
            "me": people.citizen_behind(self.request.user.pk or 0),
        }


def _check(request: HttpRequest) -> None:
    """Refuse what is not registered, what has no PKCE, and what allauth would answer with a page that is not ours."""
    told = request.GET
    client = Client.objects.filter(pk=told.get("client_id", "")[:100], platform__closed_at=None).first()
    wrong = "client_id" if client is None else _wrong(told, client)
    if not wrong:
        try:
            get_server().validate_authorization_request(get_uri(request), "GET", "", extract_headers(request))
        except (OAuth2Error, ValueError):
            wrong = "request"
    if wrong:
        raise Refused("platforms.consent_unclear", why=wrong)


def _wrong(told: QueryDict, client: Client) -> str:
    """Return the name of the first parameter that is wrong, or nothing."""
    scopes = told.get("scope", "").split()
    fits = {
        "redirect_uri": told.get("redirect_uri", "") in client.get_redirect_uris(),
        "response_type": told.get("response_type") == "code",
        "prompt": "prompt" not in told,
        "resource": "resource" not in told,
        "code_challenge_method": told.get("code_challenge_method") == "S256",
        "code_challenge": len(told.get("code_challenge", "")) == CHALLENGE,
        "scope": bool(scopes) and set(scopes) <= set(client.get_scopes()) and not _for_platforms(scopes),
    }
    return next((name for name, is_right in fits.items() if not is_right), "")


def _for_platforms(scopes: list[str]) -> bool:
    """Tell whether a citizen is asked for what only the platform itself can have."""
    return any(one in SCOPES and SCOPES[one].whose == "platform" for one in scopes)


_ask = citizen(Consent.as_view())
_ask_with_proof = citizen(second_factor=True)(Consent.as_view())


@csrf_exempt
@never_cache
@citizen
def authorise(request: HttpRequest) -> HttpResponse:
    """Ask the citizen whether a platform may act for him; what shows a register needs a second factor."""
    scopes = request.GET.get("scope", "").split()
    if needs_proof(scopes) and not presence.is_proved(request):
        return _ask_with_proof(request)
    return _ask(request)


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@public
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give a token for a code, for a refresh token, or to the platform itself; the client's secret is the guard."""
    if request.POST.get("grant_type") not in GRANTS:
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)
    answer: HttpResponse = protocol.token(request)
    return answer


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@public
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End a token (RFC 7009)."""
    answer: HttpResponse = protocol.revoke(request)
    return answer


@public
@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    """Say where consent and tokens are (RFC 8414)."""
    issuer = request.build_absolute_uri("/").rstrip("/")
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth/authorize",
            "token_endpoint": f"{issuer}/oauth/token",
            "revocation_endpoint": f"{issuer}/oauth/revoke",
            "service_documentation": f"{issuer}/api/documentation/",
            "scopes_supported": [*SCOPES],
            "response_types_supported": ["code"],
            "grant_types_supported": GRANTS,
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        }
    )
