"""The mapping language: a YAML file that says which columns become which entities and links.

Invariant: a mapping that loads is complete and fits the world; every fault was reported before, all at once.
"""

from __future__ import annotations

from jejak.ingest.mapping.check import check_columns
from jejak.ingest.mapping.loader import load_mapping, parse_mapping, read_mapping_text
from jejak.ingest.mapping.model import (
    Condition,
    Defaults,
    EntityTemplate,
    LinkTemplate,
    Mapping,
    SourceSpec,
    Value,
)

__all__ = [
    "Condition",
    "Defaults",
    "EntityTemplate",
    "LinkTemplate",
    "Mapping",
    "SourceSpec",
    "Value",
    "check_columns",
    "load_mapping",
    "parse_mapping",
    "read_mapping_text",
]
