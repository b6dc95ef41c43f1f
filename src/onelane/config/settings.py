"""Django's settings; whatever differs by machine comes from the environment, each name told in docs/reference."""

from __future__ import annotations

import os
from typing import Any

from onelane.config import state
from onelane.config.database import database
from onelane.config.secret import secret_key

STATE = state.folder()
HTTPS = os.environ.get("ONELANE_HTTPS") == "1"

DEBUG = os.environ.get("ONELANE_DEBUG") == "1"
SECRET_KEY = secret_key(STATE)
HOSTS = os.environ.get("ONELANE_HOSTS", "localhost 127.0.0.1 [::1]").split()
ALLOWED_HOSTS = HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "onelane.registers.offices",
    "onelane.registers.people",
    "onelane.registers.vehicles",
    "onelane.registers.drivers",
    "onelane.records",
    "onelane.office.cases",
    "onelane.office.cases.applications",
    "onelane.office.lane",
    "onelane.office.plates",
    "onelane.office.door",
    "onelane.office.payments",
    "onelane.office.certificates",
    "onelane.office.inspection",
    "onelane.office.delivery",
    "onelane.office.bookings",
    "onelane.office.checks",
    "onelane.office.kiosks",
    "onelane.office.messages",
    "onelane.office.platforms",
    "onelane.office.photos",
    "onelane.office.physicals",
    "onelane.office.followers",
    "onelane.office.forecasts",
    "onelane.office.stations",
    "onelane.channels.shared",
    "onelane.channels.portal",
    "onelane.channels.kiosk",
    "onelane.channels.window",
    "onelane.channels.display",
    "onelane.channels.backoffice",
    "onelane.channels.verify",
    "onelane.channels.api",
    "onelane.channels.wechat",
    "tablericons",
    "onelane_frontend",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "onelane.channels.shared.headers.Headers",
    "onelane.channels.shared.guards.Guard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "onelane.channels.shared.guards.Refusals",
]

if os.environ.get("ONELANE_TIMING") == "1":  # a measurement asks how long each request took here
    MIDDLEWARE.insert(0, "onelane.channels.shared.timing.Timing")

ROOT_URLCONF = "onelane.config.urls"
WSGI_APPLICATION = "onelane.config.wsgi.application"
ASGI_APPLICATION = "onelane.config.asgi.live"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onelane.channels.shared.context.frame",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///onelane"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------ people
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "/sign-in/"
# allauth keeps second factors and knows the protocols; pages, sessions and locks are ours.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "onelane.channels.shared.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_ADAPTER = "onelane.channels.shared.identity.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
IDENTITY = os.environ.get("ONELANE_OIDC_SERVER", "")  # the government identity provider, where there is one
IDENTITY_NAME = os.environ.get("ONELANE_OIDC_NAME", "统一身份认证")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "government",
                "name": IDENTITY_NAME,
                "client_id": os.environ.get("ONELANE_OIDC_CLIENT", ""),
                "secret": os.environ.get("ONELANE_OIDC_SECRET", ""),
                "settings": {"server_url": IDENTITY},
            }
        ]
        if IDENTITY
        else [],
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day and what is left of it
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"  # the phone page is opened from a QR code
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False  # htmx sends it as a header
CSRF_FAILURE_VIEW = "onelane.channels.shared.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # a ticket's key is part of its address
X_FRAME_OPTIONS = "DENY"

# Consent to platforms (OAuth 2): the protocol is allauth's, consent and guards are channels/api's.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 60 * 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 24 * 60 * 60
CACHES = {"default": {"BACKEND": "onelane.config.caching.Cache"}}

# ------------------------------------------------------------ language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["onelane.channels.shared.formats"]

# ------------------------------------------------------------ files
# The page server hands out static files itself, outside Python, so no page waits for a picture; names carry a
# hash of the contents and may be kept for ever.
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
MEDIA_ROOT = STATE / "media"  # never below a public address: photos are handed out by guarded views only
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
HASHED = os.environ.get("ONELANE_STATIC") == "hashed"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("ManifestStaticFilesStorage" if HASHED else "StaticFilesStorage")
    },
}

# ------------------------------------------------------------ log: what happened, never to whom
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"impersonal": {"()": "onelane.config.log.Impersonal"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["impersonal"]}},
    "root": {"handlers": ["terminal"], "level": os.environ.get("ONELANE_LOG", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "psycopg.pool": {"level": "ERROR"},  # while the database is away it would repeat itself
    },
}

# ------------------------------------------------------------ the office's own
PORT = int(os.environ.get("ONELANE_PORT", "8000"))
LIVE_URL = os.environ.get("ONELANE_LIVE_URL", f"http://127.0.0.1:{PORT + 1}/live/")
ONELANE: dict[str, Any] = {
    "ADDRESS": os.environ.get("ONELANE_ADDRESS", f"http://127.0.0.1:{PORT}"),
    "CATALOGUE": os.environ.get("ONELANE_CATALOGUE", ""),  # a folder instead of the one shipped
    "PAYMENT_GATEWAYS": tuple(
        os.environ.get(
            "ONELANE_PAYMENT_GATEWAYS",
            "onelane.gateways.payment.wechat.Gateway onelane.gateways.payment.alipay.Gateway",
        ).split()
    ),
    "PAYMENT_ACCOUNTS": os.environ.get("ONELANE_PAYMENT_ACCOUNTS", str(STATE / "payment" / "accounts.toml")),
    "CARRIER": os.environ.get("ONELANE_CARRIER", "onelane.gateways.post.sandbox.Carrier"),
    "MESSAGE_GATEWAY": os.environ.get("ONELANE_MESSAGE_GATEWAY", "onelane.gateways.messages.sandbox.Gateway"),
    "DEVICES": os.environ.get("ONELANE_DEVICES", "onelane.gateways.devices.Devices"),  # printers of the kiosks
    "CHECK_GATEWAY": os.environ.get("ONELANE_CHECK_GATEWAY", "onelane.gateways.checks.sandbox.Gateway"),
    "FORM_READER": os.environ.get("ONELANE_FORM_READER", "onelane.gateways.forms.rapid.Reader"),
    "PHOTO_STUDIO": os.environ.get("ONELANE_PHOTO_STUDIO", "onelane.gateways.faces.studio.Studio"),
    "WECHAT_ACCOUNT": os.environ.get("ONELANE_WECHAT_ACCOUNT", str(STATE / "wechat" / "account.toml")),
    "WEBHOOK_GATEWAY": os.environ.get("ONELANE_WEBHOOK_GATEWAY", "onelane.gateways.webhooks.poster.Poster"),
    "WEBHOOK_LOOPBACK": os.environ.get("ONELANE_WEBHOOK_LOOPBACK") == "1",  # for practice: webhooks on this machine
    "PRACTICE": str(STATE / "practice"),  # what the practice carrier and the practice registers know
    "SIGNING_GATEWAY": os.environ.get("ONELANE_SIGNING_GATEWAY", "onelane.gateways.signing.gateway.Gateway"),
    "TIME_STAMPS": os.environ.get("ONELANE_TIME_STAMPS", ""),  # a service after RFC 3161; none by default
    "IDENTITY_CLAIMS": {"name": "name", "id_no": os.environ.get("ONELANE_OIDC_ID_CLAIM", "id_no")},
    "DEMO": os.environ.get("ONELANE_DEMO", "1") == "1",  # the seal on papers says that they are specimens
}
