"""The description for programs, and for people: all operations, scopes and refusals on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from onelane.channels.api.description import description
from onelane.channels.shared import wording
from onelane.channels.shared.access import public
from onelane.office.platforms.rules import SCOPES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_GET
def openapi(_request: HttpRequest) -> HttpResponse:
    """Give the description (OpenAPI 3.1)."""
    response = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


@public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show every operation with what it needs, sends and answers, the scopes, and every refusal in words."""
    english = (get_language() or "zh").startswith("en")
    told = description()
    context = {
        "tags": _by_tag(told),
        "scopes": [(one.code, one.en if english else one.zh, one.whose) for one in SCOPES.values()],
        "refusals": [
            (code, one.en if english else one.zh, wording.status_of(code))
            for code, one in sorted(wording.sentences().items())
        ],
    }
    return render(request, "api/documentation.html", context)


def _by_tag(told: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            found.setdefault(one["tags"][0], []).append(_shown(path, method, one, told))
    return list(found.items())


def _shown(path: str, method: str, one: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return one operation as the page shows it."""
    body = next(iter(one.get("requestBody", {}).get("content", {}).items()), None)
    good = next(iter(one["responses"].items()))
    content: dict[str, Any] = good[1].get("content", {})
    media = next(iter(content), "")
    answer: dict[str, Any] = content.get(media, {})
    return {
        "id": one["operationId"], "method": method.upper(), "path": path, "summary": one["summary"],
        "description": one.get("description", ""), "scopes": _scopes(one),
        "parameters": one["parameters"], "status": good[0], "media": media,
        "answer": _properties(answer.get("schema", {}), told), "body_media": body[0] if body else "",
        "body": _properties(body[1].get("schema", {}), told) if body else [],
    }  # fmt: skip


def _scopes(one: dict[str, Any]) -> list[str]:
    return sorted({scope for each in one["security"] for scopes in each.values() for scope in scopes})


def _properties(schema: dict[str, Any], told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, type and description of each part of an object."""
    schema = _resolved(schema, told)
    return [
        (name, _type(one), str(one.get("description") or _resolved(one, told).get("description", "")))
        for name, one in schema.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: dict[str, Any] = told["components"]["schemas"][name] if name else schema
    return found


def _type(one: dict[str, Any]) -> str:
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    if "anyOf" in one:
        return " | ".join(_type(each) for each in one["anyOf"])
    if "enum" in one:
        return " | ".join(map(str, one["enum"]))
    if one.get("type") == "array":
        return f"{_type(one.get('items', {}))}[]"
    return str(one.get("format") or one.get("type") or "")
