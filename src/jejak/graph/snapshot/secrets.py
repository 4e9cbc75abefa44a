"""What must not be read in the graph: names and identifiers of masked entities, wherever else a record says them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot.fold import fold
from jejak.graph.snapshot.values import Props, Value
from jejak.graph.statements import Statements

HIDDEN = "[protected]"
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
_PLAIN = np.full(256, ord(" "), np.uint8)
_PLAIN[:128] = np.frombuffer(bytes(range(128)).decode().lower().translate(_SPACED).encode(), np.uint8)
_OWN = frozenset({"name", "name_all", "alias"})


@dataclass(frozen=True, slots=True)
class Secrets:
    """Folded names by their first word, and identifiers as ``scheme:value`` and as plain values."""

    names: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.names or self.identifiers)

    def add_name(self, name: str) -> None:
        """Remember a name."""
        words = tuple(_words(name))
        if words:
            self.names.setdefault(words[0], set()).add(words)

    def add_identifier(self, scheme: str | None, value: str) -> None:
        """Remember an identifier."""
        self.identifiers.add(value)
        if scheme:
            self.identifiers.add(f"{scheme}:{value}")

    def hides(self, text: str) -> bool:
        """Tell whether a text is or contains a protected name or identifier.

        A name of one word counts only where it is the whole text: as a part it is most often somebody else's.
        """
        words = _words(text)
        if text in self.identifiers or any(w in self.identifiers for w in text.split()):
            return True
        for i, word in enumerate(words):
            for name in self.names.get(word, ()):
                if tuple(words[i : i + len(name)]) == name and (len(name) > 1 or len(words) == 1):
                    return True
        return False

    def all_names(self) -> Iterable[tuple[str, ...]]:
        """Every name as its words."""
        return (name for names in self.names.values() for name in names)

    def scrub(self, props: Props) -> Props:
        """Replace every hidden value, but for the entity's own names."""
        return {key: value if key in _OWN else self._scrubbed(value) for key, value in props.items()}

    def _scrubbed(self, value: Value) -> Value:
        if isinstance(value, list):
            hidden = [v for v in value if self.hides(v)]
            return sorted({HIDDEN, *value} - set(hidden)) if hidden else value
        return HIDDEN if self.hides(value) else value


class Lookout:
    """Finds the claims that say something hidden, many at once.

    A hidden text in ASCII cannot stand in another without its words, and the two longest of them are looked for: only
    texts that have as many, and texts with other letters, are looked at one by one.
    """

    def __init__(self, secrets: Secrets) -> None:
        """Note the words to look for; O(secrets)."""
        alone: set[str] = set()
        paired: set[str] = set()
        for words in (*map(_words, secrets.identifiers), *secrets.all_names()):
            telling = sorted(words, key=len)[-2:]
            (paired if len(telling) > 1 else alone).update(telling)
        self._secrets = secrets
        self._all = not all(map(_words, secrets.identifiers))
        self._words = pa.array([*sorted(alone), *sorted(paired - alone)], pa.string())
        self._weights = np.r_[np.full(len(alone), 2), np.ones(len(paired - alone))]  # a word that suffices counts twice
        self._identifiers = pa.array(sorted(secrets.identifiers), pa.string())

    def touched(self, identifiers: pa.ChunkedArray, said: Statements) -> npt.NDArray[np.bool_]:
        """Claims whose identifier or properties say something hidden, and those that could not be taken apart."""
        found = ~said.regular
        if not self._secrets:
            return np.zeros_like(found)
        looked_at = np.flatnonzero(self._suspected(said))
        texts = said.texts.take(pa.array(looked_at)).to_pylist()
        hides = self._secrets.hides
        found[said.claim[[place for place, text in zip(looked_at, texts, strict=True) if hides(text)]]] = True
        found |= pc.is_in(identifiers, value_set=self._identifiers).to_numpy()
        return found

    def _suspected(self, said: Statements) -> npt.NDArray[np.bool_]:
        own = np.isin(said.key, [place for place, key in enumerate(said.keys) if key in _OWN])
        if self._all:
            return ~own
        suspected: npt.NDArray[np.bool_] = ~pc.string_is_ascii(said.texts).to_numpy(zero_copy_only=False)
        words = pc.split_pattern(_spaced(said.texts), " ")
        code = pc.index_in(words.values, value_set=self._words)
        telling = pc.is_valid(code)
        text = pc.list_parent_indices(words).filter(telling).to_numpy()
        suspected |= np.bincount(text, self._weights[code.filter(telling).to_numpy()], minlength=own.size) > 1
        return suspected & ~own


def gather(entities: pa.Table, masked: npt.NDArray[np.bool_]) -> Secrets:
    """Collect names and identifiers of the claims marked in ``masked``."""
    columns = ("name", "name_raw", "id_scheme", "id_value", "props")
    part = entities.select(columns).take(pa.array(np.flatnonzero(masked)))
    secrets = Secrets()
    for name, raw, scheme, value, text in zip(*(c.to_pylist() for c in part.columns), strict=True):
        props: Props = json.loads(text) if text else {}
        for one in (name, raw, *_listed(props.get("alias")), *_listed(props.get("name_all"))):
            if one:
                secrets.add_name(one)
        if value:
            secrets.add_identifier(scheme, value)
        for one in _listed(props.get("identifiers")):
            secrets.add_identifier(*one.split(":", 1)) if ":" in one else secrets.add_identifier(None, one)
    return secrets


def _listed(value: Value | None) -> Iterable[str]:
    return value if isinstance(value, list) else [value] if value else []


def _spaced(texts: pa.StringArray) -> pa.StringArray:
    """Texts in small letters with a blank for whatever is neither letter nor digit; each as long as before."""
    _, offsets, data = texts.buffers()
    if data is None:
        return texts
    plain = pa.py_buffer(_PLAIN[np.frombuffer(data, np.uint8)])
    return pa.StringArray.from_buffers(len(texts), offsets, plain, offset=texts.offset)


def _words(text: str) -> list[str]:
    if text.isascii():
        return text.lower().translate(_SPACED).split()
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()
