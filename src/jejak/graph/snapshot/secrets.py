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

HIDDEN = "[protected]"
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
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

    def may_touch(self, entities: pa.Table) -> npt.NDArray[np.bool_]:
        """Claims whose identifier or properties may say something hidden; never too few, sometimes too many.

        A hidden text in ASCII cannot stand in properties without its longest word; others are looked at one by one.
        """
        props = pc.fill_null(entities.column("props"), "").combine_chunks()
        tells = [max(_words(text), key=len, default="") for text in (*self.identifiers, *self._names())]
        if not all(tells):
            return np.ones(entities.num_rows, np.bool_)
        # an escape would glue its letter to a word
        odd = pc.or_(pc.invert(pc.string_is_ascii(props)), pc.match_substring(props, "\\"))
        words = pc.split_pattern_regex(pc.ascii_lower(props), "[^a-z0-9]+")
        said = pc.is_in(words.values, value_set=pa.array(sorted(set(tells)), pa.string()))
        found = np.zeros(entities.num_rows, np.bool_)
        found[pc.list_parent_indices(words).filter(said).to_numpy()] = True
        known = pc.is_in(entities.column("id_value"), value_set=pa.array(sorted(self.identifiers), pa.string()))
        touched: npt.NDArray[np.bool_] = found | odd.to_numpy(zero_copy_only=False) | known.to_numpy()
        return touched

    def _names(self) -> Iterable[str]:
        return (" ".join(name) for names in self.names.values() for name in names)

    def scrub(self, props: Props) -> Props:
        """Replace every hidden value, but for the entity's own names."""
        return {key: value if key in _OWN else self._scrubbed(value) for key, value in props.items()}

    def _scrubbed(self, value: Value) -> Value:
        if isinstance(value, list):
            hidden = [v for v in value if self.hides(v)]
            return sorted({HIDDEN, *value} - set(hidden)) if hidden else value
        return HIDDEN if self.hides(value) else value


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


def _words(text: str) -> list[str]:
    if text.isascii():
        return text.lower().translate(_SPACED).split()
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()
