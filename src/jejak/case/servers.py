"""The Neo4j of a case; its driver is loaded only when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jejak.case.settings import Settings
from jejak.graph.ledger import Ledger

if TYPE_CHECKING:
    from jejak.graph.stores.neo4j_store import Neo4jStore


def neo4j_of(ledger: Ledger, settings: Settings) -> Neo4jStore:
    """The one store of this process for the server of the settings, if that shows this case.

    Raises:
        StoreError: It cannot be reached, or shows another case.
    """
    from jejak.graph.stores.neo4j_shared import shared_store  # noqa: PLC0415

    shared = shared_store(settings.target())
    shared.check_case(ledger.ledger_id)
    return shared
