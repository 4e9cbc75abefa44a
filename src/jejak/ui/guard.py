"""Who may talk to the screen: one browser that knows the start token, under a loopback name, with a strict policy."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from html import escape
from threading import Lock
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from jejak.schemas.i18n import _, current_language

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
START = "start"
_STATIC = ("/_dash-component-suites/", "/assets/")
_POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """The start token opens one session, once; every other request needs that session's cookie."""

    def __init__(self, token: str, hosts: Collection[str] = LOOPBACK) -> None:
        self._token: str | None = token
        self._secret = secrets.token_urlsafe(32)
        self._lock = Lock()
        self._hosts = frozenset(hosts)
        # cookies are shared by all ports of a host, so two screens on one machine need two names
        self.cookie = "jejak_" + hashlib.sha256(token.encode()).hexdigest()[:12]

    def check(self) -> Response | None:
        """Refuse what is not ours; None lets the request pass."""
        if _host_name(request.host) not in self._hosts:
            return _page(421, _("This address is not served here"), _("Open the screen under 127.0.0.1."))
        if not _same_origin(request):
            return _page(403, _("Refused"), _("The request comes from another site."))
        given = request.args.get(START)
        if given is not None and self._spend(given):
            return self._welcome()
        if hmac.compare_digest(request.cookies.get(self.cookie, ""), self._secret):
            return None
        again = _("Its start address works once. Run jejak serve again to get a new one.")
        return _page(401, _("This screen is locked"), again)

    def _spend(self, given: str) -> bool:
        with self._lock:
            right = self._token is not None and hmac.compare_digest(given, self._token)
            if right:
                self._token = None
            return right

    def _welcome(self) -> Response:
        # a page of our own that moves on, not a redirect: so the strict cookie is sent wherever the link was clicked
        answer = _page(200, "Jejak", "…", refresh=request.path)
        answer.set_cookie(self.cookie, self._secret, httponly=True, samesite="Strict", path="/")
        return answer


def _host_name(host: str) -> str:
    return (urlsplit(f"//{host}").hostname or "").casefold()


def _same_origin(asked: Request) -> bool:
    origin = asked.headers.get("Origin")
    if asked.headers.get("Sec-Fetch-Site") == "cross-site" and asked.headers.get("Sec-Fetch-Mode") != "navigate":
        return False
    return origin is None or urlsplit(origin).netloc == asked.host


def _page(status: int, title: str, text: str, refresh: str | None = None) -> Response:
    move = f'<meta http-equiv="refresh" content="0;url={escape(refresh)}">' if refresh else ""
    body = (
        f'<!doctype html><html lang="{current_language()}"><meta charset="utf-8"><title>{escape(title)}</title>{move}'
        f'<body style="font:16px system-ui;margin:4rem auto;max-width:32rem">'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
    )
    return Response(body, status, mimetype="text/html")


def protect(server: Flask, guard: Guard, hashes: Callable[[], Collection[str]]) -> None:
    """Put the guard before and the protective headers after every request.

    Args:
        server: The Flask application.
        guard: Who may pass.
        hashes: Gives the hashes of the inline scripts; asked once, when all callbacks are registered.
    """
    known: list[str] = []

    def headers(answer: Response) -> Response:
        if not known:
            known.append(" ".join(h if h.startswith("'") else f"'{h}'" for h in hashes()))
        answer.headers["Content-Security-Policy"] = _POLICY.format(hashes=known[0])
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not request.path.startswith(_STATIC) or answer.status_code != 200:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    server.before_request(guard.check)
    server.after_request(headers)
