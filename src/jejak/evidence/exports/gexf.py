"""GEXF for Gephi: like GraphML, with labels that Gephi shows at once.

Some names mean something else in GEXF: ``start`` of a contract would become the life time of its node, and the
``weight`` that a source states the thickness of a line. They get the ending ``_stated``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping

import networkx as nx

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.exporter import Exporter, Heading, as_networkx

_MEANING = frozenset({"weight", "type", "start", "end", "viz", "pid", "parents", "spells", "slices", "id", "key"})
_MODIFIED = re.compile(r'lastmodifieddate="[^"]*"')


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``graph.gexf``."""
    graph = as_networkx(disclosure)
    for _, attributes in graph.nodes(data=True):
        _rename(attributes)
    for _, _, key, data in graph.edges(keys=True, data=True):
        _rename(data)
        data["id"] = key
    text = "\n".join(nx.generate_gexf(graph))
    # NetworkX writes today's date; the package has its own time, and equal packages must have equal bytes.
    dated = _MODIFIED.sub(f'lastmodifieddate="{heading.created[:10]}"', text, count=1)
    return {"graph.gexf": f"<?xml version='1.0' encoding='utf-8'?>\n{dated}\n".encode()}


def _rename(attributes: MutableMapping[str, object]) -> None:
    for name in sorted(_MEANING.intersection(attributes)):
        attributes[f"{name}_stated"] = attributes.pop(name)


EXPORTER = Exporter("gexf", "GEXF", write)
