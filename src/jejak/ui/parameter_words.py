"""How parameters of analyses, their choices and their units are called, in the reader's language.

Invariant: a form shows no name of the code; what has no words here is shown by its name with blanks, and a test sees to
it that nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jejak.analysis.declaration import RunCard
from jejak.analysis.parameters import ParameterValue, Spec, specs
from jejak.analysis.registry import get
from jejak.schemas.i18n import _, told
from jejak.schemas.labels import layer_label
from jejak.ui.figures import exact, number
from jejak.ui.reasons import part_word
from jejak.ui.words import entity_word, link_word

Words = Mapping[str, Callable[[], str]]

NAMES: Words = {
    "graph": lambda: _("Graph"),
    "layers": lambda: _("Layers"),
    "ltypes": lambda: _("Link types"),
    "as_of": lambda: _("As of"),
    "since": lambda: _("Since"),
    "until": lambda: _("Until"),
    "min_grade": lambda: _("Least grade"),
    "exclude": lambda: _("Left out"),
    "listed": lambda: _("Listed types"),
    "top": lambda: _("Most rows"),
    "exact_up_to": lambda: _("Exact up to"),
    "sources": lambda: _("Sampled sources"),
    "work": lambda: _("Most work"),
    "seed": lambda: _("Seed"),
    "weight": lambda: _("Weight of ties"),
    "currency": lambda: _("Currency"),
    "rates": lambda: _("Exchange rates"),
    "half_life": lambda: _("Half-life"),
    "bits": lambda: _("Least surprise of a tie"),
    "stages": lambda: _("Fewest stages paid"),
    "share": lambda: _("Least share of the chain"),
    "shortlist": lambda: _("Shortlist"),
    "resolution": lambda: _("Resolution"),
    "seeds": lambda: _("Runs with other seeds"),
    "finer": lambda: _("Finer resolution inside"),
    "layer_ties": lambda: _("Fewest ties of a layer"),
    "steps": lambda: _("Budget"),
    "cost": lambda: _("Cost of a removal"),
    "heads": lambda: _("Parts that keep control"),
    "backfill": lambda: _("Share taken over"),
    "runs": lambda: _("Runs"),
    "length": lambda: _("Length of a slice"),
    "unit": lambda: _("Unit of slices"),
    "overlap": lambda: _("Overlap of slices"),
    "same": lambda: _("Least share in common"),
    "change": lambda: _("Least change of size"),
    "patience": lambda: _("Patience"),
    "least": lambda: _("Fewest members"),
    "weighted": lambda: _("With weights"),
    "hub_cap": lambda: _("Most ties in between"),
    "damping": lambda: _("Damping"),
    "tolerance": lambda: _("Tolerance"),
    "source": lambda: _("Begin"),
    "target": lambda: _("End"),
    "kind": lambda: _("Kind of path"),
    "most": lambda: _("Most paths"),
    "longest": lambda: _("Most steps"),
    "directed": lambda: _("Direction counts"),
    "strict": lambda: _("Dates force the order"),
    "measure": lambda: _("Measure"),
    "k": lambda: _("Places at the top"),
    "hidden": lambda: _("Hidden links"),
    "parts": lambda: _("Parts"),
    "stated": lambda: _("Stated by a source only"),
    "largest": lambda: _("Largest group"),
    "least_score": lambda: _("Fewest points"),
}
MEASURES: Words = {
    "betweenness": lambda: _("Betweenness"),
    "closeness": lambda: _("Closeness"),
    "degree": lambda: _("Degree"),
    "kcore": lambda: _("K-core"),
    "pagerank": lambda: _("PageRank"),
}
CHOICES: Mapping[str, Words] = {
    "graph": {"whole": lambda: _("The whole graph"), "actors": lambda: _("Actors alone")},
    "weight": {
        "usual": lambda: _("As usual"),
        "count": lambda: _("Number of links"),
        "amount": lambda: _("Amounts"),
        "recency": lambda: _("Newer ones more"),
        "grade": lambda: _("By grade"),
    },
    "cost": {"one": lambda: _("One each"), "degree": lambda: _("By number of ties")},
    "unit": {"days": lambda: _("Days"), "months": lambda: _("Months")},
    "kind": {
        "shortest": lambda: _("One shortest path"),
        "all_shortest": lambda: _("All shortest paths"),
        "in_time": lambda: _("In date order"),
    },
    "directed": {
        "in_time": lambda: _("In date order only"),
        "always": lambda: _("Always"),
        "never": lambda: _("Never"),
    },
    "measure": MEASURES,
}
UNITS: Words = {
    "actors": lambda: _("actors"),
    "bits": lambda: _("bits"),
    "days": lambda: _("days"),
    "days or months": lambda: _("days or months"),
    "members": lambda: _("members"),
    "neighbours": lambda: _("neighbours"),
    "nodes": lambda: _("entities"),
    "pairs": lambda: _("pairs"),
    "paths": lambda: _("paths"),
    "places": lambda: _("places"),
    "points": lambda: _("points"),
    "removals": lambda: _("removals"),
    "rows": lambda: _("rows"),
    "runs": lambda: _("runs"),
    "slices": lambda: _("slices"),
    "stages": lambda: _("stages"),
    "steps": lambda: _("steps"),
    "ties": lambda: _("ties"),
    "visits": lambda: _("visits"),
}
#: What the words of a list are called, by what they name.
NAMED: Mapping[str, Callable[[str], str]] = {
    "etype": entity_word,
    "layer": layer_label,
    "ltype": link_word,
    "part": part_word,
}


def spoken(name: str, words: Words) -> str:
    """The words of a name, or the name itself without its dashes."""
    return words[name]() if name in words else name.replace("_", " ")


def parameter_word(name: str) -> str:
    """What a parameter is called."""
    return spoken(name, NAMES)


def choice_word(name: str, choice: str) -> str:
    """What one of the choices of a parameter is called."""
    return spoken(choice, CHOICES.get(name, {}))


def unit_word(unit: str) -> str:
    """What a number counts."""
    return spoken(unit, UNITS) if unit else ""


def help_words(spec: Spec) -> str:
    """What a parameter means, and its bounds where it has any."""
    bounds = " ".join(filter(None, (_bounds(spec), unit_word(spec.unit))))
    return f"{told(spec.says)} ({bounds})" if bounds else told(spec.says)


def _bounds(spec: Spec) -> str:
    least, most = spec.least, spec.most
    if least is not None and most is not None:
        return _("{least} to {most}").format(least=exact(least), most=exact(most))
    if least is not None:
        return _("{n} or more").format(n=exact(least))
    return _("{n} or less").format(n=exact(most)) if most is not None else ""


def value_words(name: str, spec: Spec, value: object, called: Mapping[str, str]) -> str:
    """A value of a parameter as a reader writes it; ``called`` holds the captions of entities by id."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return exact(value)
    if isinstance(value, list | tuple):
        return ", ".join(_one_word(spec, str(one), called) for one in value)
    return choice_word(name, str(value)) if spec.choices else _one_word(spec, str(value), called)


def _one_word(spec: Spec, word: str, called: Mapping[str, str]) -> str:
    return NAMED[spec.names](word) if spec.names in NAMED else called.get(word, word)


def card_words(card: RunCard, called: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parameters of a run card as (name, value), in the order of their declaration."""
    declared = specs(get(card.analysis).parameters)
    return [
        (parameter_word(name), value_words(name, declared.get(name, Spec("")), value, called) or "–")
        for name, value in card.parameters.items()
    ]


def entities_in(parameters: Mapping[str, ParameterValue]) -> list[str]:
    """Every word of the parameters; those that are no ids are called nothing."""
    return [word for value in parameters.values() for word in ([value] if isinstance(value, str) else _many(value))]


def _many(value: object) -> list[str]:
    return list(map(str, value)) if isinstance(value, list | tuple) else []
