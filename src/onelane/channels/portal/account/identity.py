"""Sign in with a government identity provider (统一身份认证) by OpenID Connect; allauth speaks the protocol."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.shared import access

begin = access.public(require_POST(views.login))
callback = access.public(require_GET(views.callback))
