"""Settings from `JEJAK_*` environment variables; secrets never come from a command line."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from jejak.schemas.errors import StoreError

if TYPE_CHECKING:
    from jejak.graph.stores.neo4j_connection import Neo4jTarget


class Settings(BaseSettings):
    """What may be set from outside.

    Attributes:
        analyst: Who writes; default: the operating system's user.
        map_file: GeoJSON that stands for the built-in base map of the screen.
        neo4j_uri: Where the team's Neo4j answers, e.g. ``neo4j://localhost:7687``.
        neo4j_user: Its user.
        neo4j_password: Its password.
        neo4j_database: Its database.
    """

    model_config = SettingsConfigDict(env_prefix="JEJAK_", extra="ignore")

    analyst: str = ""
    map_file: str = ""
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("")
    neo4j_database: str = "neo4j"

    def who(self, given: str | None = None) -> str:
        """The analyst's name: the one given, the setting, or the operating system's user; '' when there is none."""
        return given or self.analyst or _system_user()

    def target(self, uri: str | None = None) -> Neo4jTarget:
        """The Neo4j server that these settings name, or that at ``uri`` with the same user and password.

        Raises:
            StoreError: No server is named.
        """
        from jejak.graph.stores.neo4j_connection import Neo4jTarget  # noqa: PLC0415  neo4j and pandas load slowly

        chosen = uri or self.neo4j_uri
        if not chosen:
            hint = "set JEJAK_NEO4J_URI and JEJAK_NEO4J_PASSWORD, or give --to neo4j://host:7687"
            raise StoreError("no Neo4j is named", hint=hint)
        return Neo4jTarget(chosen, self.neo4j_user, self.neo4j_password.get_secret_value(), self.neo4j_database)


def _system_user() -> str:
    """The user's name; a container may run under a number that has none, and may read but not write a case then."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
