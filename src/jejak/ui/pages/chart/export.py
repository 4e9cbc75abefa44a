"""Handing on what the chart shows: under which profile, in which formats; ``evidence`` draws and writes all of it."""

from __future__ import annotations

import base64
import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from jejak.evidence import EXPORTERS, PROFILES
from jejak.schemas.errors import ExportError
from jejak.schemas.i18n import _, told
from jejak.ui.asked import is_id
from jejak.ui.figures import number
from jejak.ui.notices import notify
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


def export(
    clicks: int | None, chart: tuple[list[str] | None, list[str] | None, Mapping[str, Any] | None], profile: str,
    kinds: Sequence[str],
) -> tuple[object, object]:  # fmt: skip
    """What is shown, where it stands, as one zip file; and that the dialog may close.

    Args:
        clicks: Presses of the button.
        chart: Entities and bundles of links on the canvas, and the view of it.
        profile: Who may see what.
        kinds: Formats.
    """
    shown, drawn, view = chart
    if not clicks:
        return no_update, no_update
    ids = list(filter(is_id, shown or ()))
    if not ids:
        raise ExportError(_("the chart is empty"), hint=_("put something on it first"))
    if not kinds:
        raise ExportError(_("no format is chosen"), hint=_("tick at least one"))
    stand = (view or {}).get("pos", {})
    places = {one: (float(stand[one][0]), float(stand[one][1])) for one in ids if one in stand}
    with tempfile.TemporaryDirectory(prefix="jejak-") as scratch:
        folder = Path(scratch) / "package"
        links = {tuple(bundle.split("~")) for bundle in drawn or ()}
        case().export(folder, ids=ids, profile_code=profile, kinds=kinds, places=places, links=links)
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.rglob("*")):
                packed.write(path, path.relative_to(folder).as_posix())
    notify(_told(len(ids), profile, (view or {}).get("groups", {})), "teal")
    content = base64.b64encode(data.getvalue()).decode()
    file = {"content": content, "filename": f"evidence-{profile}.zip", "type": "application/zip", "base64": True}
    return file, False


def _told(count: int, profile: str, groups: Mapping[str, Mapping[str, Any]]) -> str:
    """What has left; who lies inside a closed group is not shown and has not."""
    told = _("Exported {n} entities under profile {profile}.").format(n=number(count), profile=profile)
    inside = len({one for group in groups.values() for one in group["members"] if is_id(one)})
    left = _("Not shown, so left out: {n} entities inside closed groups.").format(n=number(inside))
    return f"{told} {left}" if inside else told


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("export-dialog", "opened"), Input("export-open", "n_clicks"), prevent_initial_call=True)(bool)
    app.callback(
        output=(Output("download", "data"), Output("export-dialog", "opened", allow_duplicate=True)),
        inputs={
            "clicks": Input("export", "n_clicks"),
            "chart": (State("chart", "shown"), State("chart", "drawn"), State("chart", "view")),
            "profile": State("export-profile", "value"),
            "kinds": State("export-kinds", "value"),
        },
        running=[(Output("export", "loading"), True, False)],
        prevent_initial_call=True,
    )(export)
