"""A result again from its run card: the same digest, or what has changed in the case since then.

A card is the JSON that an analysis printed; of it the card itself and the digest are read. Nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from jejak.analysis.declaration import Result
from jejak.analysis.parameters import ParameterValue
from jejak.analysis.registry import get
from jejak.graph.ledger import Event
from jejak.schemas.errors import AnalysisError


class Changes(Protocol):
    """Tells what could have changed the graph."""

    def changes(self, since: int) -> tuple[Event, ...]:
        """Events after a sequence number that can change the graph, in order."""


class Runs(Protocol):
    """A case that runs analyses, as far as a second run needs it."""

    def run(self, name: str, **given: ParameterValue) -> Result:
        """Run an analysis; parameters that are not given have their defaults."""

    @property
    def keeping(self) -> Changes:
        """What knows of its changes."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """A card run again.

    Attributes:
        result: What it gives on the case as it is now.
        expected: The digest that it gave then.
        changes: Events since then that can change the graph, in order.
        differs: Fields of the card that are not as they were.
    """

    result: Result
    expected: str
    changes: tuple[Event, ...]
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it gives the same result from the same graph."""
        return self.result.digest == self.expected


def rerun(case: Runs, text: str) -> Rerun:
    """Run the card in ``text`` (JSON with ``card`` and ``digest``) on the case as it is now.

    Raises:
        AnalysisError: It is no run card, it is of another version of the analysis, or it names what is not there.
    """
    card, expected = _read(text)
    analysis = get(str(card["analysis"]))
    if analysis.version != card["version"]:
        raise AnalysisError(
            "the card is of another version of the analysis",
            where=analysis.name,
            hint=f"it was version {card['version']}, of {card['software']}; this is version {analysis.version}",
        )
    result = case.run(analysis.name, **cast("Mapping[str, ParameterValue]", card["parameters"]))
    events = case.keeping.changes(_whole(card["sequence"]))
    told = ("sequence", "snapshot_digest", "software")
    differs = tuple(name for name in told if getattr(result.card, name) != card[name])
    return Rerun(result, expected, events, differs)


def _read(text: str) -> tuple[Mapping[str, object], str]:
    wanted = {"analysis", "version", "parameters", "sequence", "snapshot_digest", "software"}
    try:
        document = json.loads(text)
        card, digest = document["card"], document["digest"]
        whole = isinstance(card["parameters"], dict) and wanted <= set(card) and isinstance(digest, str)
    except (ValueError, KeyError, TypeError) as error:
        raise _no_card() from error
    if not whole:
        raise _no_card()
    return card, digest


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise _no_card()
    return value


def _no_card() -> AnalysisError:
    hint = "keep what `jejak analyse CASE NAME --format json` prints"
    return AnalysisError("this is no run card", where="the card", hint=hint)
