"""The analyses, found by looking: one module of ``measures/`` declares one ``ANALYSIS``, nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import networkx as nx

from jejak import __version__
from jejak.analysis import measures
from jejak.analysis.declaration import Analysis, Outcome, Result, RunCard
from jejak.analysis.parameters import FILTERS, Parameters, ParameterValue, checked, needed
from jejak.analysis.selection import select
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
        raise AnalysisError("there is no such analysis", where=name, hint=f"use one of: {', '.join(ANALYSES)}")
    return ANALYSES[name]


def chosen(name: str, given: Mapping[str, object]) -> Parameters:
    """The parameters of a run; what is not given keeps its default.

    Raises:
        AnalysisError: when the analysis or a parameter is unknown, a value is out of bounds, or one that is needed is
            not given.
    """
    analysis = get(name)
    made = checked(analysis.parameters, given)
    for one in needed(analysis.parameters):
        if not getattr(made, one):
            raise AnalysisError("the parameter must be given", where=one, hint=f"see `jejak analyses {name}`")
    return made


def run(name: str, snapshot: Snapshot, **params: ParameterValue | list[str]) -> Result:
    """Run one analysis on a snapshot.

    Args:
        name: Name in ``ANALYSES``.
        snapshot: The graph to run on.
        **params: Fields of the analysis' parameter class; what is not named keeps its default.

    Raises:
        AnalysisError: when the analysis, a parameter, a layer or a type is unknown, a value is out of bounds, or one
            that is needed is not given.
    """
    analysis, given = get(name), chosen(name, params)
    selection = select(snapshot, given)
    outcome = analysis.compute(selection.snapshot, given)
    left_out = {f"left_out_{reason}": int(rows.size) for reason, rows in selection.left_out.items()}
    if selection.roles is not None:
        left_out["left_out_roles"] = selection.roles
    return _result(analysis, snapshot, given, replace(outcome, summary={**outcome.summary, **left_out}))


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


def _result(analysis: Analysis[Parameters], snapshot: Snapshot, given: Parameters, outcome: Outcome) -> Result:
    values: dict[str, ParameterValue] = asdict(given)
    seed = values.get("seed")
    card = RunCard(
        analysis=analysis.name,
        version=analysis.version,
        parameters=values,
        seed=seed if isinstance(seed, int) else None,
        sequence=snapshot.sequence,
        snapshot_digest=snapshot.digest,
        filters=_filters(given),
        software=f"jejak {__version__}, networkx {nx.__version__}",
    )
    return Result(card, outcome.columns, outcome.rows, outcome.summary, outcome.findings)


def _filters(given: Parameters) -> dict[str, tuple[str, ...]]:
    """What narrows the graph or the list, as words."""
    narrowed = {name: getattr(given, name) for name in FILTERS}
    return {name: value if isinstance(value, tuple) else (value,) for name, value in narrowed.items() if value}
