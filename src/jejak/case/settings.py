"""Settings from `JEJAK_*` environment variables; secrets never come from a command line."""

from __future__ import annotations

import getpass

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may be set from outside.

    Attributes:
        analyst: Who writes; default: the operating system's user.
        neo4j_uri: Where the team's Neo4j answers, e.g. ``neo4j://localhost:7687``.
        neo4j_user: Its user.
        neo4j_password: Its password.
        neo4j_database: Its database.
    """

    model_config = SettingsConfigDict(env_prefix="JEJAK_", extra="ignore")

    analyst: str = ""
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("")
    neo4j_database: str = "neo4j"

    def who(self, given: str | None = None) -> str:
        """The analyst's name: the one given, the setting, or the operating system's user; '' when there is none."""
        return given or self.analyst or _system_user()


def _system_user() -> str:
    """The user's name; a container may run under a number that has none, and may read but not write a case then."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
