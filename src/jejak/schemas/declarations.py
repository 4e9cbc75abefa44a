"""Read one YAML declaration key by key and note every fault with its file and key path.

Invariant: reading never stops at a fault, so that one run tells all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import yaml

from jejak.schemas.errors import JejakError, SchemaError
from jejak.schemas.model import LANGUAGES, Labels

Keys = tuple[str, ...]
Raw = Mapping[str, object]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")


class Declaration:
    """One YAML mapping with its place; takes values out of it and collects faults."""

    def __init__(self, raw: Raw, *, file: str, faults: list[JejakError], path: Keys = ()) -> None:
        self._raw = raw
        self._file = file
        self._path = path
        self._faults = faults
        self._seen: set[str] = set()

    def fault(self, what: str, *keys: str, hint: str | None = None) -> None:
        """Note that something below this declaration is wrong."""
        path = ".".join((*self._path, *keys))
        self._faults.append(SchemaError(what, where=f"{self._file}: {path}" if path else self._file, hint=hint))

    def text(self, key: str, default: str | None = None) -> str:
        """A text that must be there, unless a default is given."""
        found = self._take(key)
        if found is None and default is not None:
            return default
        if isinstance(found, str) and found:
            return found
        self.fault("a text is needed here", key)
        return ""

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """A text out of a closed set."""
        found = self.text(key, default)
        if found and found not in known and found != default:
            self.fault(f"{found!r} is not known", key, hint=f"Known: {', '.join(sorted(known))}.")
        return found

    def optional(self, key: str, known: Collection[str] | None = None) -> str | None:
        """A text that may be absent."""
        if self._take(key) is None:
            return None
        return self.text(key) if known is None else self.choice(key, known)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        found = self._take(key)
        if found is None:
            return default
        if not isinstance(found, bool):
            self.fault("this must be true or false", key)
        return found is True

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(key)
        if found is None and not needed:
            return ()
        if isinstance(found, list) and found and all(isinstance(item, str) for item in found):
            if len(set(found)) != len(found):
                self.fault("the list names something twice", key)
            return tuple(found)
        self.fault("a list of texts is needed here", key)
        return ()

    def labels(self, key: str = "labels") -> Labels:
        """A label in each language; all of them must be there."""
        return self.child(key).as_labels()

    def as_labels(self) -> Labels:
        """This mapping itself as a label in each language."""
        labels = {language: self.text(language) for language in LANGUAGES}
        self.close()
        return labels

    def child(self, key: str) -> Declaration:
        """The mapping under a key; an empty one when it is missing."""
        found = self._take(key)
        if not isinstance(found, dict):
            self.fault("a mapping is needed here", key)
            found = {}
        return Declaration(found, file=self._file, faults=self._faults, path=(*self._path, key))

    def children(self, key: str, *, needed: bool = True) -> Iterator[tuple[str, Declaration]]:
        """The mappings under a key, by name."""
        found = self._take(key)
        if found is None and not needed:
            return
        parent = self.child(key)
        for name in found if isinstance(found, dict) else ():
            if isinstance(name, str):
                yield name, parent.child(name)
            else:
                parent.fault("a name must be a text; put it in quotes", str(name))

    def name(self, key: str, pattern: re.Pattern[str] = _SNAKE) -> str:
        """Its own name, which must be that of the file."""
        found = self.text(key)
        if found and (pattern.fullmatch(found) is None or found != Path(self._file).stem):
            hint = "The file is named like what it declares."
            self.fault("the name does not fit its form or its file", key, hint=hint)
        return found

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._raw:
            if key not in self._seen:
                self.fault("this key is not known here", str(key))

    def _take(self, key: str) -> object:
        self._seen.add(key)
        return self._raw.get(key)


def read_folder(folder: Path, faults: list[JejakError]) -> Iterator[Declaration]:
    """The declarations of a folder in the order of their names; an unreadable file is a fault."""
    if not folder.is_dir():
        faults.append(SchemaError("the folder of declarations is missing", where=folder.name))
        return
    for path in sorted(folder.glob("*.yaml")):
        where = f"{folder.name}/{path.name}"
        raw = _read(path, where, faults)
        if raw is not None:
            yield Declaration(raw, file=where, faults=faults)


def _read(path: Path, where: str, faults: list[JejakError]) -> Raw | None:
    try:
        text = path.read_text("utf-8")
        repeated = list(_repeated(yaml.compose(text, Loader=_LOADER)))
        raw = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}: line {mark.line + 1}" if mark else where
        faults.append(SchemaError("this is not valid YAML", where=place, hint=getattr(error, "problem", None)))
        return None
    except UnicodeDecodeError:
        faults.append(SchemaError("this is not UTF-8 text", where=where))
        return None
    faults += [SchemaError("the same key stands twice", where=f"{where}: line {line}") for line in repeated]
    if isinstance(raw, dict):
        return raw
    faults.append(SchemaError("a mapping is needed here", where=where))
    return None


def _repeated(node: yaml.Node | None) -> Iterator[int]:
    """Lines of keys that stand twice in one mapping, which YAML readers would swallow."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1
            seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
