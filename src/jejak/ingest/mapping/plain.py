"""A mapping as plain data and back to YAML, for programs that change single places of it.

Invariant: every scalar is text as it stands in the file (NO stays NO, 01 stays 01), and is written so that it reads the
same again.
"""

from __future__ import annotations

import re

import yaml
from yaml.resolver import BaseResolver

_NULL = "tag:yaml.org,2002:null"
_WIDTH = 110


class _Resolver(BaseResolver):
    """Knows nothing but text and nothing at all."""


_Resolver.add_implicit_resolver(_NULL, re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])


class _Dumper(yaml.SafeDumper):
    """Writes text without quotes wherever it is read as the same text."""

    yaml_implicit_resolvers = _Resolver.yaml_implicit_resolvers


def read_plain(text: str) -> object:
    """The data of a YAML text that was parsed as a mapping before; all scalars are text or None."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return None if node is None else _plain(node)


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child) for child in node.value]
    return None if node.tag == _NULL else str(node.value)


def write_plain(data: object) -> str:
    """YAML text of data that holds text, None, lists and dicts only."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH))
