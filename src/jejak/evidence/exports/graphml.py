"""GraphML for Gephi, yEd, Cytoscape and NetworkX: each link is an edge with its id, amounts stay exact text."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.exporter import Exporter, Heading, as_networkx


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:  # noqa: ARG001  (one signature for all)
    """Write ``graph.graphml``."""
    text = "\n".join(nx.generate_graphml(as_networkx(disclosure)))
    return {"graph.graphml": f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n".encode()}


EXPORTER = Exporter("graphml", "GraphML", write)
