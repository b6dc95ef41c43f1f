"""A browser without JavaScript: it reads pages, fills their forms and presses their buttons, as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx
from lxml import html

if TYPE_CHECKING:
    from collections.abc import Mapping

Files = dict[str, tuple[str, bytes, str]]
_REFUSED = 400


class PageMissing(Exception):  # noqa: N818 - the sentence says what a person would have missed on the page
    """A page is not as the demonstration needs it."""


@dataclass
class Page:
    """A page that was read."""

    address: str
    status: int
    content: bytes
    tree: html.HtmlElement | None

    @property
    def words(self) -> str:
        """Return what a person reads on the page, as one line."""
        if self.tree is None:
            return ""
        found = self.tree.xpath("//main//text()[not(ancestor::script or ancestor::style)]")
        return " ".join(" ".join(found).split())

    def links(self, part: str) -> list[str]:
        """Return the addresses on the page that have `part` in them."""
        found = self.tree.xpath("//@href | //@src") if self.tree is not None else []
        return [urljoin(self.address, one) for one in dict.fromkeys(found) if part in one]

    def has(self, part: str) -> bool:
        """Tell whether a form or a button of the page leads to an address with `part` in it."""
        return bool(self._doors(part))

    def ways(self, part: str) -> list[str]:
        """Return the addresses with `part` in them to which forms of the page lead."""
        return [form.get("action") or "" for form, _ in self._doors(part)]

    def door(self, part: str, holding: str = "") -> tuple[html.FormElement, html.HtmlElement | None]:
        """Return the form that leads to `part` and holds a certain value, and the button to press."""
        found = [one for one in self._doors(part) if not holding or holding in dict(one[0].form_values()).values()]
        if not found:
            raise PageMissing(f"{self.address} has no way to {part}: {self.words[:400]}")
        return found[0]

    def _doors(self, part: str) -> list[tuple[html.FormElement, html.HtmlElement | None]]:
        found: list[tuple[html.FormElement, html.HtmlElement | None]] = []
        if self.tree is None:
            return found
        for form in self.tree.forms:
            action = form.get("action") or self.address
            buttons = form.xpath(".//button | .//input[@type='submit']")
            buttons += self.tree.xpath("//button[@form=$key]", key=form.get("id")) if form.get("id") else []
            found += [(form, one) for one in buttons if part in (one.get("formaction") or "")]
            if part in action:
                found.append((form, next((one for one in buttons if not one.get("formaction")), None)))
        return found


class Browser:
    """One person's browser: cookies are kept, pages are read in English."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = httpx.Client(follow_redirects=True, timeout=20, trust_env=False)
        self.client.headers.update({"Accept-Language": "en", "Accept": "text/html,*/*"})

    def read(self, path: str) -> Page:
        """Open a page."""
        return self._page(self.client.get(urljoin(self.address, path)))

    def press(
        self,
        page: Page,
        part: str,
        answers: Mapping[str, Any] | None = None,
        files: Files | None = None,
        *,
        holding: str = "",
    ) -> Page:
        """Fill the form that leads to `part` and press its button; a refusal is told with the words of the page."""
        form, button = page.door(part, holding)
        told: dict[str, Any] = {}
        for key, one in form.form_values():
            told.setdefault(key, []).append(one)
        for key, one in (answers or {}).items():
            told[key] = [str(each) for each in one] if isinstance(one, list | tuple) else [str(one)]
        if button is not None and button.get("name"):
            told[button.get("name")] = [button.get("value") or ""]
        target = (button.get("formaction") if button is not None else "") or form.get("action") or page.address
        address = urljoin(page.address, target)
        headers = {"Referer": page.address, "Origin": self.address.rstrip("/")}
        if form.method == "GET":
            answer = self.client.get(address, params=told, headers=headers)
        else:
            answer = self.client.post(address, data=told, files=files, headers=headers)
        result = self._page(answer)
        if result.status >= _REFUSED:
            raise PageMissing(f"{address} refused ({result.status}): {result.words[:600]}")
        return result

    def _page(self, answer: httpx.Response) -> Page:
        readable = "html" in answer.headers.get("content-type", "") and answer.content.strip()
        tree = html.document_fromstring(answer.content.decode()) if readable else None
        return Page(str(answer.url), answer.status_code, answer.content, tree)
