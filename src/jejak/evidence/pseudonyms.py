"""Pseudonyms and ids of one export, made with a key that stays with the case: two packages cannot be joined by them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping

from jejak.graph.model import Node
from jejak.schemas.grading import Protection

KEY_BYTES = 32
_VICTIMS = frozenset({Protection.VICTIM, Protection.CHILD})


def new_key() -> bytes:
    """Draw a key for one export."""
    return secrets.token_bytes(KEY_BYTES)


def export_id(key: bytes, kind: str, identifier: str) -> str:
    """Id of a node or edge inside one export: 32 hex digits that say nothing without the key."""
    return hmac.new(key, f"{kind}\x1f{identifier}".encode(), hashlib.sha256).hexdigest()[:32]


def pseudonyms(key: bytes, nodes: Iterable[Node]) -> Mapping[str, str]:
    """Number the given nodes by kind (``VICTIM-01``, ``PERSON-02``), in the order of their keyed ids."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        kinds[_kind(node)].append(node.id)
    return {
        identifier: f"{kind}-{number:02d}"
        for kind, members in kinds.items()
        for number, identifier in enumerate(sorted(members, key=lambda i: export_id(key, "node", i)), start=1)
    }


def _kind(node: Node) -> str:
    # A witness is a PERSON: the word itself would give the witness away.
    if node.etype in {"person", "household_employer"}:
        return "VICTIM" if node.protection in _VICTIMS else "PERSON"
    return node.etype.upper().replace("_", "-")
