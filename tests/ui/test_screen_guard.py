"""Who may talk to the screen: start token once, loopback names, one origin; and what every answer carries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from jejak.ui.app import create_app

BASE = "http://127.0.0.1:8050"
TOKEN = "right"  # noqa: S105 -- of the test


@pytest.fixture
def client(memory_case: Any) -> FlaskClient:
    return create_app(memory_case, token=TOKEN).server.test_client()


def get(client: FlaskClient, path: str, **more: Any) -> Any:
    return client.get(path, base_url=more.pop("base_url", BASE), **more)


def test_the_token_opens_one_session_once(memory_case: Any) -> None:
    app = create_app(memory_case, token=TOKEN).server
    one, two = app.test_client(), app.test_client()
    assert get(one, "/").status_code == 401
    assert get(one, "/?start=wrong").status_code == 401
    first = get(one, "/chart?start=right")
    assert first.status_code == 200
    assert "url=/chart" in first.text
    assert get(one, "/").status_code == 200
    assert get(two, "/?start=right").status_code == 401
    assert get(two, "/").status_code == 401
    assert get(one, "/?start=right").status_code == 200, "a session that is open stays open"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: FlaskClient) -> None:
    cookie = get(client, "/?start=right").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "right" not in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.7:8050", "localhost.evil.example:8050"]
)
def test_another_host_name_is_refused_before_the_token_is_looked_at(client: FlaskClient, host: str) -> None:
    assert get(client, "/?start=right", base_url=f"http://{host}").status_code == 421
    assert get(client, "/?start=right").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:8050", "[::1]:8050", "LOCALHOST"])
def test_loopback_names_are_served_on_any_port(client: FlaskClient, host: str) -> None:
    assert get(client, "/?start=right", base_url=f"http://{host}").status_code == 200


def test_a_request_from_another_site_is_refused_even_with_the_cookie(client: FlaskClient) -> None:
    get(client, "/?start=right")
    post = {"base_url": BASE, "json": {}}
    assert client.post("/_dash-update-component", headers={"Origin": "http://evil.example"}, **post).status_code == 403
    assert client.post("/_dash-update-component", headers={"Origin": "http://127.0.0.1:1"}, **post).status_code == 403
    assert client.post("/_dash-update-component", headers={"Sec-Fetch-Site": "cross-site"}, **post).status_code == 403


def test_without_the_cookie_nothing_answers_data(client: FlaskClient) -> None:
    for path in ("/_dash-layout", "/_dash-dependencies", "/assets/jejak.js", "/_mcp", "/chart"):
        assert get(client, path).status_code == 401


def test_every_answer_carries_the_protective_headers(client: FlaskClient) -> None:
    answers = [get(client, "/"), get(client, "/?start=right"), get(client, "/"), get(client, "/_dash-layout")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        script = re.search(r"script-src ([^;]*)", policy)
        assert script
        assert "unsafe" not in script[1]
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy


def test_no_page_names_another_host(client: FlaskClient) -> None:
    get(client, "/?start=right")
    page = get(client, "/").text
    assert not re.findall(r"(?:src|href)=\"?https?://", page)


def test_two_cases_live_in_one_process(memory_case: Any) -> None:
    other = type(memory_case)(name="Second case")
    clients = [create_app(one, token=TOKEN).server.test_client() for one in (memory_case, other)]
    for one in clients:
        get(one, "/?start=right")
    first, second = (get(one, "/_dash-layout").text for one in clients)
    assert "Batam 2024" in first
    assert "Batam 2024" not in second
    assert "Second case" in second
