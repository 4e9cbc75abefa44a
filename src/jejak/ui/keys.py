"""Every key of the screen and what it does, told once: for the list behind ``?`` and the help page."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.parts import table


def everywhere() -> list[tuple[str, str]]:
    """Keys that work on every page."""
    return [
        ("/", _("Go to the search box; arrow keys choose a hit, Enter takes it")),
        ("?", _("Show this list")),
        ("G …", _("Go to a page: G and then the letter beside its name")),
        ("Esc", _("Close what is open, or clear the selection")),
    ]


def on_chart() -> list[tuple[str, str]]:
    """Keys that work while the chart has the focus."""
    return [
        ("Enter", _("Show the selected entity")),
        ("← ↑ → ↓", _("Go to the nearest entity in that direction; with Shift, select it too")),
        ("Shift F10", _("Open the menu for the selection (also the menu key or a right click)")),
        ("E", _("Expand the selected entities (or double-click)")),
        ("X", _("Choose which neighbours come: links, direction, time, number")),
        ("S · D · T", _("Between two selected: the shortest path, all shortest ones, those in the order of dates")),
        ("M", _("Common neighbours of the selected ones")),
        ("H", _("Hide the selected ones")),
        ("A", _("Show all hidden ones again")),
        ("O", _("Look only at the selected ones and their neighbours")),
        ("V", _("Open or close the filter")),
        ("K", _("Open or close the time under the chart")),
        ("B", _("Open or close the map")),
        ("C", _("Fold what hangs on one entity alone, or make one group of several")),
        ("U", _("Open the selected groups, or all")),
        ("N · Ctrl A", _("Select the neighbours too, select all")),
        ("R", _("Draw a lasso")),
        ("P", _("Pin or release")),
        ("F", _("Fit the chart to the window")),
        (
            "1 2 3 4 5",
            _("Arrange by ties, by stages, in a circle, in rows, by time; the selection alone if there is one"),
        ),
        ("7 8 9 0", _("Align left, at the top; equal distances across, down")),
        (
            "Shift C · Shift H · Shift O",
            _("Group by community, by address, by company; the selection alone if there is one of several"),
        ),
        ("Shift B", _("Outline the communities, or not")),
        ("Z · Shift Z · W", _("Size by number of neighbours, by another measure; width of links by amount")),
        (
            "Shift T · Shift F · Shift A",
            _("Draw a text note, a frame around the selected ones, an arrow (between two selected)"),
        ),
        ("Shift N", _("Write a note on the selected entity or link")),
        (
            "Shift L · Shift E",
            _("Draw a link between two selected, draw an entity: kept in the case as your own claim"),
        ),
        (_("On a drawing"), _("Enter edits its text, Delete removes it, arrow keys move it, Esc leaves it")),
        ("+ −", _("Zoom")),
        ("Ctrl S · Ctrl Shift S", _("Save the view; save it under another name")),
        ("Ctrl O", _("Open, rename or take away a saved view")),
        ("Ctrl Z · Ctrl Y", _("Undo, redo: 200 steps, also after a reload")),
    ]


def on_time() -> list[tuple[str, str]]:
    """Keys that work in the time under the chart."""
    return [
        ("← →", _("Move the period; without one, begin with the first bar")),
        ("Shift ← →", _("Make the period longer or shorter")),
        ("Home · End", _("The period at the beginning, at the end")),
        (_("Space"), _("Play or pause")),
        ("Esc", _("Clear the period; once more, close the time")),
        ("← ↑ → ↓ · Enter", _("In the lanes: go from link to link, show one and who says so")),
    ]


def on_map() -> list[tuple[str, str]]:
    """Keys that work while the map has the focus."""
    return [
        ("← ↑ → ↓", _("Move the map; on a place, go to the nearest place in that direction")),
        ("+ −", _("Zoom")),
        ("F", _("Show all places")),
        ("Tab · Enter", _("Go to the places and trips; select who is there, with Shift add them")),
        ("B", _("Close the map")),
    ]


def on_entities() -> list[tuple[str, str]]:
    """Keys that work while a row of the table of entities has the focus."""
    return [
        ("Enter", _("Open the profile of the row (or double-click)")),
        (_("Space"), _("Select or release the row")),
    ]


def on_identities() -> list[tuple[str, str]]:
    """Keys that work on the page Identities."""
    return [
        ("S · N · U", _("Judge the pair: same, not the same, unsure")),
        ("K · Z", _("Skip the pair; take the last step back")),
        ("← →", _("The pair before, the pair after")),
    ]


def keys_table(keys: list[tuple[str, str]]) -> Component:
    """Keys as a table."""
    return table([_("Key"), _("What it does")], [[dmc.Kbd(key), text] for key, text in keys])
