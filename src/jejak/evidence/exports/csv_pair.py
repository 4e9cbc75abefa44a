"""Two CSV tables, ``nodes.csv`` and ``links.csv``, that open safely in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.exporter import Exporter, Heading
from jejak.evidence.shown import ShownEdge, ShownNode
from jejak.evidence.tables import write_table


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:  # noqa: ARG001  (one signature for all)
    """Write ``nodes.csv`` and ``links.csv``."""
    extra = _names(disclosure.nodes)
    nodes = ([n.id, n.label, n.etype, "yes" if n.shown else "no", *_values(n, extra)] for n in disclosure.nodes)
    more = _names(disclosure.edges)
    links = ([e.id, e.source, e.target, e.ltype, *_values(e, more)] for e in disclosure.edges)
    return {
        "nodes.csv": write_table(["id", "label", "etype", "shown", *extra], nodes),
        "links.csv": write_table(["id", "source", "target", "ltype", *more], links),
    }


def _names(items: Sequence[ShownNode | ShownEdge]) -> list[str]:
    return sorted({name for item in items for name, _ in item.attributes})


def _values(item: ShownNode | ShownEdge, names: Sequence[str]) -> list[str]:
    known = dict(item.attributes)
    return [known.get(name, "") for name in names]


EXPORTER = Exporter("csv", "CSV (two tables)", write)
