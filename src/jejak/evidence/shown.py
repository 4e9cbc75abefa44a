"""Nodes and links as they leave a case."""

from __future__ import annotations

from dataclasses import dataclass

#: Between the values of an attribute that has several.
LIST_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class ShownNode:
    """A node as it leaves the case; ``shown`` is false where ``label`` is a pseudonym.

    A protected person whose name was opened has the attribute ``revealed`` and nothing else that a masked one has not.
    """

    id: str
    label: str
    etype: str
    shown: bool
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownEdge:
    """A link as it leaves the case, an edge of its own with its own id; those at a closed group are one edge."""

    id: str
    source: str
    target: str
    ltype: str
    attributes: tuple[tuple[str, str], ...]
