"""Makes the Dash application of one case; holds no state of its own, so that two can live in one process."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from dash import Dash

from jejak.case.settings import Settings
from jejak.ui import base_map, shell
from jejak.ui.door import CaseDoor
from jejak.ui.feed import ChartFeed, Feeds
from jejak.ui.guard import LOOPBACK, Guard, protect
from jejak.ui.notices import on_error
from jejak.ui.pages import PAGES
from jejak.ui.session import Screen, attach
from jejak.ui.words import draw_bundle, draw_node


def create_app(case: CaseDoor, *, token: str, hosts: Collection[str] = LOOPBACK) -> Dash:
    """Make the screen of a case.

    Args:
        case: The case.
        token: The start token; the first request that carries it as ``?start=`` opens the one session.
        hosts: Names under which the screen may be asked for; others are refused (DNS rebinding).

    Returns:
        The application; its Flask server is ``.server``.

    Raises:
        SchemaError: The site's own base map cannot be used.
    """
    app = Dash(
        __name__,
        title="Jejak",
        update_title="",
        assets_folder=str(Path(__file__).parent / "assets"),
        pages_folder="",
        serve_locally=True,
        suppress_callback_exceptions=True,
        add_log_handler=False,
        enable_mcp=False,
        on_error=on_error,
    )
    paths = frozenset(page.path for page in PAGES)
    feeds = Feeds(lambda: ChartFeed(lambda node: draw_node(node, case.charting.standing(node.id)), draw_bundle))
    attach(app.server, Screen(case, feeds, paths=paths))
    protect(app.server, Guard(token, hosts), app.csp_hashes)  # after the language is known, which it answers in
    base_map.register(app.server, Settings().map_file)
    app.layout = shell.layout
    shell.register(app)
    for page in PAGES:
        page.register(app)
    return app
