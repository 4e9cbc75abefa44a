"""What an analysis gave: figures, table, picture, what a row rests on, its run card, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.analysis.declaration import Finding, Result, RunCard
from jejak.case.keeping import Kept
from jejak.case.reruns import Rerun
from jejak.schemas.i18n import _
from jejak.ui import who_says_so
from jejak.ui.figures import number, stamp
from jejak.ui.kept_words import change_word
from jejak.ui.pages.analyses.history import title_of
from jejak.ui.pages.analyses.plot import plot
from jejak.ui.pages.analyses.rows import Rows, apart, called, nodes_of
from jejak.ui.parameter_words import card_words, entities_in, parameter_word
from jejak.ui.parts import aria, empty, grid_options, lead_note, note, table
from jejak.ui.result_files import card_json
from jejak.ui.result_words import cell_word, figure_word
from jejak.ui.session import case
from jejak.ui.words import caption

APART, APART_RECORDS = "analysis-apart", "analysis-apart-records"
#: So many figures stand above the table; all of them behind a fold.
_FIRST_FIGURES = 6
#: So many rows go on the chart where none is selected.
FIRST_ROWS = 20
#: So many records are listed of what a row rests on.
_MOST_LINKS = 200
_STACK = "jejak-outcome"


@dataclass(frozen=True, slots=True)
class Shown:
    """A result that the page shows: run now, run again from a card, or kept; ``digest`` is the one it is known by."""

    result: Result
    again: Rerun | None = None
    kept: Kept | None = None

    @property
    def digest(self) -> str:
        """The digest of the result, or of the one that was kept."""
        return self.kept.digest if self.kept else self.result.digest


def of_kept(kept: Kept) -> Shown:
    """A kept finding as a result: its actors, and what it rests on."""
    nodes = nodes_of([row.id for row in kept.rows])
    columns = ("rank", "id", "caption", "etype", "score", "group")
    rows = [
        (row.rank, row.id, caption(node) if node else "", node.etype if node else "", row.score, row.group)
        for row in kept.rows
        for node in [nodes.get(row.id)]
    ]
    full = [place for place, _name in enumerate(columns) if place == 1 or any(row[place] is not None for row in rows)]
    findings = tuple(Finding(one.subjects, one.score or 0.0, (), one.links) for one in kept.support)
    result = Result(
        _card(kept.card),
        tuple(columns[place] for place in full),
        tuple(tuple(row[place] for place in full) for row in rows),
        {},
        findings,
    )
    return Shown(result, kept=kept)


def _card(stored: Mapping[str, Any]) -> RunCard:
    wanted = ("analysis", "version", "parameters", "sequence", "snapshot_digest", "software")
    told = {name: stored[name] for name in wanted}
    return RunCard(**told, seed=stored.get("seed"), filters=stored.get("filters") or {})


def outcome(shown: Shown) -> Component:
    """Everything of a result."""
    rows = Rows.of(shown.result)
    head = [lead_note(), *_of_kept(shown), *_again(shown)]
    if not shown.result.rows:
        hint = _("Ask less: more layers, an earlier day, a lower grade or more listed types.")
        return html.Div(
            [*head, _figures(shown.result), empty(_("Nobody fits"), hint), _card_fold(shown)], className=_STACK
        )
    drawn, wide = plot(rows)
    beside = [_paper(one) for one in (_sources_start(), drawn) if one is not None]
    lower: Component = dmc.SimpleGrid(beside, cols={"base": 1, "lg": 1 if wide else len(beside)})
    tools = _tools(shown, tied=any(finding and finding.links for finding in rows.findings))
    parts = [*head, _figures(shown.result), tools, _grid(rows), lower, *_apart(rows), _card_fold(shown)]
    return html.Div(parts, className=_STACK)


def _paper(inside: Component) -> Component:
    made: Component = dmc.Paper(inside, p="md", withBorder=True, radius="md")
    return made


def _of_kept(shown: Shown) -> list[Component]:
    """Who kept it, when and why, and who is not in it any more."""
    kept = shown.kept
    if kept is None:
        return []
    words = _("Finding {n}, kept by {analyst} on {when}").format(n=kept.seq, analyst=kept.analyst, when=stamp(kept.at))
    lines = [dmc.Text(words, fw=600)]
    if kept.note:
        lines.append(dmc.Text(kept.note, size="sm"))
    if kept.left_out:
        gone = _("Not listed any more, protected or joined since: {n}").format(n=number(kept.left_out))
        lines.append(dmc.Text(gone, size="sm", c="dimmed"))
    return [html.Div(lines)]


def _again(shown: Shown) -> list[Component]:
    """Whether a second run gave the same, else which records of the case have changed since."""
    again = shown.again
    if again is None:
        return []
    if again.same:
        return [note(_("The same result again: digest {digest}").format(digest=again.expected[:16]), "teal")]
    says = _("Another result: digest {now}, it was {then}").format(
        now=again.result.digest[:16], then=again.expected[:16]
    )
    if not again.changes:
        return [note(f"{says}. {_('The case has not changed since then; the program has.')}", "orange")]
    heads = [_("Number"), _("When"), _("Analyst"), _("What"), _("Of")]
    rows: list[list[object]] = [
        [event.seq, stamp(event.at), event.analyst, change_word(event.kind), html.Code(event.subject[:12])]
        for event in again.changes
    ]
    changed = html.Section(
        [dmc.Title(_("Changed since then"), order=4, size="h5", mb="xs"), table(heads, rows, frozenset({0}))]
    )
    return [note(says, "orange"), changed]


def _figures(result: Result) -> Component:
    """The figures of the summary: the first few to see, all behind a fold."""
    told = [(figure_word(name), cell_word(name, value)) for name, value in result.summary.items()]
    told = [(name, value) for name, value in told if value]
    first = html.Dl([_figure(*one) for one in told[:_FIRST_FIGURES]], className="jejak-tally")
    if len(told) <= _FIRST_FIGURES:
        return first
    rest = html.Dl([_figure(*one) for one in told[_FIRST_FIGURES:]], className="jejak-tally jejak-tally-small")
    more = html.Summary(_("{n} more figures").format(n=number(len(told) - _FIRST_FIGURES)))
    return html.Div([first, html.Details([more, rest], className="jejak-fold")])


def _figure(name: str, value: str) -> Component:
    return html.Div([html.Dt(name), html.Dd(value)])


def _tools(shown: Shown, *, tied: bool) -> Component:
    """What can be done with the result: on the chart, out as a file, kept; ``tied`` tells that rows rest on links."""
    first = dmc.NumberInput(
        id="analysis-first", value=FIRST_ROWS, min=1, max=200, w=74, size="xs", **aria(label=_("First rows"))
    )
    chart = dmc.Group(
        [
            dmc.Button(_("Show on the chart"), id="analysis-chart", size="xs"),
            dmc.Text(_("the selected rows, else the first"), size="xs", c="dimmed"),
            first,
            *([_with_ties()] if tied else []),
            dcc.Store(id="analysis-picked"),
        ],
        gap="xs",
    )
    files = [] if shown.kept else [_file("csv", "CSV"), _file("json", "JSON")]
    keep = [] if shown.kept else [_keep()]
    made: Component = dmc.Group([chart, dmc.Group([*files, *keep], gap="xs")], justify="space-between")
    return made


def _with_ties() -> Component:
    ident = {"type": "analysis-ties", "name": "chart"}  # by a pattern, since not every result has it
    made: Component = dmc.Checkbox(id=ident, label=_("with what ties them"), checked=True, size="xs")
    return made


def _file(kind: str, label: str) -> Component:
    made: Component = dmc.Button(
        label, id=f"analysis-{kind}", size="xs", variant="default", **aria(label=_("Save as {kind}").format(kind=label))
    )
    return made


def _keep() -> Component:
    """The button that asks why, and keeps."""
    inside = dmc.Stack(
        [
            dmc.Textarea(
                id="analysis-note",
                label=_("Note"),
                description=_("Why it matters, without names of protected people. Others of the case team read it."),
                autosize=True,
                minRows=2,
            ),
            dmc.Button(_("Keep"), id="analysis-keep", size="xs"),
        ],
        gap="xs",
    )
    target = dmc.PopoverTarget(dmc.Button(_("Keep as finding …"), size="xs", variant="light"))
    made: Component = dmc.Popover(
        [target, dmc.PopoverDropdown(inside)], id="analysis-keeping", width=330, position="bottom-end", shadow="md",
        trapFocus=True,
    )  # fmt: skip
    return made


def _grid(rows: Rows) -> Component:
    options = grid_options()
    options["rowSelection"] = {
        "mode": "multiRow",
        "checkboxes": False,
        "headerCheckbox": False,
        "enableClickSelection": True,
    }
    options["tooltipShowDelay"] = 400
    high = 44 + 38 * min(9, max(3, len(rows.result.rows)))
    made: Component = dag.AgGrid(
        id="analysis-grid",
        columnDefs=rows.columns(),
        rowData=rows.data(),
        getRowId="params.data.row",
        defaultColDef={"sortable": True, "resizable": True, "wrapHeaderText": True, "autoHeaderHeight": True},
        dashGridOptions=options,
        columnSize="responsiveSizeToFit",
        style={"height": f"{high + 20}px"},
    )
    return html.Section(
        [made, dmc.Text(_("Rows: {n}").format(n=number(len(rows.result.rows))), size="xs", c="dimmed", mt=4)]
    )


def _sources_start() -> Component:
    start = dmc.Text(_("Select a row to see why it is there and who says so."), size="sm", c="dimmed")
    return html.Section(
        [dmc.Title(_("What a row rests on"), order=4, size="h5", mb="sm"), html.Div(start, id="analysis-detail")],
        **aria(live="polite"),
    )


def detail(rows: Rows, place: int) -> Component:
    """Whom a row is about, why it is there, and the records behind it, each one click away."""
    finding, links = rows.findings[place], rows.links(place)
    head = [dmc.Text(rows.label(place) or _("Row {n}").format(n=number(place + 1)), fw=600)]
    if finding and finding.explanation:
        head.append(dmc.List([dmc.ListItem(text) for text in rows.why(finding)], size="sm"))
    subjects = links[:_MOST_LINKS] or list(rows.ids[place])
    return html.Div([*head, *sources(subjects, "analysis", links=len(links))])


def records_apart(rows: Rows, place: int) -> list[Component]:
    """The records behind a finding of several rows together."""
    links = apart(rows.result)[place].links
    return sources(list(links[:_MOST_LINKS]), f"analysis-{place}", links=len(links))


def sources(subjects: list[str], at: str, *, links: int) -> list[Component]:
    """The records that say so, of links or of entities; the same record once."""
    claims = {(one.batch_id, one.kind, one.row): one for subject in subjects for one in case().claims(subject)}
    if not claims:
        return [dmc.Text(_("No record is known any more: the graph has changed since."), size="sm", c="dimmed")]
    told = _("Rests on {n} links; the records:").format(n=number(links)) if links else _("Who says that it exists:")
    lines = who_says_so.sources(",".join(subjects), list(claims.values()), at, title=False)
    return [dmc.Text(told, size="sm", c="dimmed", mt="xs"), lines]


def _apart(rows: Rows) -> list[Component]:
    """Findings of several rows together, as plans, with their reasons."""
    found = apart(rows.result)
    if not found:
        return []
    papers = [
        _paper(
            html.Div(
                [
                    dmc.Text(", ".join(map(rows.name, finding.subjects)), fw=600, size="sm"),
                    dmc.List([dmc.ListItem(text) for text in rows.why(finding)], size="sm", c="dimmed"),
                    html.Div(_records_button(place), id={"type": APART_RECORDS, "place": place}),
                ]
            )
        )
        for place, finding in enumerate(found)
    ]
    title = dmc.Title(_("Why"), order=4, size="h5", mb="xs")
    return [html.Section([title, dmc.SimpleGrid(papers, cols={"base": 1, "md": 2})])]


def _records_button(place: int) -> Component:
    return html.Button(_("Show the records"), id={"type": APART, "place": place}, className="jejak-tool", type="button")


def _card_fold(shown: Shown) -> Component:
    """The run card: everything that gives the same result again."""
    card = shown.result.card
    heading: list[tuple[str, str]] = [
        (_("Analysis"), _("{analysis}, version {n}").format(analysis=title_of(card.analysis)[0], n=card.version)),
        (parameter_word("seed"), str(card.seed) if card.seed is not None else "–"),
        (_("Sequence"), number(card.sequence)),
        (_("Digest of the result"), shown.digest),
        (_("Digest of the graph"), card.snapshot_digest),
        (_("Software"), card.software),
    ]
    known = called(entities_in(card.parameters))
    pairs = [*heading, *((name, value) for name, value in card_words(card, known) if name != parameter_word("seed"))]
    facts = html.Dl([piece for name, value in pairs for piece in (html.Dt(name), html.Dd(value))])
    copied = card_json(shown.result) if shown.kept is None else case().keeping.card(shown.kept.seq)
    copy = dmc.CopyButton(
        value=copied, children=_("Copy the run card"), copiedChildren=_("Copied"), size="xs", variant="default",
        copiedColor="teal",
    )  # fmt: skip
    summary = html.Summary(
        _("Run card: sequence {n}, digest {digest}").format(n=number(card.sequence), digest=shown.digest[:16])
    )
    return html.Details(
        [summary, html.Div([copy, facts], className="jejak-card-facts")], className="jejak-fold", id="analysis-card"
    )
