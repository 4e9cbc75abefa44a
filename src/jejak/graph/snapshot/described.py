"""Nodes claim by claim: masked ones, those that could say something hidden, and all that is out of the ordinary.

Invariant: a masked one shows pseudonym, country and harmless properties only; no other repeats what must not be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.graph.protection import CLASSES, is_masked, pseudonym
from jejak.graph.snapshot.fold import BETWEEN, fold
from jejak.graph.snapshot.grouping import Groups
from jejak.graph.snapshot.masking import Masking
from jejak.graph.snapshot.secrets import Secrets
from jejak.graph.snapshot.values import Props, Value, merge_values, public_only
from jejak.graph.statements import Codes
from jejak.schemas.grading import grade_weight
from jejak.schemas.model import EntityType

#: What a node shows of its claims, as texts.
SHOWN = pa.schema(
    [
        pa.field(name, pa.string())
        for name in (
            "caption", "search", "country", "birth_date", "id_scheme", "id_value", "t_from", "t_to", "props",
        )
    ]
)  # fmt: skip
UNKNOWN = "unknown_party"
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))  # as the claims have them


class EntityClaim(NamedTuple):
    """The columns of one entity claim that its node shows."""

    name: str | None
    name_raw: str | None
    id_scheme: str | None
    id_value: str | None
    id_valid: bool | None
    birth_date: str | None
    country: str | None
    t_from: str | None
    t_to: str | None
    grade: str | None
    props: str | None


#: The columns of entity claims that are looked at here or by the column.
READ = ("etype", *EntityClaim._fields)


def described(
    entities: pa.Table, groups: Groups, masking: Masking, *, nodes: Codes, touched: npt.NDArray[np.bool_],
    types: Mapping[str, EntityType],
) -> pa.Table:  # fmt: skip
    """The texts of some nodes, in their order, as ``SHOWN``.

    Args:
        entities: All live claims.
        groups: The claims of every node.
        masking: Classes, and what must not be read.
        nodes: Codes of the nodes wanted.
        touched: Whether each of them may say something hidden.
        types: Entity types by name.
    """
    rows, stops = groups.rows(nodes)
    columns = entities.select(EntityClaim._fields).take(pa.array(rows)).columns
    said = list(map(EntityClaim._make, zip(*(column.to_pylist() for column in columns), strict=True)))
    heads = entities.select(["ekey", "etype"]).take(pa.array(groups.first[nodes])).to_pylist()
    shown = [
        _describe(
            said[start:stop],
            head["ekey"].hex(),
            types[head["etype"]],
            str(CLASSES[rank]),
            masking.secrets if looked_at else None,
        )
        for start, stop, head, rank, looked_at in zip(
            stops.tolist(), stops[1:].tolist(), heads, masking.ranks[nodes].tolist(), touched.tolist(), strict=False
        )
    ]
    texts = zip(*shown, strict=True) if shown else [()] * len(SHOWN)
    return pa.table([pa.array(column, pa.string()) for column in texts], schema=SHOWN)


def _describe(
    claims: Sequence[EntityClaim], node_id: str, etype: EntityType, protection: str, secrets: Secrets | None
) -> tuple[str | None, ...]:
    given = [_load(c.props) for c in claims]
    if is_masked(protection):
        caption = pseudonym(node_id, protection=protection, label=etype.labels["en"])
        props = public_only(merge_values(given), etype.properties)
        props.pop("country", None)
        return (caption, fold(caption), _preferred(claims, "country", {}), *[None] * 5, _ENCODER.encode(props))
    props = merge_values([secrets.scrub(g) for g in given] if secrets else given)
    if secrets:
        claims = [_without(c, secrets) for c in claims]
    known = {column: _preferred(claims, column, props) for column in ("name", "birth_date", "country")}
    scheme, identifier = _identifier(claims)
    label = f"{etype.labels['en']} {node_id[:8].upper()}"
    caption = _caption(etype, known, props) or known["name"] or identifier or label
    t_from = min((c.t_from for c in claims if c.t_from), default=None)
    t_to = max((c.t_to for c in claims if c.t_to), default=None)
    search = _search(claims, caption, props)
    marks = known["birth_date"], scheme, identifier, t_from, t_to
    return (caption, search, known["country"], *marks, _ENCODER.encode(props))


def _without(claim: EntityClaim, secrets: Secrets) -> EntityClaim:
    """A claim without an identifier that a protected entity carries too."""
    return claim._replace(id_scheme=None, id_value=None) if claim.id_value in secrets.identifiers else claim


def _preferred(claims: Sequence[EntityClaim], column: str, props: Props) -> str | None:
    """The value of the best graded claim; then the longest, then the first in the alphabet: order does not matter.

    Where claims differ, ``props`` gets all values.
    """
    stated: list[tuple[str, str | None]] = [(v, c.grade) for c in claims if (v := getattr(c, column))]
    values = {value for value, _ in stated}
    if len(values) < 2:
        return next(iter(values), None)
    props[f"{column}_all"] = sorted(values.union(_listed(props.get(f"{column}_all"))))
    return min((-grade_weight(grade), -len(value), value) for value, grade in stated)[2]


def _identifier(claims: Sequence[EntityClaim]) -> tuple[str | None, str | None]:
    """Scheme and value of the best identifier: a valid one before others."""
    stated = {(c.id_valid is not True, c.id_scheme or "", c.id_value) for c in claims if c.id_value}
    if not stated:
        return None, None
    _, scheme, value = min(stated)
    return scheme or None, value


def _caption(etype: EntityType, known: Mapping[str, str | None], props: Props) -> str | None:
    if etype.name == UNKNOWN:
        return "Unknown party"
    for name in etype.caption:
        value = known.get(name) or _first(props.get(name))
        if value:
            return value
    return None


def _first(value: Value | None) -> str | None:
    return (value[0] if value else None) if isinstance(value, list) else value


def _search(claims: Sequence[EntityClaim], caption: str, props: Props) -> str:
    texts: set[str | None] = {caption}
    for claim in claims:
        texts.update((claim.name, claim.name_raw, claim.id_value))
    texts.update(_listed(props.get("alias")))
    texts.update(text.split(":", 1)[-1] for text in _listed(props.get("identifiers")))
    return BETWEEN.join(sorted({fold(text) for text in texts if text} - {""}))


def _listed(value: Value | None) -> Sequence[str]:
    return value if isinstance(value, list) else [value] if value else ()


def _load(text: str | None) -> Props:
    props: Props = json.loads(text) if text else {}
    for name in ("roles", "role_times"):  # columns of their own have them
        props.pop(name, None)
    return props
