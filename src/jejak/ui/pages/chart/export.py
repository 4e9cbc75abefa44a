"""Handing on what the chart shows: under which profile, in which formats; ``evidence`` draws and writes all of it."""

from __future__ import annotations

import base64
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from jejak.evidence import EXPORTERS, PROFILES
from jejak.schemas.errors import ExportError
from jejak.schemas.i18n import _, told
from jejak.ui.figures import number
from jejak.ui.notices import notify
from jejak.ui.pages.chart.seen import Seen, chart_of
from jejak.ui.parts import aria
from jejak.ui.session import case

PROFILE = "L2"
USUAL = ("pdf", "graphml")


def dialog() -> Component:
    """What is asked before anything leaves."""
    profiles = [{"value": one.code, "label": f"{one.code} · {told(one.title)}"} for one in PROFILES.values()]
    kinds = [dmc.Checkbox(value=one.name, label=told(one.title)) for one in EXPORTERS.values()]
    body = dmc.Stack(
        [
            dmc.Select(
                id="export-profile", label=_("Who will see it"), data=profiles, value=PROFILE, allowDeselect=False
            ),
            dmc.CheckboxGroup(
                dmc.SimpleGrid(kinds, cols=2, mt="xs"), id="export-kinds", label=_("Formats"), value=list(USUAL)
            ),
            dmc.Checkbox(id="export-remarks", **_remarks(PROFILE)),
            dmc.Text(
                _("One zip file, with a manifest and the sources of every node and link. The export is logged."),
                size="sm",
                c="dimmed",
            ),
            dmc.Button(_("Export"), id="export"),
        ]
    )
    made: Component = dmc.Modal(
        body, id="export-dialog", title=_("Export what the chart shows"), size="lg",
        closeButtonProps=aria(label=_("Close")),
    )  # fmt: skip
    return made


def _remarks(profile: str) -> dict[str, object]:
    """Whether what is drawn by hand may leave under a profile, and why not."""
    allowed = profile in PROFILES and PROFILES[profile].remarks
    why = (
        _("Text notes, frames, arrows, numbers of notes. A text that names somebody protected is made unreadable.")
        if allowed
        else _("Under this profile they stay in the case: free text may speak of anybody.")
    )
    return {"label": _("With drawings and notes"), "description": why, "checked": allowed, "disabled": not allowed}


def remarks(profile: str) -> tuple[object, ...]:
    """The choice of drawings and notes, as the profile allows it."""
    made = _remarks(profile)
    return made["checked"], made["disabled"], made["description"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen in the dialog: who may see what, in which formats, and whether what is drawn by hand leaves."""

    profile: str
    kinds: Sequence[str]
    with_remarks: bool


def export(clicks: int | None, chart: Sequence[Any], choice: Sequence[Any]) -> tuple[object, object]:
    """What is shown, as it is shown, as one zip file; and that the dialog may close.

    Args:
        clicks: Presses of the button.
        chart: Entities and links on the canvas, the view of it, and the saved view that is open.
        choice: Profile, formats, and whether drawings and notes are wanted.
    """
    if not clicks:
        return no_update, no_update
    seen, chosen = Seen.of(*chart), Choice(*choice)
    if not seen.ids:
        raise ExportError(_("the chart is empty"), hint=_("put something on it first"))
    if not chosen.kinds:
        raise ExportError(_("no format is chosen"), hint=_("tick at least one"))
    with tempfile.TemporaryDirectory(prefix="jejak-") as scratch:
        folder = Path(scratch) / "package"
        case().export(
            folder, ids=seen.ids, profile_code=chosen.profile, kinds=chosen.kinds, links=seen.lines,
            chart=chart_of(seen, with_remarks=bool(chosen.with_remarks)),
        )  # fmt: skip
        told = _told(len(seen.shown) + len(seen.groups), chosen.profile, _left_out(folder))
        data = _packed(folder)
    notify(told, "teal")
    content = base64.b64encode(data).decode()
    file = {"content": content, "filename": f"evidence-{chosen.profile}.zip", "type": "application/zip", "base64": True}
    return file, False


def _packed(folder: Path) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, path.relative_to(folder).as_posix())
    return data.getvalue()


def _left_out(folder: Path) -> Mapping[str, int]:
    """What the manifest says was left out."""
    found: Mapping[str, int] = json.loads((folder / "manifest.json").read_bytes()).get("left_out", {})
    return found


def _told(count: int, profile: str, left_out: Mapping[str, int]) -> str:
    """What has left, and what has not."""
    told = _("Exported {n} entities under profile {profile}.").format(n=number(count), profile=profile)
    words = {
        "nodes_removed": _("Left out by the profile: {n} entities."),
        "inside_closed_groups": _("Inside closed groups, so told by their number alone: {n} entities."),
        "drawings": _("Drawings that stay in the case: {n}."),
        "drawn_texts_masked": _("Texts made unreadable: {n}."),
        "conclusions": _("Sizes, communities and parts stay in the case."),
    }
    parts = [text.format(n=number(left_out[name])) for name, text in words.items() if left_out.get(name)]
    return " ".join([told, *parts])


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("export-dialog", "opened"), Input("export-open", "n_clicks"), prevent_initial_call=True)(bool)
    app.callback(
        *(Output("export-remarks", prop) for prop in ("checked", "disabled", "description")),
        Input("export-profile", "value"),
        prevent_initial_call=True,
    )(remarks)
    app.callback(
        output=(Output("download", "data"), Output("export-dialog", "opened", allow_duplicate=True)),
        inputs={
            "clicks": Input("export", "n_clicks"),
            "chart": tuple(State("chart", prop) for prop in ("shown", "drawn", "view", "opened")),
            "choice": (
                State("export-profile", "value"),
                State("export-kinds", "value"),
                State("export-remarks", "checked"),
            ),
        },
        running=[(Output("export", "loading"), True, False)],
        prevent_initial_call=True,
    )(export)
