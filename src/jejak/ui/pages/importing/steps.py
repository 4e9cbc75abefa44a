"""The steps of an import, and what their pages share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import dcc
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from jejak.case.intake import Intake
from jejak.schemas.i18n import _
from jejak.ui.asked import asked
from jejak.ui.desk import Waiting
from jejak.ui.session import case, screen

PATH = "/import"


class Step(StrEnum):
    """One step."""

    READ = "read"
    MAP = "map"
    TRY = "try"
    BRING = "bring"


def titles() -> dict[Step, str]:
    """The steps in their order, and how they are called."""
    return {
        Step.READ: _("Read the file"),
        Step.MAP: _("Say what it means"),
        Step.TRY: _("Try all records"),
        Step.BRING: _("Grade and import"),
    }


def address(waiting: Waiting, step: Step) -> str:
    """Where a step of a file is shown."""
    return f"{PATH}?file={waiting.arrival.id}&step={step}"


def onward(waiting: Waiting, step: Step, text: str) -> Component:
    """The way to the next step."""
    made: Component = dmc.Group(
        [dcc.Link(text, href=address(waiting, step), className="jejak-button jejak-import-next")], justify="flex-end"
    )
    return made


def intake() -> Intake:
    """The intake of the case."""
    return case().intake


def of_address(search: str | None) -> Waiting:
    """The file that an address names.

    Raises:
        PreventUpdate: It does not wait any more.
    """
    waiting = screen().desk.get(asked(search).get("file"))
    if waiting is None:
        raise PreventUpdate
    return waiting


def choice(value: str, label: str) -> dict[str, Any]:
    """One of the choices of a select."""
    return {"value": value, "label": label}
