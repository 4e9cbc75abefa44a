"""Mappings to use again: those saved in the case folder, those that its imports were made with, the built-in ones.

Invariant: a saved mapping was right when it was saved, and stands in ``mappings/NAME.yaml`` under its own name.
"""

from __future__ import annotations

import importlib.resources
import os
import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from jejak.case.hand_record import BY_HAND
from jejak.graph.ledger import Ledger
from jejak.graph.ledger.files import os_errors
from jejak.ingest.mapping import Mapping, parse_mapping, read_mapping_text
from jejak.schemas.errors import JejakError, MappingError
from jejak.schemas.world import World

FOLDER = "mappings"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
#: Names that Windows keeps for its devices, whatever the ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class Kept(StrEnum):
    """Where a mapping is kept."""

    SAVED = "saved"
    USED = "used"
    BUILT_IN = "built_in"


@dataclass(frozen=True, slots=True)
class KnownMapping:
    """A mapping to use again."""

    kept: Kept
    name: str
    title: str
    version: str
    text: str

    @property
    def key(self) -> str:
        """Names it among all that are known."""
        return f"{self.kept}:{self.name}"


@dataclass(frozen=True, slots=True)
class Fit:
    """How a mapping fits a table: columns that the table lacks, and columns that the mapping does not read."""

    missing: tuple[str, ...]
    new: tuple[str, ...]
    read: int


class SavedMappings:
    """The mappings of a case."""

    def __init__(self, ledger: Ledger, world: World) -> None:
        self._ledger = ledger
        self._world = world
        self._folder = ledger.folder.root / FOLDER

    def all(self) -> list[KnownMapping]:
        """Saved ones first, then those of imports, then the built-in ones; each name once of each kind."""
        found: dict[str, KnownMapping] = {}
        for one in (*self._saved(), *self._used(), *built_in()):
            if all(one.text != other.text for other in found.values()):
                found.setdefault(one.key, one)
        return list(found.values())

    def get(self, key: str) -> KnownMapping:
        """A known mapping by its key.

        Raises:
            MappingError: It is not there any more.
        """
        found = next((one for one in self.all() if one.key == key), None)
        if found is None:
            raise MappingError("this mapping is not there any more", where=key[:80], hint="Choose another one.")
        return found

    def save(self, text: str, *, replace: bool = False) -> str:
        """Save a mapping under its own name; returns the name.

        Raises:
            MappingError: Another one of this name is saved, or the name cannot be a file's.
            ExceptionGroup: It has faults.
            LedgerError: The folder cannot be written.
        """
        name = parse_mapping(text, self._world).name
        path = self._path(name)
        with os_errors(path):
            if path.exists() and not replace and path.read_text(encoding="utf-8") != text:
                hint = "Replace it, or give this one another name."
                raise MappingError("a mapping of this name is saved already", where=name, hint=hint)
            self._folder.mkdir(exist_ok=True)
            part = self._folder / f".{secrets.token_hex(8)}.part"
            try:
                part.write_text(text, encoding="utf-8")
                os.replace(part, path)  # noqa: PTH105 - takes the place of the old one on Windows too
            finally:
                part.unlink(missing_ok=True)
        return name

    def remove(self, name: str) -> None:
        """Remove a saved mapping; imports keep the one that they were made with."""
        with os_errors(self._folder):
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or DEVICES.fullmatch(name):
            hint = "Use at most 80 small letters, digits, dots, dashes and underscores."
            raise MappingError("a mapping cannot be saved under this name", where=name[:80], hint=hint)
        return self._folder / f"{name}.yaml"

    def _saved(self) -> Iterator[KnownMapping]:
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob("*.yaml")):
            try:
                yield _known(Kept.SAVED, read_mapping_text(path), path.stem)
            except JejakError:  # a file that somebody put there and that is no text
                continue

    def _used(self) -> Iterator[KnownMapping]:
        texts = {mapping.sha: mapping for mapping in self._ledger.mappings()}
        for batch in reversed(self._ledger.batches(live_only=False)):
            mapping = texts.get(batch.mapping_sha)
            if mapping and mapping.text and mapping.name != BY_HAND:
                yield _known(Kept.USED, mapping.text, mapping.name)


def built_in() -> Iterator[KnownMapping]:
    """The mappings that come with the program: those of the demo case, for files of the kinds that agencies send."""
    folder = importlib.resources.files("jejak.demo") / "mappings"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            yield _known(Kept.BUILT_IN, file.read_text(encoding="utf-8"), file.name.removesuffix(".yaml"))


def fit_of(mapping: Mapping, columns: Collection[str]) -> Fit:
    """How a mapping fits a table of these columns."""
    needed = mapping.required_columns
    missing = tuple(name for name in needed if name not in columns)
    return Fit(missing, tuple(name for name in columns if name not in needed), len(needed) - len(missing))


@lru_cache(maxsize=256)
def _known(kept: Kept, text: str, name: str) -> KnownMapping:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        data = None
    said = data if isinstance(data, dict) else {}
    return KnownMapping(
        kept, str(said.get("mapping") or name), str(said.get("title") or ""), str(said.get("version") or ""), text
    )
