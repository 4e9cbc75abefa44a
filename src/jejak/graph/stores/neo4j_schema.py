"""Constraints and indexes of a server's copy: what a sync looks up by is there before it writes, the rest after it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jejak.graph.stores.neo4j_connection import Neo4jConnection
from jejak.graph.stores.neo4j_marker import MARKER_CONSTRAINT
from jejak.graph.stores.rows import checked_name

_ENTITY = "CREATE CONSTRAINT jejak_entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE"
_SEARCH = "CREATE TEXT INDEX jejak_search IF NOT EXISTS FOR (n:Entity) ON (n.search)"
_PRESENT = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name"
_LINK = "jejak_link_"
_OURS = re.compile(f"{_LINK}[a-z0-9_]+")
_AWAIT = "CALL db.awaitIndexes(3600)"


class Schema:
    """What a server has; ``ensure`` creates what is missing and returns when it is ready."""

    def __init__(self, connection: Neo4jConnection) -> None:
        self._connection = connection
        self._present = {str(row["name"]) for row in connection.read(_PRESENT)}

    def before(self, ltypes: Iterable[str]) -> None:
        """Ids of nodes are unique, and so are those of the link types that the server holds already."""
        self._ensure({"jejak_sync": MARKER_CONSTRAINT, "jejak_entity": _ENTITY, **_links(ltypes)})

    def after(self, ltypes: Iterable[str]) -> None:
        """Ids of all links are unique, and names can be searched; an index filled at once costs a fraction."""
        self._ensure({**_links(ltypes), "jejak_search": _SEARCH})

    def clear(self) -> None:
        """Drop what ``after`` creates, before an emptied server is filled anew: it costs less than to be kept up."""
        links = [name for name in self._present if _OURS.fullmatch(name)]
        for drop in ("INDEX jejak_search", *(f"CONSTRAINT {name}" for name in links)):
            self._connection.run(f"DROP {drop} IF EXISTS", write=True)
        self._present -= {"jejak_search", *links}

    def _ensure(self, wanted: dict[str, str]) -> None:
        missing = [name for name in wanted if name not in self._present]
        for name in missing:
            self._connection.run(wanted[name], write=True)
            self._present.add(name)
        if missing:
            self._connection.run(_AWAIT)


def _links(ltypes: Iterable[str]) -> dict[str, str]:
    """A uniqueness constraint for each type; only one of a single type can be looked up by."""
    return {
        f"{_LINK}{name.lower()}": f"CREATE CONSTRAINT {_LINK}{name.lower()} IF NOT EXISTS "
        f"FOR ()-[r:{name}]-() REQUIRE r.id IS UNIQUE"
        for name in sorted(map(checked_name, ltypes))
    }
