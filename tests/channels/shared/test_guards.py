"""What cannot be read gets a clear answer and never a 500."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

URLENCODED = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


def test_a_refusal_is_a_page_a_fragment_or_json_as_asked() -> None:
    client = Client(headers={"accept-language": "en"})

    page = client.get("/taken/", headers={"accept": "text/html"})
    fragment = client.get("/taken/", headers={"hx-request": "true"})
    told = client.get("/taken/", headers={"accept": "application/json"})

    assert "<!doctype html>" in page.content.decode().lower()
    assert "wait 3 minutes" in page.content.decode()
    assert (fragment.status_code, fragment["HX-Retarget"], fragment["HX-Reswap"]) == (429, "#message", "innerHTML")
    assert "<html" not in fragment.content.decode()
    assert told.json() == {
        "code": "auth.locked",
        "message": "Too many tries. Please wait 3 minutes, or ask your administrator.",
        "facts": {"minutes": 3},
    }


def test_a_bug_gives_the_static_page_in_both_languages() -> None:
    answer = Client(raise_request_exception=False).get("/broken/")

    assert answer.status_code == 500
    assert "系统出了问题" in answer.content.decode()
    assert "Something went wrong" in answer.content.decode()


def test_a_page_that_is_not_there_says_so() -> None:
    assert "没有这一页" in Client().get("/nowhere/").content.decode()


@pytest.mark.parametrize(
    "target",
    ["/echo/?a=%00", "/echo/?%FF=1", "/echo/?a=%ED%A0%80", f"/echo/?{'a' * 9000}", "/t/%00/", "/%00"],
)
def test_an_address_that_is_no_text_is_refused(target: str) -> None:
    assert Client().get(target).status_code in {400, 404}


def test_a_key_larger_than_its_column_is_not_found() -> None:
    assert Client().get(f"/echo/{'9' * 30}/").status_code == 404
    assert Client().get(f"/echo/{'9' * 18}/").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=%00", URLENCODED, 400),
        (b"a=%ff", URLENCODED, 400),
        (b"a=1", f"{URLENCODED}; charset=utf-16", 400),
        (b"a=1", f"{URLENCODED}; charset=hex", 400),
        (b"nonsense", "multipart/form-data", 400),
        (b"nonsense", "multipart/form-data; boundary=x", 200),
        (b"&".join(b"a%d=1" % n for n in range(1500)), URLENCODED, 400),
        (b"a=" + b"x" * 3 * 1024 * 1024, URLENCODED, 413),
        (b"a=" + b"x" * 15 * 1024 * 1024, URLENCODED, 413),
    ],
    ids=["nul", "latin", "utf-16", "hex", "no boundary", "no parts", "fields", "3 MB form", "15 MB"],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, kind: str, status: int) -> None:
    assert Client().generic("POST", "/echo/", body, content_type=kind).status_code == status


def test_a_cookie_with_a_hidden_nul_counts_as_none() -> None:
    client = Client()

    answer = client.get("/window/", headers={"cookie": 'sessionid="\\000aaaaaaaaaaaa"; csrftoken="\\000"'})

    assert answer.status_code == 302


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/echo/", "/sign-in/", "/language/", "/counter/", "/t/", "/devices/", "/nowhere/"]),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"]),
    query=st.binary(max_size=60),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [URLENCODED, "multipart/form-data; boundary=x", "application/json", "text/plain", "", "\u00e9/x"]
    ),
)
def test_no_request_gets_a_500(path: str, method: str, query: bytes, body: bytes, kind: str) -> None:
    answer = Client(raise_request_exception=False).generic(
        method, path, body, content_type=kind, QUERY_STRING=query.decode("latin-1")
    )

    assert answer.status_code < 500
