"""The published description (OpenAPI 3.1): the operations, what each needs, and every answer that it can give."""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import Any

from onelane.channels.api.doors import KEY, NEEDS, Need
from onelane.channels.api.operations import PREFIX, api
from onelane.channels.shared.problems import MEDIA_TYPE
from onelane.office.platforms.rules import SCOPES

TOKEN = "/oauth/token"  # noqa: S105 - an address
AUTHORISE = "/oauth/authorize"
ALWAYS = (400, 401, 403, 405, 422, 429)
OF_ONE = (404, 409)
OF_BODIES = (413, 415)
LIMIT_HEADERS = {
    "RateLimit": "What is left of this minute (draft-ietf-httpapi-ratelimit-headers).",
    "RateLimit-Policy": "How many requests there may be in a minute.",
}
PROBLEM = {
    "type": "object",
    "description": "Why not, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "facts"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "The office's own code of the refusal; it stays the same."},
        "detail": {"type": "string", "description": "The sentence in the language of Accept-Language."},
        "facts": {"type": "object", "description": "What the sentence names."},
        "errors": {
            "type": "array",
            "description": "All wrong fields, or all rules that say no, at once.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {one: {"type": "string"} for one in ("field", "code", "detail")},
            },
        },
    },
}


@functools.cache
def description() -> dict[str, Any]:
    """Return the description, made once from the operations themselves."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    told["info"] = told["info"] | {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    needed = {one.operation_id: getattr(one.view_func, NEEDS) for one in operations()}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation, needed[operation["operationId"]])
    told["components"]["schemas"]["Problem"] = PROBLEM
    told["components"]["securitySchemes"] = _schemes()
    return told


def operations() -> list[Any]:
    """Return all operations of the API."""
    return [
        operation
        for router in api._get_bound_routers()  # noqa: SLF001 - the library has no public way to its operations
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def _complete(path: str, method: str, operation: dict[str, Any], need: Need) -> None:
    """Say what the library does not know: scopes, keys, refusals, files."""
    scheme = "platform" if need.whose == "platform" else "citizen"
    both = ["citizen", "platform"] if need.whose == "either" else [scheme]
    operation["security"] = [{name: [scope]} for scope in need.scopes for name in both]
    if need.keyed:
        operation["parameters"].append(_key_parameter())
    numbers = [*ALWAYS, *(OF_ONE if "{" in path or method == "post" else ()), *(OF_BODIES if method != "get" else ())]
    media = operation.pop("x-answer", "")
    for status, answer in operation["responses"].items():
        if media and int(status) == HTTPStatus.OK:
            answer["content"] = {media: {"schema": {"type": "string", "format": "binary"}}}
        answer["headers"] = _headers()
    for number in sorted(numbers):
        operation["responses"][number] = {
            "description": HTTPStatus(number).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _headers() -> dict[str, Any]:
    return {name: {"description": told, "schema": {"type": "string"}} for name, told in LIMIT_HEADERS.items()}


def _key_parameter() -> dict[str, Any]:
    return {
        "in": "header", "name": KEY, "required": False,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "description": "Sent again within a day with the same key, the request gets the same answer and is done once.",
    }  # fmt: skip


def _schemes() -> dict[str, Any]:
    def scopes(*whose: str) -> dict[str, str]:
        return {one.code: f"{one.en} ({one.zh})" for one in SCOPES.values() if one.whose in whose}

    code = {
        "authorizationUrl": AUTHORISE,
        "tokenUrl": TOKEN,
        "refreshUrl": TOKEN,
        "scopes": scopes("citizen", "either"),
    }
    own = {"tokenUrl": TOKEN, "scopes": scopes("platform", "either")}
    return {
        "citizen": {
            "type": "oauth2", "flows": {"authorizationCode": code},
            "description": "A citizen's consent: authorisation code with PKCE (S256). It reaches his own affairs only.",
        },
        "platform": {
            "type": "oauth2", "flows": {"clientCredentials": own},
            "description": "The platform itself: client credentials. Such a token never acts for anybody.",
        },
    }  # fmt: skip
