"""Entities of a case by what they are called."""

from __future__ import annotations

from jejak.case import Case
from jejak.graph.model import Node


def nodes(case: Case) -> list[Node]:
    """Every entity of the present graph."""
    snapshot = case.snapshot()
    return [snapshot.node(code) for code in range(snapshot.n_nodes)]


def by_caption(case: Case) -> dict[str, str]:
    """Ids by caption; those of protected people by their pseudonyms."""
    return {node.caption: node.id for node in nodes(case)}


def phone_of(case: Case, digits: str) -> str:
    """The id of a telephone number, however it is written."""
    phones = (node for node in nodes(case) if node.etype == "phone")
    return next(node.id for node in phones if "".join(filter(str.isdigit, node.caption)) == digits)
