"""The form of an analysis, made from its declaration alone: what may be turned, within which bounds, and what it means.

Invariant: no analysis and no parameter has a field of its own here; what the browser sends back is checked by the same
rules as on the command line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.analysis.parameters import FORMS, Parameters, ParameterValue, Spec, defaults, specs
from jejak.analysis.registry import chosen, get
from jejak.analysis.role_hints import PARTS
from jejak.graph.model import Counts
from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import _, current_language, told
from jejak.ui.notices import sentence
from jejak.ui.pages.analyses.rows import called
from jejak.ui.parameter_words import NAMED, choice_word, help_words, parameter_word
from jejak.ui.parts import aria
from jejak.ui.session import case
from jejak.ui.words import world

FIELD, SWITCH, TAKE = "analysis-field", "analysis-switch", "analysis-take"
#: Parameters that every analysis has; they stand together.
COMMON = frozenset(specs(Parameters))
#: Where the language writes a comma in a number.
_COMMA = frozenset({"id"})
_SMALL = 1e-6
Options = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter in the form: its name, its declaration, its default and what stands in it."""

    name: str
    spec: Spec
    default: ParameterValue
    value: object

    @property
    def switch(self) -> bool:
        """Whether it is a yes or no."""
        return isinstance(self.default, bool)

    @property
    def many(self) -> bool:
        """Whether it holds several words."""
        return isinstance(self.default, tuple)

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to choose."""
        return len(self.spec.choices) == 1


def fields(name: str, given: Mapping[str, object] | None = None) -> list[Field]:
    """The parameters of an analysis with what is given, else their defaults."""
    declared, usual = specs(get(name).parameters), defaults(get(name).parameters)
    values: dict[str, object] = {**usual, **(given or {})}
    return [Field(one, spec, usual[one], values[one]) for one, spec in declared.items()]


def form(name: str, given: Mapping[str, object] | None = None) -> Component:
    """The fields of an analysis: its own, and behind a fold those that all have."""
    with case().store() as store:
        counts = store.counts()
    every = [one for one in fields(name, given) if not one.fixed]
    own, common = ([_drawn(one, counts) for one in every if (one.name in COMMON) is which] for which in (False, True))
    changed = any(one.value != one.default for one in every if one.name in COMMON)
    summary = html.Summary(_("Which part of the graph, and what is listed"))
    fold = html.Details([summary, _grid(common)], open=changed or not own, className="jejak-fold")
    return html.Div([*([_grid(own)] if own else []), fold], className="jejak-form")


def _grid(drawn: Sequence[Component]) -> Component:
    made: Component = dmc.SimpleGrid(
        list(drawn), cols={"base": 1, "sm": 2, "xl": 3}, spacing="lg", verticalSpacing="md"
    )
    return made


def _drawn(field: Field, counts: Counts) -> Component:
    """The field of a parameter, by the kind of its value."""
    ident = {"type": SWITCH if field.switch else FIELD, "name": field.name}
    said = {
        "label": parameter_word(field.name),
        "description": help_words(field.spec),
        **({} if field.switch else {"inputWrapperOrder": ["label", "input", "error", "description"]}),
    }
    if field.switch:
        made: Component = dmc.Switch(id=ident, checked=bool(field.value), **said)
    elif field.spec.names == "entity":
        made = _entities(field, ident, said)
    elif field.many:
        made = _words(field, ident, said, counts)
    elif field.spec.choices:
        data = [{"value": one, "label": choice_word(field.name, one)} for one in field.spec.choices]
        made = dmc.Select(id=ident, data=data, value=field.value, allowDeselect=False, **said)
    elif isinstance(field.default, (int, float)):
        made = _number(field, ident, said)
    else:
        hint = told(FORMS[field.spec.form].allowed) if field.spec.form else ""
        made = dmc.TextInput(id=ident, value=field.value, placeholder=hint, **said)
    return made


def _number(field: Field, ident: Mapping[str, str], said: Mapping[str, Any]) -> Component:
    """A number; what is out of bounds is told when it is run, and never changed in silence."""
    comma = current_language() in _COMMA
    value = field.value
    if isinstance(value, float) and 0 < abs(value) < _SMALL:
        value = f"{value:.20f}".rstrip("0")  # the field knows no exponents
    made: Component = dmc.NumberInput(
        id=ident, value=value, min=field.spec.least, max=field.spec.most, clampBehavior="none",
        allowDecimal=isinstance(field.default, float), step=_step(field), decimalSeparator="," if comma else ".",
        thousandSeparator="." if comma else ",", **said,
    )  # fmt: skip
    return made


def _step(field: Field) -> float:
    most = field.spec.most
    return 0.05 if isinstance(field.default, float) and most is not None and most <= 1 else 1


def _words(field: Field, ident: Mapping[str, str], said: Mapping[str, Any], counts: Counts) -> Component:
    """Several words: of what the case has where they name that, else whatever is written."""
    value = _list(field.value)
    close = aria(label=_("Clear"))
    if field.spec.names not in NAMED:
        free: Component = dmc.TagsInput(id=ident, data=[], value=value, clearable=True, clearButtonProps=close, **said)
        return free
    word = NAMED[field.spec.names]
    offered = sorted({*_in_case(field.spec.names, counts), *value, *_list(field.default)}, key=word)
    data = [{"value": one, "label": word(one)} for one in offered]
    made: Component = dmc.MultiSelect(
        id=ident, data=data, value=value, searchable=True, clearable=True, clearButtonProps=close,
        nothingFoundMessage=_("Nothing found"), **said,
    )  # fmt: skip
    return made


def _in_case(names: str, counts: Counts) -> Collection[str]:
    """The words that may be chosen: of layers and types those that the case has."""
    if names == "part":
        return tuple(PARTS)
    if names == "etype":
        return counts.by_etype
    types = world().link_types
    return {types[name].layer for name in counts.by_ltype if name in types} if names == "layer" else counts.by_ltype


def _entities(field: Field, ident: Mapping[str, str], said: Mapping[str, Any]) -> Component:
    """Entities by their captions; they come from what is selected in any view."""
    value = _list(field.value)
    take = html.Button(
        _("Take the selected"), id={"type": TAKE, "name": field.name}, className="jejak-tool", type="button"
    )
    more: dict[str, Any] = {
        "data": entity_options(value),
        "clearable": True,
        "clearButtonProps": aria(label=_("Clear")),
        "placeholder": "" if value else _("None yet"),
        "nothingFoundMessage": _("Nothing is selected"),
    }
    many, one = dmc.MultiSelect, dmc.Select
    box = (
        many(id=ident, value=value, **more, **said)
        if field.many
        else one(id=ident, value=value[0] if value else None, **more, **said)
    )
    return html.Div([box, take], className="jejak-take")


def entity_options(idents: Sequence[str]) -> Options:
    """What a field of entities offers."""
    names = called(idents)
    return [{"value": one, "label": names.get(one, one)} for one in dict.fromkeys(idents)]


def _list(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return [str(value)] if value else []


def read(name: str, values: Mapping[str, object]) -> dict[str, object]:
    """What the browser sends back, as values of the parameters; what is none of them stays as it is and is refused."""
    return {field.name: _value(field, values[field.name]) for field in fields(name) if field.name in values}


def _value(field: Field, value: object) -> object:
    if value is None:
        return () if field.many else "" if isinstance(field.default, str) else value
    if isinstance(field.default, bool) or field.many:
        return value
    if isinstance(field.default, int):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(field.default, float) and isinstance(value, str):
        return _float(value)
    return value.strip() if isinstance(value, str) else value


def _float(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form: the parameter, if it is one, and a sentence for the reader."""

    name: str
    says: str


def fault(name: str, given: Mapping[str, object]) -> Fault | None:
    """What is wrong with these values, before anything runs."""
    try:
        chosen(name, given)
    except AnalysisError as error:
        return told_fault(name, error)
    return None


def told_fault(name: str, error: AnalysisError) -> Fault:
    """An error of a run as the form tells it, by the name that the parameter has there."""
    where = error.where or ""
    declared = specs(get(name).parameters)
    if where not in declared:
        return Fault("", f"{where}: {sentence(error)}" if where else sentence(error))
    if declared[where].needed:
        error = AnalysisError(error.what, where=where, hint=_("choose an entity"))
    return Fault(where, f"{parameter_word(where)}: {sentence(error)}")
