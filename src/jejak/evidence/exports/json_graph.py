"""JSON with nodes and links as lists, keys sorted, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.exporter import Exporter, Heading

FORMAT = 1


def write(disclosure: Disclosure, heading: Heading) -> Mapping[str, bytes]:
    """Write ``graph.json``."""
    content = {
        "format": FORMAT,
        "case": heading.case_id,
        "sequence": heading.sequence,
        "profile": heading.profile,
        "revealed": heading.revealed,
        "nodes": [
            {"id": n.id, "label": n.label, "etype": n.etype, "shown": n.shown, "attributes": dict(n.attributes)}
            for n in disclosure.nodes
        ],
        "links": [
            {"id": e.id, "source": e.source, "target": e.target, "ltype": e.ltype, "attributes": dict(e.attributes)}
            for e in disclosure.edges
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return {"graph.json": f"{text}\n".encode()}


EXPORTER = Exporter("json", "JSON", write)
