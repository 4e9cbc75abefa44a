"""What the chart can be asked to do, told once: for the menus above it, its own menu and its panels."""

from __future__ import annotations

from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.pages.chart.measures import measure_words
from jejak.ui.pages.chart.time_words import time_words


@dataclass(frozen=True, slots=True)
class Tool:
    """One command: its name in the browser (``name`` or ``name:how``), its label, its key."""

    command: str
    label: str
    key: str = ""


def _button(name: str | dict[str, str], label: str, title: str) -> Component:
    return html.Button(label, id=name, className="jejak-tool", title=title, type="button")


def button(tool: Tool) -> Component:
    """A command that stands above the chart by itself."""
    title = f"{tool.label} ({tool.key})" if tool.key else tool.label
    return _button({"type": "tool", "name": tool.command}, tool.label, title)


def menu(label: str, groups: list[list[Tool]]) -> Component:
    """Commands of one kind under one word, with a line between their groups."""
    lines: list[Component] = []
    for at, group in enumerate(groups):
        lines += [html.Hr()] if at else []
        lines += [_line(tool) for tool in group]
    word = html.Summary([label, html.Span("▾", className="jejak-caret")], className="jejak-tool")
    return html.Details([word, html.Div(lines)], className="jejak-menu")


def _line(tool: Tool) -> Component:
    inside = [html.Span(tool.label), *([dmc.Kbd(tool.key, size="xs")] if tool.key else [])]
    return html.Button(
        inside, id={"type": "tool", "name": tool.command}, className="jejak-tool", type="button", tabIndex=0
    )


def toolbar() -> list[list[Component]]:
    """What stands above the chart, in groups."""
    words = chart_words()
    return [
        [button(Tool("undo", _("Undo"), "Ctrl Z")), button(Tool("redo", _("Redo"), "Ctrl Y"))],
        [
            menu(
                _("Expand"),
                [[Tool("expandSelected", words["expand"], "E"), Tool("expandDialog", words["expandChoose"], "X")]],
            ),
            menu(_("Find"), _finding(words)),
            menu(_("Arrange"), _arranging(words)),
            menu(_("Select"), _selecting(words)),
            menu(_("Group"), _grouping(words)),
            menu(_("Show"), _showing(words)),
            menu(_("Draw"), _drawing(words)),
        ],
        [
            button(Tool("panel", _("Filter"), "V")),
            button(Tool("timeline", _("Time"), "K")),
            button(Tool("map", _("Map"), "B")),
            button(Tool("fit", _("Fit"), "F")),
        ],
        [menu(_("Views"), _saving())],
        [
            _button("chart-clear", _("Clear"), _("Take everything off the chart")),
            _button("export-open", _("Export …"), _("Hand on exactly what is shown, as picture, graph or table")),
        ],
    ]


def _saving() -> list[list[Tool]]:
    return [
        [Tool("saveView", _("Save"), "Ctrl S"), Tool("saveViewAs", _("Save as …"), "Ctrl Shift S")],
        [Tool("listViews", _("Views …"), "Ctrl O")],
    ]


def _finding(words: dict[str, str]) -> list[list[Tool]]:
    return [
        [
            Tool("findPaths:shortest", words["pathShortest"], "S"),
            Tool("findPaths:all", words["pathAll"], "D"),
            Tool("findPaths:time", words["pathTime"], "T"),
        ],
        [Tool("common", words["common"], "M")],
        [Tool("clearMarks", words["clearMarksLong"], "Esc")],
    ]


def _arranging(words: dict[str, str]) -> list[list[Tool]]:
    return [
        [
            Tool("arrange:force", words["force"], "1"),
            Tool("arrange:stages", words["stages"], "2"),
            Tool("arrange:circle", words["circle"], "3"),
            Tool("arrange:grid", words["grid"], "4"),
            Tool("arrange:time", words["time"], "5"),
        ],
        [
            Tool("align:left", words["alignLeft"], "7"),
            Tool("align:top", words["alignTop"], "8"),
            Tool("align:across", words["spreadAcross"], "9"),
            Tool("align:down", words["spreadDown"], "0"),
        ],
        [Tool("togglePin", _("Pin or release"), "P")],
    ]


def _selecting(words: dict[str, str]) -> list[list[Tool]]:
    return [
        [
            Tool("lasso", _("Draw a lasso"), "R"),
            Tool("selectAll", words["selectAll"], "Ctrl A"),
            Tool("selectNeighbours", words["selectNeighbours"], "N"),
        ]
    ]


def _showing(words: dict[str, str]) -> list[list[Tool]]:
    return [
        [
            Tool("hide", words["hide"], "H"),
            Tool("showAll", words["showAll"], "A"),
            Tool("focus", words["focus"], "O"),
        ],
        [
            Tool("look:communities", words["communities"], "Shift B"),
            Tool("sizes", words["bySize"], "Shift Z"),
            Tool("look:width", words["byAmount"], "W"),
        ],
    ]


def _grouping(words: dict[str, str]) -> list[list[Tool]]:
    return [
        [
            Tool("groupBy:community", words["groupCommunity"], "Shift C"),
            Tool("groupBy:address", words["groupAddress"], "Shift H"),
            Tool("groupBy:agency", words["groupAgency"], "Shift O"),
        ],
        [Tool("collapse", words["collapse"], "C"), Tool("expandGroups", words["open"], "U")],
    ]


def _drawing(words: dict[str, str]) -> list[list[Tool]]:
    return [
        [
            Tool("drawText", words["drawText"], "Shift T"),
            Tool("drawFrame", words["drawFrame"], "Shift F"),
            Tool("drawArrow", words["drawArrow"], "Shift A"),
        ],
        [Tool("card", words["card"], "Shift N")],
        [Tool("stateLink", words["stateLink"], "Shift L"), Tool("stateEntity", words["stateEntity"], "Shift E")],
    ]


def chart_words() -> dict[str, str]:
    """The texts of the chart's own menu, panels and sentences, by the names that its script knows."""
    return {
        **_menu_words(),
        **_sentences(),
        **_panel_words(),
        **_look_words(),
        **_drawing_words(),
        **measure_words(),
        **time_words(),
    }


def _menu_words() -> dict[str, str]:
    return {
        "menu": _("What can be done here"),
        "detail": _("Show the detail"),
        "expand": _("Add all neighbours"),
        "expandChoose": _("Choose neighbours …"),
        "open": _("Open groups"),
        "focus": _("Only these and their neighbours"),
        "hide": _("Hide"),
        "pin": _("Pin"),
        "release": _("Release"),
        "leaves": _("Fold what hangs on it alone"),
        "group": _("Make one group"),
        "collapse": _("Fold or group"),
        "selectNeighbours": _("Select the neighbours too"),
        "pathShortest": _("Shortest path"),
        "pathAll": _("All shortest paths"),
        "pathTime": _("Paths in the order of dates"),
        "common": _("Common neighbours"),
        "alignLeft": _("Align left"),
        "alignTop": _("Align at the top"),
        "spreadAcross": _("Equal distances across"),
        "spreadDown": _("Equal distances down"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "showAll": _("Show all hidden ones"),
        "filter": _("Filter"),
        "selectAll": _("Select all"),
        "fit": _("Fit to the window"),
        "force": _("By ties"),
        "stages": _("By stages: recruitment to finance"),
        "circle": _("In a circle"),
        "grid": _("In rows"),
        "time": _("By time: first dated link"),
        "groupCommunity": _("Group by community"),
        "groupAddress": _("Group by address"),
        "groupAgency": _("Group by company or agency"),
        "bySize": _("Size by a measure …"),
        "byAmount": _("Width of links by amount"),
        "clearMarksLong": _("Highlight nothing"),
    }


def _sentences() -> dict[str, str]:
    return {
        "needSome": _("Select something on the chart first."),
        "needChart": _("There is nothing on the chart to save yet."),
        "needTwo": _("Select the two entities between which you look for paths (Shift and click)."),
        "needSeveral": _("Select two entities or more (Shift and click, or draw a lasso)."),
        "needEnds": _("Select the two entities that the link joins (Shift and click)."),
        "noLeaves": _("Nothing hangs on it alone: at least two such entities make a group."),
        "noStages": _("Fewer than two stages are known here: arranged by the direction of links."),
        "noDates": _("No link here has a date: arranged by the direction of links."),
    }


def _panel_words() -> dict[str, str]:
    return {
        "close": _("Close"),
        "legend": _("Legend"),
        "types": _("Types"),
        "parts": _("Parts that sources state"),
        "layers": _("Layers of links"),
        "noPart": _("No part known"),
        "other": _("Others"),
        "mode": _("What does not fit"),
        "dim": _("stays, pale"),
        "remove": _("is not drawn"),
        "timeTitle": _("Time of links"),
        "from": _("From"),
        "until": _("To"),
        "undated": _("Links without a date too"),
        "atLeast": _("At least"),
        "degree": _("Neighbours on the chart"),
        "amount": _("Sum of a link"),
        "currency": _("Currency"),
        "grade": _("Grade"),
        "any": _("any"),
        "clearFilter": _("Clear the filter"),
        "whyHidden": _("Why something is not seen"),
        "hiddenHand": _("{n} hidden by hand"),
        "hiddenFocus": _("{n} outside what you look at"),
        "hiddenFilter": _("{n} left out by the filter"),
        "dimmed": _("{n} pale by the filter"),
        "grouped": _("{n} inside groups"),
        "marked": _("{n} highlighted"),
        "show": _("Show"),
        "openAll": _("Open"),
        "clearMarks": _("Clear"),
        "amountNote": _("Width: share of the largest sum in the same currency"),
    }


def _look_words() -> dict[str, str]:
    """What sizes and hulls tell."""
    unranked = _("Protected people keep the ordinary size.")
    return {
        "size": _("Size"),
        "size:same": _("all the same"),
        "size:degree": _("neighbours in the case"),
        "size:chart": _("neighbours on the chart"),
        "sizeNote:degree": unranked,
        "sizeNote:chart": unranked,
        "rankNote": _(
            "Share of all ranked actors with a lower value: none, half, all. A lead, not proof. {unranked}"
        ).format(unranked=_("Protected people and things are never ranked and keep the ordinary size.")),
        "communities": _("Communities"),
        "community": _("Community {n}"),
        "communityNote": _(
            "Numbers as in the analysis Communities (Leiden) of the whole case. Nobody protected is in one."
        ),
        "noCommunity": _("No two that are seen are in one community."),
        "selectThese": _("Select its members"),
    }


def _drawing_words() -> dict[str, str]:
    return {
        "drawText": _("Text note"),
        "drawFrame": _("Frame around the selection"),
        "drawArrow": _("Arrow"),
        "arrowBetween": _("Arrow from the first to the second"),
        "card": _("Write a note on it …"),
        "stateLink": _("Draw link …"),
        "stateEntity": _("Draw entity …"),
        "editText": _("Edit the text"),
        "turnArrow": _("Turn the arrow around"),
        "erase": _("Remove"),
        "text": _("Text note"),
        "frame": _("Frame"),
        "arrow": _("Arrow"),
        "textText": _("Text of the note"),
        "frameText": _("Title of the frame"),
        "arrowText": _("Text at the arrow"),
        "editorKeys": _("Ctrl Enter keeps, Esc gives up"),
        "cardsNote": _("Yellow slip, ✎: number of notes"),
        "keep": _("Keep"),
        "cancel": _("Cancel"),
        "notKept": _("No answer came. Try again."),
        "showArrow": _("Press where the arrow begins and release where it ends. Esc gives up."),
    }
