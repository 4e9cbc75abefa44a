"""What an analysis may be asked: fields with their bounds, units and words, from which every form and page is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar

from jejak.schemas.errors import AnalysisError
from jejak.schemas.grading import is_grade

#: What a parameter may hold; a frozen, comparable value that JSON can carry.
ParameterValue = str | int | float | bool | tuple[str, ...]
V = TypeVar("V", bound=ParameterValue)

#: Entity types that act. Only they are listed and ranked unless the caller names other types.
ACTORS = ("household_employer", "organisation", "person")
#: Parameters that narrow the graph or the list; the run card tells them apart.
FILTERS = ("layers", "ltypes", "as_of", "since", "until", "min_grade", "listed")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: What the words of a parameter may name, so that a form can offer them.
NAMES = ("entity", "etype", "layer", "ltype", "part")
_ID = re.compile(r"[0-9a-f]{32}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Spec:
    """One parameter as it is declared.

    Attributes:
        says: What it means, one English sentence; the catalogues have it in the other languages.
        least: Smallest number allowed, or None.
        most: Largest number allowed, or None.
        unit: What the number counts, or nothing.
        choices: Words allowed; none means any.
        form: Name of the form that a text must have, of `FORMS`; an empty text is always allowed then.
        needed: Whether the analysis cannot run without it; `run` tells when it is empty.
        names: What its words name, of `NAMES`; nothing where they name nothing that a case holds.
    """

    says: str
    least: float | None = None
    most: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    form: str = ""
    needed: bool = False
    names: str = ""


def parameter(default: V, says: str, **rest: Any) -> V:  # noqa: ANN401  the fields of `Spec`
    """Declare a field of a parameter class; the words after ``says`` are those of `Spec`."""
    return field(default=default, metadata={"spec": Spec(says, **rest)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What every analysis asks: which graph it runs on, what is left out of it, and what is listed."""

    graph: str = parameter(
        "whole", "The whole graph, or actors alone with the ties between them.", choices=("whole", "actors")
    )
    layers: tuple[str, ...] = parameter((), "Only links of these layers; none named means all.", names="layer")
    ltypes: tuple[str, ...] = parameter((), "Only links of these types; none named means all.", names="ltype")
    as_of: str = parameter("", "Only what was so on this day or had happened by then.", form="date")
    since: str = parameter("", "Only what happened or was so on this day or later.", form="date")
    until: str = parameter("", "Only what happened or was so on this day or earlier.", form="date")
    min_grade: str = parameter(
        "", "Only claims whose source and information are both graded at least so well.", form="grade"
    )
    exclude: tuple[str, ...] = parameter(
        (), "Entities whose links bind nobody, by id: a bank, a ferry terminal, a registered dormitory.", names="entity"
    )
    listed: tuple[str, ...] = parameter(
        ACTORS, "Entity types that the result lists. Protected and masked entities are never listed.", names="etype"
    )
    top: int = parameter(200, "At most so many rows; 0 lists all.", least=0, unit="rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed(Parameters):
    """What analyses ask that read the weight of ties."""

    weight: str = parameter(
        "usual",
        "Usual: each link counts one, among actors bits of surprise. Or the number of links, their amounts, "
        "or the usual weight lessened with age or by grade.",
        choices=("usual", "count", "amount", "recency", "grade"),
    )
    currency: str = parameter("", "By amount: the currency that others are brought to.", form="currency")
    rates: tuple[str, ...] = parameter((), "By amount: what one unit of each other currency is worth, as IDR=0.00029.")
    half_life: float = parameter(
        180.0, "By recency: after so many days a link weighs half.", least=1.0, most=36_500, unit="days"
    )


def _actors_first() -> str:
    return parameter(
        "actors", "The whole graph, or actors alone with the ties between them.", choices=("whole", "actors")
    )


def _least_bits() -> float:
    return parameter(5.0, "Among actors, only ties of at least so many bits.", least=0.0, unit="bits")


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongTies(Parameters):
    """What analyses ask that look at ties which would hardly be there by chance."""

    graph: str = _actors_first()
    bits: float = _least_bits()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedTies(Weighed):
    """The same of analyses that read the weight of these ties."""

    graph: str = _actors_first()
    bits: float = _least_bits()


def specs(parameters: type[Parameters]) -> Mapping[str, Spec]:
    """The declared parameters of a class by name, in order."""
    return {one.name: one.metadata["spec"] for one in fields(parameters)}


def defaults(parameters: type[Parameters]) -> Mapping[str, ParameterValue]:
    """The default of every parameter by name, in order."""
    chosen = parameters()
    return {name: getattr(chosen, name) for name in specs(parameters)}


def parsed(parameters: type[Parameters], name: str, text: str) -> ParameterValue:
    """Read the value of a parameter from a text; several words of a list are set apart by commas.

    Raises:
        AnalysisError: when there is no such parameter or the text is no value of its type.
    """
    known = defaults(parameters)
    if name not in known:
        raise unknown_parameter(name, known)
    default = known[name]
    try:
        if isinstance(default, tuple):
            return tuple(sorted(word.strip() for word in text.split(",") if word.strip()))
        if isinstance(default, bool):
            return _YES[text.strip().lower()]
        return type(default)(text.strip())
    except (ValueError, KeyError) as error:
        raise _wrong_type(name, default) from error


def checked(parameters: type[Parameters], given: Mapping[str, object]) -> Parameters:
    """Make parameters of values, each of the declared type and inside its bounds.

    Raises:
        AnalysisError: when one is unknown, of another type, or out of bounds.
    """
    known, declared = defaults(parameters), specs(parameters)
    for name in given:
        if name not in known:
            raise unknown_parameter(name, known)
    values = {name: _like(name, known[name], value) for name, value in given.items()}
    for name, value in values.items():
        _inside(name, declared[name], value)
    make: Callable[..., Parameters] = parameters
    return make(**values)


def needed(parameters: type[Parameters]) -> tuple[str, ...]:
    """Names of the parameters that must be given."""
    return tuple(name for name, spec in specs(parameters).items() if spec.needed)


def unknown_parameter(name: str, known: Mapping[str, object]) -> AnalysisError:
    """The error about a name that is no parameter."""
    return AnalysisError("there is no such parameter", where=name, hint=f"use one of: {', '.join(known)}")


def _wrong_type(name: str, default: ParameterValue) -> AnalysisError:
    kinds = {tuple: "a list of words", bool: "yes or no", int: "a whole number", float: "a number", str: "a text"}
    return AnalysisError(
        f"the parameter must be {kinds[type(default)]}", where=name, hint=f"its default is {default!r}"
    )


def _like(name: str, default: ParameterValue, value: object) -> ParameterValue:
    """Bring a value to the type of its default; a whole number is a fine decimal one, and a list a fine tuple."""
    if isinstance(default, tuple) and isinstance(value, (list, tuple)):
        return tuple(sorted(str(item) for item in value))
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise _wrong_type(name, default)
    return value


def _inside(name: str, spec: Spec, value: ParameterValue) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not _bounded(spec, value):
        raise AnalysisError("the number is out of bounds", where=name, hint=_bounds(spec))
    if isinstance(value, str) and spec.choices and value not in spec.choices:
        raise AnalysisError("there is no such choice", where=name, hint=f"use one of: {', '.join(spec.choices)}")
    if isinstance(value, str) and value and spec.form and not FORMS[spec.form].fits(value):
        raise AnalysisError("the text has another form", where=name, hint=FORMS[spec.form].hint)


def _bounded(spec: Spec, value: float) -> bool:
    """Tell whether a number is inside; what is no number at all (NaN) never is where there is a bound."""
    return (spec.least is None or value >= spec.least) and (spec.most is None or value <= spec.most)


def _bounds(spec: Spec) -> str:
    if spec.most is None:
        return f"use {spec.least:g} or more"
    if spec.least is None:
        return f"use {spec.most:g} or less"
    return f"use {spec.least:g} to {spec.most:g}"


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _is_currency(text: str) -> bool:
    return _CURRENCY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a text may have: whether one has it, what is allowed in a few words, and what to do otherwise."""

    fits: Callable[[str], bool]
    allowed: str
    hint: str


FORMS: Mapping[str, Form] = {
    "currency": Form(_is_currency, "three letters, as MYR", "write three letters, as in MYR"),
    "date": Form(_is_day, "a day, as 2026-03-31", "write a day as in 2026-03-31"),
    "grade": Form(is_grade, "A1 to E5", "write a grade from A1 to F6, as in B2"),
    "id": Form(
        _is_id,
        "an id of 32 hex digits",
        "write the id of an entity, 32 digits and letters a to f, as `jejak search` shows it",
    ),
}
