"""Entity claims → node rows; a masked one shows pseudonym, type, class, country, roles and harmless properties only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.protection import CLASSES, is_masked, pseudonym
from jejak.graph.resolution import Resolution
from jejak.graph.segments import Claims
from jejak.graph.snapshot.adjacency import offsets_of
from jejak.graph.snapshot.fold import fold
from jejak.graph.snapshot.grades import best_by_group
from jejak.graph.snapshot.masking import Masking
from jejak.graph.snapshot.plain import plain_texts
from jejak.graph.snapshot.secrets import Secrets
from jejak.graph.snapshot.values import Props, Value, merge_values, public_only
from jejak.schemas.grading import grade_weight
from jejak.schemas.model import EntityType

SCHEMA = pa.schema(
    [
        pa.field("id", pa.binary(16)),
        pa.field("etype", pa.string()),
        pa.field("caption", pa.string()),
        pa.field("search", pa.string()),
        pa.field("protection", pa.string()),
        pa.field("masked", pa.bool_()),
        pa.field("country", pa.string()),
        pa.field("birth_date", pa.string()),
        pa.field("id_scheme", pa.string()),
        pa.field("id_value", pa.string()),
        pa.field("n_claims", pa.int32()),
        pa.field("n_sources", pa.int32()),
        pa.field("best_grade", pa.string()),
        pa.field("roles", pa.list_(pa.string())),
        pa.field("t_from", pa.string()),
        pa.field("t_to", pa.string()),
        pa.field("props", pa.string()),
    ]
)
_CHUNK = 50_000
_UNKNOWN = "unknown_party"
_SHOWN = ("caption", "search", "country", "birth_date", "id_scheme", "id_value", "t_from", "t_to", "props")

_TEXTS = pa.schema([SCHEMA.field(name) for name in _SHOWN])


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


def node_table(claims: Claims, resolution: Resolution, masking: Masking, types: Mapping[str, EntityType]) -> pa.Table:
    """The node rows in canonical order; O(claims)."""
    node_of, n = resolution.node_of, resolution.n_nodes
    order = np.argsort(node_of, kind="stable")
    offsets = offsets_of(node_of, n)
    first = pa.array(resolution.first)
    protection = [str(CLASSES[rank]) for rank in masking.ranks]
    secrets = masking.secrets or None
    ids = claims.entities.column("ekey").take(first)
    etypes = claims.entities.column("etype").take(first)
    masked = np.array([is_masked(name) for name in protection], np.bool_)
    special = masked | (np.diff(offsets) > 1)
    if secrets:
        special[node_of[secrets.may_touch(claims.entities)]] = True
    plain, texts = _plain(claims, resolution, special, types)
    rest = np.ones(n, np.bool_)
    rest[plain] = False
    left = np.flatnonzero(rest)
    if left.size or not n:
        slow = _described(claims, _Special(left, order, offsets, protection, secrets), resolution, types)
        place = np.argsort(np.concatenate([plain, left]), kind="stable")
        texts = pa.concat_tables([texts, slow]).combine_chunks().take(pa.array(place))
    columns = {
        "id": ids,
        "etype": etypes,
        **{name: texts.column(name) for name in _SHOWN},
        "protection": pa.array(protection, pa.string()),
        "masked": pa.array(masked),
        "n_claims": pa.array(np.diff(offsets).astype(np.int32)),
        "n_sources": pa.array(_source_counts(claims, node_of, n)),
        "best_grade": best_by_group(claims.entities.column("grade"), node_of, n),
        "roles": pa.array([masking.roles.get(code, ()) for code in range(n)], pa.list_(pa.string())),
    }
    return pa.table({f.name: columns[f.name] for f in SCHEMA}, schema=SCHEMA).combine_chunks()


@dataclass(frozen=True, slots=True)
class _Special:
    """Nodes that are written claim by claim, and where their claims stand."""

    nodes: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    protection: Sequence[str]
    secrets: Secrets | None


def _described(claims: Claims, what: _Special, resolution: Resolution, types: Mapping[str, EntityType]) -> pa.Table:
    texts: dict[str, list[str | None]] = {name: [] for name in _SHOWN}
    for low in range(0, what.nodes.size, _CHUNK):
        nodes = what.nodes[low : low + _CHUNK]
        counts = what.offsets[nodes + 1] - what.offsets[nodes]
        stops = np.r_[0, np.cumsum(counts)]
        places = np.repeat(what.offsets[nodes] - stops[:-1], counts) + np.arange(stops[-1])
        part = claims.entities.select(EntityClaim._fields).take(pa.array(what.order[places]))
        rows = list(map(EntityClaim._make, zip(*(c.to_pylist() for c in part.columns), strict=True)))
        heads = claims.entities.select(["ekey", "etype"]).take(pa.array(resolution.first[nodes]))
        for i, (raw, etype) in enumerate(zip(*(c.to_pylist() for c in heads.columns), strict=True)):
            mine = rows[int(stops[i]) : int(stops[i + 1])]
            row = _describe(mine, raw.hex(), types[etype], what.protection[int(nodes[i])], what.secrets)
            for name, value in zip(_SHOWN, row, strict=True):
                texts[name].append(value)
    return pa.table(texts, schema=_TEXTS)


def _plain(
    claims: Claims, resolution: Resolution, special: npt.NDArray[np.bool_], types: Mapping[str, EntityType]
) -> tuple[npt.NDArray[np.int64], pa.Table]:
    """Nodes of one open claim in ASCII whose properties hold no roles, and their texts, written by the column."""
    nodes = np.flatnonzero(~special)
    part = claims.entities.select([*EntityClaim._fields, "etype"]).take(pa.array(resolution.first[nodes]))
    ordinary = ~pc.fill_null(pc.match_substring(part.column("props"), '"roles"'), False).to_numpy()
    for name in ("name", "name_raw", "id_value", "props"):
        ordinary &= pc.fill_null(pc.string_is_ascii(part.column(name)), True).to_numpy()
    nodes, part = nodes[ordinary], part.filter(pa.array(ordinary))
    texts = plain_texts(part.append_column("place", pa.array(np.arange(nodes.size))), types)
    named = pc.is_valid(texts.column("caption"))
    part, texts = part.filter(named), texts.filter(named)
    has_id = pc.not_equal(pc.fill_null(part.column("id_value"), ""), "")
    columns = {name: part.column(name) for name in _SHOWN if name in part.column_names}
    columns |= {name: texts.column(name) for name in ("caption", "search")}
    columns |= {name: pc.if_else(has_id, part.column(name), None) for name in ("id_scheme", "id_value")}
    columns |= {
        name: pc.if_else(pc.equal(part.column(name), ""), None, part.column(name)) for name in ("t_from", "t_to")
    }
    columns["props"] = pc.fill_null(part.column("props"), "{}")
    return nodes[named.to_numpy()], pa.table({name: columns[name] for name in _SHOWN}, schema=_TEXTS)


def _source_counts(claims: Claims, node_of: npt.NDArray[np.int32], n: int) -> npt.NDArray[np.int32]:
    shas = [b.source_sha for b in claims.batches]
    source = np.array([shas.index(sha) for sha in shas], np.int64)
    if not shas:
        return np.zeros(n, np.int32)
    if len(set(shas)) == 1:
        return np.ones(n, np.int32)
    pairs = np.unique(node_of.astype(np.int64) * len(shas) + source[claims.entity_batch])
    return np.bincount(pairs // len(shas), minlength=n).astype(np.int32)


def _describe(
    claims: Sequence[EntityClaim], node_id: str, etype: EntityType, protection: str, secrets: Secrets | None
) -> tuple[str | None, ...]:
    country = _preferred(claims, "country")
    given = [_load(c.props) for c in claims]
    if is_masked(protection):
        caption = pseudonym(node_id, protection=protection, label=etype.labels["en"])
        props = public_only(merge_values(given), etype.properties)
        props.pop("country", None)
        return (caption, fold(caption), country, *[None] * 5, _dump(props))
    props = merge_values([secrets.scrub(g) for g in given] if secrets else given)
    if secrets:
        claims = [_without(c, secrets) for c in claims]
    name, birth_date = _preferred(claims, "name"), _preferred(claims, "birth_date")
    for column in ("name", "birth_date", "country"):
        _note_conflict(props, column, claims)
    identifier = min(
        (c for c in claims if c.id_value),
        key=lambda c: (c.id_valid is not True, c.id_scheme or "", c.id_value or ""),
        default=None,
    )
    known = {"name": name, "birth_date": birth_date, "country": country}
    fallback = identifier.id_value if identifier else None
    caption = _caption(etype, known, props) or name or fallback or f"{etype.labels['en']} {node_id[:8].upper()}"
    t_from = min((c.t_from for c in claims if c.t_from), default=None)
    t_to = max((c.t_to for c in claims if c.t_to), default=None)
    scheme = identifier.id_scheme if identifier else None
    return (caption, _search(claims, caption, props), country, birth_date, scheme, fallback, t_from, t_to, _dump(props))


def _without(claim: EntityClaim, secrets: Secrets) -> EntityClaim:
    """A claim without an identifier that a protected entity carries too."""
    return claim._replace(id_scheme=None, id_value=None) if claim.id_value in secrets.identifiers else claim


def _preferred(claims: Sequence[EntityClaim], column: str) -> str | None:
    """The value of the best graded claim; then the longest, then the first in the alphabet: order does not matter."""
    if len(claims) == 1:
        only: str | None = getattr(claims[0], column)
        return only
    values = [(getattr(c, column), c.grade) for c in claims]
    ranked = [(-grade_weight(grade), -len(value), value) for value, grade in values if value]
    return min(ranked)[2] if ranked else None


def _note_conflict(props: Props, column: str, claims: Sequence[EntityClaim]) -> None:
    if len(claims) > 1:
        values = {v for c in claims if (v := getattr(c, column))}
        if len(values) > 1:
            props[f"{column}_all"] = sorted(values)


def _caption(etype: EntityType, known: Mapping[str, str | None], props: Props) -> str | None:
    if etype.name == _UNKNOWN:
        return "Unknown party"
    for name in etype.caption:
        value = known.get(name) or _first(props.get(name))
        if value:
            return value
    return None


def _first(value: Value | None) -> str | None:
    return (value[0] if value else None) if isinstance(value, list) else value


def _search(claims: Sequence[EntityClaim], caption: str, props: Props) -> str:
    found = {fold(caption)}
    for claim in claims:
        found.update(fold(v) for v in (claim.name, claim.name_raw, claim.id_value) if v)
    for name in ("alias", "identifiers"):
        value = props.get(name)
        texts = value if isinstance(value, list) else [value] if value else []
        found.update(fold(t.split(":", 1)[-1] if name == "identifiers" else t) for t in texts)
    return " ".join(sorted(found - {""}))


def _load(text: str | None) -> Props:
    props: Props = json.loads(text) if text else {}
    props.pop("roles", None)
    return props


def _dump(props: Props) -> str:
    return json.dumps(props, sort_keys=True, ensure_ascii=False, separators=(",", ":"))  # as the claims have them
