"""What a request belongs to: the case behind the app, its jobs, the feeds of its tabs and the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask, current_app, has_request_context, request

from jejak.schemas.i18n import LANGUAGES, use_language
from jejak.ui.desk import Desk
from jejak.ui.door import CaseDoor
from jejak.ui.feed import Feeds
from jejak.ui.jobs import Jobs

LANGUAGE_COOKIE = "jejak_language"
_KEY = "jejak"


@dataclass(frozen=True, slots=True)
class Screen:
    """One case on one server; ``paths`` are those of its pages."""

    case: CaseDoor
    feeds: Feeds
    jobs: Jobs = field(default_factory=Jobs)
    paths: frozenset[str] = frozenset()
    desk: Desk = field(default_factory=Desk)


def attach(server: Flask, screen: Screen) -> None:
    """Tie a screen to a Flask application, so that two of them can live in one process."""
    server.extensions[_KEY] = screen
    server.before_request(lambda: use_language(language()))


def screen() -> Screen:
    """The screen of the current request."""
    found: Screen = current_app.extensions[_KEY]
    return found


def case() -> CaseDoor:
    """The case of the current request."""
    return screen().case


def jobs() -> Jobs:
    """The jobs of the case of the current request."""
    return screen().jobs


def language() -> str:
    """The reader's language: the cookie, else English."""
    wanted = request.cookies.get(LANGUAGE_COOKIE, "en") if has_request_context() else "en"
    return wanted if wanted in LANGUAGES else "en"
