"""Callbacks that the browser answers by itself, by functions of assets/jejak.js."""

from __future__ import annotations

from dash import ClientsideFunction, Dash
from dash.dependencies import DashDependency


def in_browser(app: Dash, function: str, *dependencies: DashDependency, initially: bool = True) -> None:
    """Register one function of the script for these outputs, inputs and states.

    Args:
        app: The application.
        function: Its name in ``dash_clientside.jejak``.
        *dependencies: Outputs, inputs and states, in this order.
        initially: Whether it also runs when the page has been loaded.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("jejak", function), *dependencies, prevent_initial_call=not initially
    )
