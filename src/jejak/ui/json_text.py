"""JSON as every door writes it: keys in order, two blanks of indent, letters of every language as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from pathlib import Path


def json_text(value: object) -> str:
    """One JSON document."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(value: object) -> object:
    """Turn dataclasses, decimals and paths into what JSON knows; money stays text, never a float."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal | Path):
        return str(value)
    return value
