"""How columns, summary figures and cells of results are called and written, in the reader's language.

Invariant: what has no words here is shown by its name with blanks, and a test sees to it that nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from jejak.analysis.declaration import Cell
from jejak.analysis.reasons import Reason
from jejak.schemas.i18n import _
from jejak.schemas.labels import layer_label
from jejak.ui.figures import day, number, per_cent, score
from jejak.ui.parameter_words import MEASURES, Words, spoken
from jejak.ui.reasons import event_word, knows, part_word, reason_words, stage_word, strategy_word
from jejak.ui.words import entity_word, link_word

COLUMNS: Words = {
    **MEASURES,
    "rank": lambda: _("Rank"),
    "caption": lambda: _("Entity"),
    "etype": lambda: _("Type"),
    "score": lambda: _("Score"),
    "group": lambda: _("Group"),
    "size": lambda: _("Members"),
    "protected": lambda: _("Protected members"),
    "first_caption": lambda: _("First"),
    "second_caption": lambda: _("Second"),
    "links": lambda: _("Links"),
    "core": lambda: _("Core"),
    "between": lambda: _("Stands between"),
    "gaps": lambda: _("Spans gaps"),
    "cut": lambda: _("Holds together"),
    "groups": lambda: _("Joins groups"),
    "border": lambda: _("Crosses the border"),
    "hidden": lambda: _("Pays unseen"),
    "stability": lambda: _("Stays in the group"),
    "layers": lambda: _("Layers"),
    "path": lambda: _("Path"),
    "communities.path": lambda: _("Cell"),
    "strategy": lambda: _("Strategy"),
    "step": lambda: _("Step"),
    "cost": lambda: _("Cost"),
    "largest": lambda: _("Largest part"),
    "parts": lambda: _("Separate parts"),
    "under_control": lambda: _("Victims under control"),
    "at_risk": lambda: _("Victims put at risk"),
    "largest_refilled": lambda: _("Largest part, gaps filled"),
    "under_control_refilled": lambda: _("Under control, gaps filled"),
    "slice": lambda: _("Slice"),
    "starts": lambda: _("Starts"),
    "event": lambda: _("Event"),
    "others": lambda: _("Other groups"),
    "before": lambda: _("Members before"),
    "after": lambda: _("Members after"),
    "first_link": lambda: _("First link"),
    "last_link": lambda: _("Last link"),
    "joined": lambda: _("Joined"),
    "left": lambda: _("Left"),
    "names": lambda: _("Members"),
    "joined_names": lambda: _("Who joined"),
    "left_names": lambda: _("Who left"),
    "in_common": lambda: _("In common"),
    "unnamed": lambda: _("Not named"),
    "ltypes": lambda: _("Link types"),
    "n_links": lambda: _("Links"),
    "first_date": lambda: _("First date"),
    "last_date": lambda: _("Last date"),
    "grade": lambda: _("Grade"),
    "percentile": lambda: _("Percentile"),
    "stays": lambda: _("Stays at the top"),
    "part": lambda: _("Part"),
    "stage": lambda: _("Stage"),
    "stated": lambda: _("Stated"),
    "count": lambda: _("Count"),
    "members": lambda: _("Number of members"),
    "roles": lambda: _("Parts"),
    "victims": lambda: _("Victims"),
    "moved": lambda: _("Recruited or moved"),
    "transfers": lambda: _("Transfers"),
    "shared": lambda: _("Shared things"),
    "missing": lambda: _("Not seen yet"),
}
FIGURES: Words = {
    "nodes": lambda: _("Entities"),
    "listable": lambda: _("Entities that may be listed"),
    "edges": lambda: _("Ties"),
    "ties": lambda: _("Ties"),
    "exact": lambda: _("Exact"),
    "sources": lambda: _("Sampled sources"),
    "top": lambda: _("Places looked at"),
    "settled": lambda: _("Settled places"),
    "stable": lambda: _("Stable"),
    "hidden": lambda: _("Hidden organisers"),
    "unknown_country": lambda: _("Without a known country"),
    "computed": lambda: _("Computed"),
    "groups": lambda: _("Groups"),
    "largest": lambda: _("Largest group"),
    "modularity": lambda: _("Modularity"),
    "seeds_agree": lambda: _("Agreement of runs"),
    "second_opinion_groups": lambda: _("Second opinion: groups"),
    "second_opinion_nmi": lambda: _("Second opinion: common information"),
    "second_opinion_ari": lambda: _("Second opinion: agreement"),
    "layers_not_compared": lambda: _("Layers not compared"),
    "removable": lambda: _("May be removed"),
    "heads": lambda: _("Heads"),
    "victims": lambda: _("Victims"),
    "under_control": lambda: _("Victims under control"),
    "out_of_reach": lambda: _("Victims out of reach"),
    "backfill": lambda: _("Share taken over"),
    "slices": lambda: _("Slices"),
    "born": lambda: _("Born"),
    "resumed": lambda: _("Back"),
    "merged": lambda: _("Merged"),
    "split": lambda: _("Split"),
    "grown": lambda: _("Grown"),
    "shrunk": lambda: _("Shrunk"),
    "dormant": lambda: _("Fallen silent"),
    "ended": lambda: _("Ended"),
    "events_of_nobody_listed": lambda: _("Events of nobody listed"),
    "links": lambda: _("Links"),
    "left_out_no_date": lambda: _("Left out: no date"),
    "left_out_vague_date": lambda: _("Left out: vague date"),
    "left_out_grade": lambda: _("Left out: grade"),
    "left_out_time": lambda: _("Left out: other time"),
    "left_out_undated": lambda: _("Left out: undated events"),
    "left_out_excluded": lambda: _("Left out: excluded entities"),
    "left_out_roles": lambda: _("Left out: roles of another time"),
    "largest_core": lambda: _("Highest core"),
    "pairs": lambda: _("Pairs"),
    "hubs": lambda: _("Hubs passed over"),
    "runs": lambda: _("Runs"),
    "top_kept": lambda: _("Top that stays"),
    "hints": lambda: _("Hints"),
    "actors": lambda: _("Actors"),
    "by_patterns": lambda: _("By patterns alone"),
    "syndicates": lambda: _("Syndicates"),
    "weaker_groups": lambda: _("Weaker groups"),
    "found": lambda: _("Found"),
    "paths": lambda: _("Paths"),
    "more": lambda: _("There are more"),
    "steps": lambda: _("Steps"),
    "longest": lambda: _("Most steps"),
    "undated": lambda: _("Links without a date"),
    "weightless": lambda: _("Ties that weigh nothing"),
    "currency": lambda: _("Currency"),
    "recent_to": lambda: _("Newest date"),
    "weight": lambda: _("Weight of ties"),
}
_LAYER_FIGURES: Mapping[str, Callable[[str], str]] = {
    "known": lambda layer: _("Layer {layer}: entities").format(layer=layer),
    "groups": lambda layer: _("Layer {layer}: groups").format(layer=layer),
    "ari": lambda layer: _("Layer {layer}: agreement").format(layer=layer),
    "nmi": lambda layer: _("Layer {layer}: common information").format(layer=layer),
}
_OF_LAYER = re.compile(r"layer_(\w+)_(known|groups|ari|nmi)")
_OF_MEASURE = re.compile(r"(area|best|lead)_(largest_refilled|under_control_refilled|largest|under_control)(?:_(\w+))?")
#: Columns that hold ids or codes: rows are chosen by them, nobody reads them.
UNREAD = frozenset({"id", "ids", "first", "second", "why"})
#: Columns and figures between 0 and 1 that a reader knows as per cent.
SHARES = frozenset({"stays", "stability", "percentile", "largest", "largest_refilled", "top_kept", "backfill"})
#: Columns whose words, set apart by commas, are codes.
_CODES: Mapping[str, Callable[[str], str]] = {
    "etype": entity_word,
    "event": event_word,
    "layers": layer_label,
    "ltypes": link_word,
    "part": part_word,
    "roles": part_word,
    "stage": stage_word,
    "strategy": strategy_word,
    "layers_not_compared": layer_label,
}
#: Columns and figures that hold dates.
DATES = frozenset({"starts", "first_link", "last_link", "first_date", "last_date", "recent_to"})


def column_word(analysis: str, name: str) -> str:
    """What a column is called."""
    own = f"{analysis}.{name}"
    return spoken(own if own in COLUMNS else name, COLUMNS)


def figure_word(name: str) -> str:
    """What a figure of the summary is called."""
    layer, measure = _OF_LAYER.fullmatch(name), _OF_MEASURE.fullmatch(name)
    if layer:
        return _LAYER_FIGURES[layer[2]](layer_label(layer[1]))
    return _strategies_figure(*measure.groups()) if measure else spoken(name, FIGURES)


def _strategies_figure(kind: str, measure: str, of: str | None) -> str:
    """What compares strategies by a measure."""
    called = spoken(measure, COLUMNS)
    if kind == "area":
        return _("{measure}, area of the curve: {strategy}").format(measure=called, strategy=strategy_word(of or ""))
    if kind == "best":
        return _("{measure}: best strategy").format(measure=called)
    if of:
        return _("{measure}: lead over most ties first").format(measure=called)
    return _("{measure}: lead over the second").format(measure=called)


def knows_figure(name: str) -> bool:
    """Whether a figure has words."""
    return name in FIGURES or bool(_OF_LAYER.fullmatch(name) or _OF_MEASURE.fullmatch(name))


def cell_word(name: str, value: Cell) -> str:
    """A cell of a column, or a figure of the summary, as it is read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return per_cent(value) if is_share(name, value) else score(value)
    return _text_word(name, value)


def is_share(name: str, value: Cell) -> bool:
    """Whether a value is read as per cent; the largest part is one only where it is no count."""
    return isinstance(value, float) and name in SHARES


def _text_word(name: str, value: str) -> str:
    if name in DATES:
        return day(value)
    if name.startswith("best_"):
        return strategy_word(value)
    if name == "missing":
        return ", ".join(_missing(value))
    code = _CODES.get(name)
    return ", ".join(code(word) for word in value.split(", ")) if code and value else value


def _missing(value: str) -> Iterator[str]:
    for word in filter(None, value.split(", ")):
        yield reason_words(Reason(word)) if knows(word) else stage_word(word)
