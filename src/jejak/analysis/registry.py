"""The analyses, found by looking: one module of ``measures/`` declares one ``ANALYSIS``, nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

import networkx as nx

from jejak import __version__
from jejak.analysis import measures
from jejak.analysis.declaration import Analysis, Outcome, Parameters, ParameterValue, Result, RunCard
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


def _collect() -> Mapping[str, Analysis[Parameters]]:
    found: dict[str, Analysis[Parameters]] = {}
    for module in sorted(pkgutil.iter_modules(measures.__path__), key=lambda m: m.name):
        analysis: Analysis[Parameters] = importlib.import_module(f"{measures.__name__}.{module.name}").ANALYSIS
        found[analysis.name] = analysis
    return MappingProxyType(found)


ANALYSES = _collect()


def get(name: str) -> Analysis[Parameters]:
    """Return one analysis by name.

    Raises:
        AnalysisError: when there is none of this name.
    """
    if name not in ANALYSES:
        raise AnalysisError("There is no such analysis.", where=name, hint=f"Choose one of: {', '.join(ANALYSES)}.")
    return ANALYSES[name]


def run(name: str, snapshot: Snapshot, **params: ParameterValue | list[str]) -> Result:
    """Run one analysis on a snapshot.

    Args:
        name: Name in ``ANALYSES``.
        snapshot: The graph to run on.
        **params: Fields of the analysis' parameter class; what is not named keeps its default.

    Raises:
        AnalysisError: when the analysis or a parameter is unknown or of the wrong kind.
    """
    analysis = get(name)
    chosen = _checked(analysis, params)
    return _result(analysis, snapshot, chosen, analysis.compute(snapshot, chosen))


def rerun(card: RunCard, snapshot: Snapshot) -> Result:
    """Run the analysis of a card again, on the snapshot that the card was made on.

    Raises:
        AnalysisError: when the snapshot or the analysis is not the one of the card.
    """
    analysis = get(card.analysis)
    if (analysis.version, snapshot.digest) != (card.version, card.snapshot_digest):
        raise AnalysisError(
            "The run card belongs to another snapshot or another version of the analysis.",
            where=f"{card.analysis} at sequence {card.sequence}",
            hint="Build the snapshot of that sequence, with the software that the card names.",
        )
    return run(card.analysis, snapshot, **card.parameters)


def _checked(analysis: Analysis[Parameters], params: Mapping[str, ParameterValue | list[str]]) -> Parameters:
    defaults = asdict(analysis.parameters())
    unknown = sorted(set(params) - set(defaults))
    if unknown:
        raise AnalysisError(
            f"Unknown parameter: {', '.join(unknown)}.",
            where=analysis.name,
            hint=f"It takes: {', '.join(f.name for f in fields(analysis.parameters))}.",
        )
    make: Callable[..., Parameters] = analysis.parameters
    return make(**{key: _like(defaults[key], key, value) for key, value in params.items()})


def _like(default: ParameterValue, key: str, value: ParameterValue | list[str]) -> ParameterValue:
    """Bring a value to the type of its default; a whole number is a fine decimal one, and a list a fine tuple."""
    if isinstance(default, tuple) and isinstance(value, (list, tuple)):
        return tuple(sorted(str(item) for item in value))
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default) or isinstance(value, list):
        wanted = "list" if isinstance(default, tuple) else type(default).__name__
        raise AnalysisError(f"The parameter must be of type {wanted}.", where=key, hint=f"Its default is {default!r}.")
    return value


def _result(analysis: Analysis[Parameters], snapshot: Snapshot, chosen: Parameters, outcome: Outcome) -> Result:
    values: dict[str, ParameterValue] = asdict(chosen)
    seed = values.get("seed")
    card = RunCard(
        analysis=analysis.name,
        version=analysis.version,
        parameters=values,
        seed=seed if isinstance(seed, int) else None,
        sequence=snapshot.sequence,
        snapshot_digest=snapshot.digest,
        filters={"ltypes": chosen.ltypes, "listed": chosen.listed},
        software=f"jejak {__version__}, networkx {nx.__version__}",
    )
    return Result(card, outcome.columns, outcome.rows, outcome.summary, outcome.findings)
