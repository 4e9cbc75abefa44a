"""Serves the screen of a case on this machine until it is interrupted."""

from __future__ import annotations

import secrets
import sys
import webbrowser
from collections.abc import Callable

from flask import Flask
from waitress.server import BaseWSGIServer, create_server

from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _
from jejak.ui.app import create_app
from jejak.ui.door import CaseDoor
from jejak.ui.guard import START

LOOPBACK = "127.0.0.1"
THREADS = 8


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _listening(app: Flask, host: str, port: int) -> BaseWSGIServer:
    try:
        return create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except (OSError, ValueError, OverflowError) as error:
        hint = "leave --host and --port out, or name an address of this machine and a free port"
        raise JejakError("cannot listen on this address", where=f"{host}:{port}", hint=hint) from error


def serve(
    case: CaseDoor,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    open_browser: bool = True,
    announce: Callable[[str], object] = _say,
) -> None:
    """Serve a case; returns when interrupted.

    Args:
        case: The case.
        host: Address to listen on. Whatever it is, requests are answered under loopback names only, so another
            address makes sense only where a container's port is published on the loopback of its host.
        port: Port; 0 takes a free one.
        open_browser: Open the start address in the browser.
        announce: Told the start address; it opens one session, once.

    Raises:
        JejakError: Nobody can listen there.
    """
    token = secrets.token_urlsafe(32)
    server = _listening(create_app(case, token=token).server, host, port)
    name = host if host == "localhost" else LOOPBACK
    address = f"http://{name}:{server.effective_port}/?{START}={token}"
    announce(_("The screen is open (stop with Ctrl-C; the address works once): {address}").format(address=address))
    if open_browser:
        webbrowser.open(address)
    try:
        server.run()
    finally:
        server.close()
