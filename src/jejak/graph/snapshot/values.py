"""Property values of several claims side by side: nothing is chosen away, conflicts stay as sorted lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jejak.schemas.model import Property

Value = str | list[str]
Props = dict[str, Value]


def public_only(props: Props, properties: Mapping[str, Property]) -> Props:
    """Keep the properties that are harmless for a masked entity."""
    return {k: v for k, v in props.items() if k in properties and properties[k].public}


def merge_values(claims: Sequence[Props]) -> Props:
    """All distinct values per property; a single one stays plain text unless a claim gave a list."""
    if len(claims) == 1:
        return claims[0]
    found: dict[str, set[str]] = {}
    lists: set[str] = set()
    for props in claims:
        for key, value in props.items():
            if isinstance(value, list):
                lists.add(key)
            found.setdefault(key, set()).update(value if isinstance(value, list) else [value])
    return {
        key: sorted(values) if len(values) > 1 or key in lists else next(iter(values))
        for key, values in sorted(found.items())
    }
