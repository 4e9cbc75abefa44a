"""Serving: a free loopback port, a start address that is told once, and an error of a callback as its own words."""

from __future__ import annotations

import socket
import threading
import urllib.request
from typing import Any

import pytest
from waitress.server import create_server

from jejak.schemas.errors import JejakError, SchemaError, StoreError
from jejak.ui import notices
from jejak.ui import serve as serving


def test_serve_tells_an_address_on_the_loopback_that_lets_one_browser_in(
    memory_case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers: list[Any] = []
    told: list[str] = []
    ready = threading.Event()

    def remember(*args: Any, **options: Any) -> Any:
        servers.append(create_server(*args, **options))
        return servers[0]

    def announce(text: str) -> None:
        told.append(text)
        ready.set()

    monkeypatch.setattr(serving, "create_server", remember)
    thread = threading.Thread(
        target=serving.serve, args=(memory_case,), kwargs={"open_browser": False, "announce": announce}, daemon=True
    )
    thread.start()
    assert ready.wait(20)
    address = next(word for word in told[0].split() if word.startswith("http")).rstrip(".")
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(address) as answer:  # noqa: S310 -- our own loopback address
        assert answer.status == 200
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert "waitress" not in (answer.headers["Server"] or "")
    servers[0].close()


def test_an_error_is_told_in_its_own_words_and_any_other_without_detail(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(notices, "set_props", lambda _id, props: said.append(props["sendNotifications"][0]["message"]))
    notices.on_error(StoreError("the server does not answer", where="host", hint="start it"))
    notices.on_error(ExceptionGroup("two", [SchemaError("one is wrong"), SchemaError("the other too")]))
    notices.on_error(ValueError("secret 12345"))
    assert said[0] == "The server does not answer → start it"
    assert said[1] == "One is wrong · The other too"
    assert "12345" not in said[2]
    assert "log" in said[2]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "999.1.1.1"])
def test_an_address_that_cannot_be_had_is_one_message(memory_case: Any, host: str) -> None:
    with pytest.raises(JejakError, match="cannot listen") as fault:
        serving.serve(memory_case, host=host, open_browser=False)
    assert host in str(fault.value)


def test_a_port_in_use_is_one_message(memory_case: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(JejakError, match="cannot listen"):
        serving.serve(memory_case, port=taken.getsockname()[1], open_browser=False)
