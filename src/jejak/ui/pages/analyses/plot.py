"""A picture of a result, chosen by what its columns are: curves of a plan, events over time, scores, groups, kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.analysis.declaration import Cell
from jejak.schemas.i18n import _
from jejak.ui.figures import number
from jejak.ui.pages.analyses.rows import Rows
from jejak.ui.parts import aria
from jejak.ui.result_words import cell_word, column_word, is_share

#: So many bars are drawn; the table has all.
MOST_BARS = 20
#: Texts with so many values or fewer are kinds of something, not names.
_MOST_KINDS = 14
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Told apart by those who see no red or green as well; dashes help besides.
_COLOURS = ("blue.6", "orange.6", "teal.7", "grape.5", "gray.6", "yellow.7", "cyan.5", "red.7")
_DASHES = ("0", "6 3", "2 3", "10 4", "8 3 2 3")
_NUMBERS = {"function": "jejakNumber"}
_HIGH = 270


def plot(rows: Rows) -> tuple[Component | None, bool]:
    """The picture of a result, or None where its columns make none; and whether it needs the whole width."""
    for draw in (_curves, _over_time, _scores, _groups, _kinds):
        drawn = draw(rows)
        if drawn is not None:
            return drawn, draw in (_curves, _over_time)
    return None, False


def _column(rows: Rows, name: str) -> list[Cell]:
    place = rows.result.columns.index(name)
    return [row[place] for row in rows.result.rows]


def _word(rows: Rows, name: str) -> str:
    return column_word(rows.result.card.analysis, name)


def _is_number(value: Cell) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def curve_columns(rows: Rows) -> list[str]:
    """Measures that are told step by step for each of several series; none where the result is no such table."""
    result = rows.result
    if len(result.columns) < 3 or not result.rows:
        return []
    for series, steps in groupby(result.rows, key=lambda row: row[0]):
        if not isinstance(series, str) or [row[1] for row in steps] != list(range(_length(rows, series))):
            return []
    told = {name: _column(rows, name) for name in result.columns[2:]}
    return [name for name, values in told.items() if all(map(_is_number, values)) and len(set(values)) > 1]


def _length(rows: Rows, series: str) -> int:
    return sum(row[0] == series for row in rows.result.rows)


def _curves(rows: Rows) -> Component | None:
    measures = curve_columns(rows)
    if not measures:
        return None
    chosen = dmc.Select(
        id="analysis-measure",
        data=[{"value": name, "label": _word(rows, name)} for name in measures],
        value=_first_measure(measures),
        allowDeselect=False,
        size="xs",
        w=260,
        **aria(label=_("Measure")),
    )
    drawn = html.Div(curves(rows, _first_measure(measures)), id="analysis-curves")
    return _framed(_("What each step leaves"), html.Div([chosen, drawn]))


def _first_measure(measures: Sequence[str]) -> str:
    return measures[1] if len(measures) > 1 else measures[0]


def curves(rows: Rows, measure: str) -> Component:
    """One line for each series over the steps."""
    series, step = rows.result.columns[:2]
    points: dict[Cell, dict[str, Cell]] = {}
    for record in rows.records:
        points.setdefault(record[step], {"step": record[step]})[str(record[series])] = record[measure]
    names = list(dict.fromkeys(map(str, _column(rows, series))))
    lines = [
        {
            "name": name,
            "label": cell_word(series, name),
            "color": _COLOURS[place % len(_COLOURS)],
            "strokeDasharray": _DASHES[place % len(_DASHES)],
        }
        for place, name in enumerate(names)
    ]
    drawn: Component = dmc.LineChart(
        h=_HIGH, data=list(points.values()), dataKey="step", series=lines, curveType="linear",
        valueFormatter={"function": "jejakShare"} if is_share(measure, _column(rows, measure)[0]) else _NUMBERS,
        xAxisLabel=_word(rows, step), mt="sm", yAxisProps={"width": 56, "domain": [0, "auto"]},
    )  # fmt: skip
    return html.Div([drawn, _legend(lines)])


def _legend(series: Sequence[Mapping[str, str]]) -> Component:
    """Which colour and dash is what."""
    marks = [
        html.Li(
            [
                html.Span(
                    style={
                        "borderTopColor": f"var(--mantine-color-{one['color'].replace('.', '-')})",
                        "borderTopStyle": "solid" if one.get("strokeDasharray", "0") == "0" else "dashed",
                    },
                    **aria(hidden="true"),
                ),
                one["label"],
            ]
        )
        for one in series
    ]
    return html.Ul(marks, className="jejak-plot-legend")


def _over_time(rows: Rows) -> Component | None:
    """Counts of each kind in each slice of time."""
    result = rows.result
    dates = [name for name in result.columns if _all_days(_column(rows, name))]
    kinds = [name for name in result.columns if _is_kind(_column(rows, name))]
    if not dates or not kinds:
        return None
    when, kind = dates[0], kinds[0]
    counted = Counter(zip(map(str, _column(rows, when)), map(str, _column(rows, kind)), strict=True))
    names = list(dict.fromkeys(map(str, _column(rows, kind))))
    data = [
        {"when": cell_word(when, day), **{name: counted[day, name] for name in names if counted[day, name]}}
        for day in sorted({day for day, _kind in counted})
    ]
    series = [
        {"name": name, "label": cell_word(kind, name), "color": _COLOURS[place % len(_COLOURS)]}
        for place, name in enumerate(names)
    ]
    drawn = dmc.BarChart(
        h=_HIGH, data=data, dataKey="when", series=series, type="stacked", valueFormatter=_NUMBERS,
        yAxisProps={"width": 44},
    )  # fmt: skip
    return _framed(_("Over time"), html.Div([drawn, _legend(series)]))


def _all_days(values: Sequence[Cell]) -> bool:
    return 1 < len(set(values)) < len(values) and all(_DAY.fullmatch(str(value)) for value in values)


def _is_kind(values: Sequence[Cell]) -> bool:
    words = set(values)
    return (
        1 < len(words) <= _MOST_KINDS
        and len(words) < len(values)
        and all(isinstance(word, str) and re.fullmatch("[a-z_]+", word) for word in words)
    )


def _scores(rows: Rows) -> Component | None:
    result = rows.result
    by = result.ranked_by or ("score" if "score" in result.columns else None)
    if by is None or not result.rows or not all(map(_is_number, _column(rows, by))):
        return None
    bars = [(rows.label(place), value) for place, value in enumerate(_column(rows, by)[:MOST_BARS])]
    return _framed(_first_of(_word(rows, by), len(bars), len(result.rows)), _bars(by, bars))


def _groups(rows: Rows) -> Component | None:
    result = rows.result
    if not {"group", "size"} <= set(result.columns) or not result.rows:
        return None
    sizes = dict(zip(_column(rows, "group"), _column(rows, "size"), strict=True))
    bars = [(_("Group {n}").format(n=number(group)), size) for group, size in sizes.items() if isinstance(group, int)]
    return _framed(
        _first_of(_word(rows, "size"), min(MOST_BARS, len(bars)), len(bars)), _bars("size", bars[:MOST_BARS])
    )


def _kinds(rows: Rows) -> Component | None:
    kinds = [name for name in rows.read if name != "etype" and _is_kind(_column(rows, name))]
    if not kinds:
        return None
    counted = Counter(map(str, _column(rows, kinds[0])))
    bars: list[tuple[str, Cell]] = [(cell_word(kinds[0], word), count) for word, count in counted.most_common()]
    return _framed(_word(rows, kinds[0]), _bars("count", bars))


def _first_of(title: str, shown: int, total: int) -> str:
    if shown == total:
        return title
    told = _("{title}: the first {n} of {total}")
    return told.format(title=title, n=number(shown), total=number(total))


def _bars(name: str, bars: Sequence[tuple[str, Cell]]) -> Component:
    """Plain bars with their words and values: read by everybody, drawn by no script."""
    most = max((float(value or 0) for _label, value in bars), default=0.0) or 1.0
    lines = [
        html.Li(
            [
                html.Span(label, className="jejak-bar-name", title=label),
                html.Span(
                    html.Span(style={"width": f"{max(0.0, 100 * float(value or 0) / most):.1f}%"}),
                    className="jejak-bar-track",
                    **aria(hidden="true"),
                ),
                html.Span(cell_word(name, value), className="jejak-bar-value"),
            ]
        )
        for label, value in bars
    ]
    longest = max((len(label) for label, _value in bars), default=0)
    return html.Ol(lines, className="jejak-bars", style={"--jejak-names": f"{min(max(longest, 3) + 1, 27)}ch"})


def _framed(title: str, drawn: Component) -> Component:
    head = dmc.Title(title, order=4, size="h5", mb="sm")
    return html.Section([head, drawn], id="analysis-plot", **aria(label=_("Picture of the result")))
