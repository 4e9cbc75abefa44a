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
    return {
        key: _merged([props[key] for props in claims if key in props]) for key in sorted({k for c in claims for k in c})
    }


def _merged(values: Sequence[Value]) -> Value:
    first = values[0]
    if isinstance(first, str) and values.count(first) == len(values):
        return first
    found: set[str] = set()
    for value in values:
        found.update([value] if isinstance(value, str) else value)
    return sorted(found) if len(found) != 1 or any(isinstance(v, list) for v in values) else found.pop()


def stated_roles(props: Props) -> list[str]:
    """The roles of one claim: codes, and statements with their time."""
    codes, times = (_listed(props.get(name)) for name in ("roles", "role_times"))
    timed = {text.partition(" ")[0] for text in times}
    return [*times, *(code for code in codes if code not in timed)]


def _listed(value: Value | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []
