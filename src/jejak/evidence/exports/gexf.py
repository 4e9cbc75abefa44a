"""GEXF for Gephi: like GraphML, with labels that Gephi shows at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

import networkx as nx

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.exporter import Exporter, Heading, as_networkx

_MODIFIED = re.compile(r'lastmodifieddate="[^"]*"')


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``graph.gexf``."""
    graph = as_networkx(disclosure)
    for _, _, key, data in graph.edges(keys=True, data=True):
        data["id"] = key
    text = "\n".join(nx.generate_gexf(graph))
    # NetworkX writes today's date; the package has its own time, and equal packages must have equal bytes.
    dated = _MODIFIED.sub(f'lastmodifieddate="{heading.created[:10]}"', text, count=1)
    return {"graph.gexf": f"<?xml version='1.0' encoding='utf-8'?>\n{dated}\n".encode()}


EXPORTER = Exporter("gexf", "GEXF", write)
