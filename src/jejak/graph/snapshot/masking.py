"""The effective class of every node: claims, roles, age, type, then what holding and unsure identity hand on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.ages import AgeFlags, age_flags, possible_births
from jejak.graph.ledger.records import Judgement, Role, State
from jejak.graph.protection import LOWEST_PROTECTED, RANK, Ranks, Ties, claimed_ranks, spread, with_children, with_roles
from jejak.graph.resolution import Resolution
from jejak.graph.resolution.standing import NOT_SAME, UNSURE, standing
from jejak.graph.segments import Claims
from jejak.graph.snapshot.births import evidence_of_births
from jejak.graph.snapshot.likeness import possible_matches
from jejak.graph.snapshot.secrets import Secrets, gather
from jejak.graph.snapshot.values import stated_roles
from jejak.schemas.model import World
from jejak.schemas.role_times import RoleTime, dated_by_all

Roles = dict[int, tuple[str, ...]]
PEOPLE = frozenset({"person", "household_employer"})
_EPOCH = 1970
_YOUNG = 19  # years before a date within which a child of that date was born
_NEVER = 9999  # a year of birth that nobody has


@dataclass(frozen=True, slots=True)
class Masking:
    """Class as a place in ``CLASSES`` and roles by node code, what must not be read, and who may be a child.

    ``role_times`` has the statements of those roles that all who state them date, as texts.
    """

    ranks: Ranks
    roles: Roles
    role_times: Roles
    secrets: Secrets
    ages: AgeFlags


@dataclass(frozen=True, slots=True)
class Graph:
    """Claims with their resolution: ``ends`` are the node codes of every link claim."""

    claims: Claims
    resolution: Resolution
    ends: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]


def mask(graph: Graph, state: State, world: World) -> Masking:
    """Decide who is protected now; O(claims · steps that protection travels)."""
    entities, node_of = graph.claims.entities, graph.resolution.node_of
    n = graph.resolution.n_nodes
    etypes = entities.column("etype").take(pa.array(graph.resolution.first)).combine_chunks().dictionary_encode()
    kinds = [world.entity_types[name] for name in etypes.dictionary.to_pylist()]
    kind = etypes.indices.to_numpy()
    places = _places(entities, node_of, [*state.judgements, *state.roles])
    roles, role_times = _roles(entities, node_of, state.roles, places)
    ranks = with_roles(claimed_ranks(entities.column("protection"), node_of, n), roles)
    for role in state.roles:
        if role.ekey in places:
            node = places[role.ekey]
            ranks[node] = max(int(ranks[node]), RANK[role.protection])
    received = max((batch.at[:10] for batch in state.batches), default="")
    dates = _dates(graph, n, received)
    births = _births(entities, node_of, dates, received)
    ranks = with_children(ranks, births, dates)
    default = np.array([RANK[etype.default_protection or ""] for etype in kinds], np.int8)[kind]
    ranks = np.where(ranks == 0, default, ranks).astype(np.int8)
    takes = np.array([etype.protected_with_holder for etype in kinds], np.bool_)[kind]
    people = np.array([etype.name in PEOPLE for etype in kinds], np.bool_)[kind]
    alike = possible_matches(entities, node_of, ranks, people, apart=_apart(state.judgements, places))
    ties = _ties(graph, takes, world, [*_unsure(state.judgements, places), *alike])
    ranks = spread(ranks, ties)
    secrets = gather(entities, ranks[node_of] >= LOWEST_PROTECTED)
    objects = _objects_named(entities, node_of, takes, secrets)
    if objects.size and bool(np.any(ranks[objects] < LOWEST_PROTECTED)):
        ranks[objects] = np.maximum(ranks[objects], LOWEST_PROTECTED)
        ranks = spread(ranks, ties)
        secrets = gather(entities, ranks[node_of] >= LOWEST_PROTECTED)
    return Masking(ranks, roles, role_times, secrets, age_flags(births, dates))


def _places(
    entities: pa.Table, node_of: npt.NDArray[np.int32], decisions: Sequence[Judgement | Role]
) -> dict[str, int]:
    """Node code of every ekey that a judgement or role names and a live claim has."""
    named = {e for d in decisions for e in ((d.ekey,) if isinstance(d, Role) else (d.left, d.right))}
    if not named:
        return {}
    wanted = pa.array([bytes.fromhex(e) for e in sorted(named)], pa.binary(16))
    rows = np.flatnonzero(pc.is_in(entities.column("ekey"), value_set=wanted).to_numpy())
    keys = entities.column("ekey").take(pa.array(rows)).to_pylist()
    return {key.hex(): int(node_of[row]) for key, row in zip(keys, rows, strict=True)}


def _roles(
    entities: pa.Table, node_of: npt.NDArray[np.int32], asserted: Sequence[Role], places: Mapping[str, int]
) -> tuple[Roles, Roles]:
    """Codes by node, and the statements ``role from/to`` of what nobody states without a date."""
    props = entities.column("props")
    rows = np.flatnonzero(pc.fill_null(pc.match_substring(props, '"roles"'), False).to_numpy())
    found: dict[int, set[str]] = {}
    for row, text in zip(rows.tolist(), props.take(pa.array(rows)).to_pylist(), strict=True):
        found.setdefault(int(node_of[row]), set()).update(stated_roles(json.loads(text)))
    for role in asserted:
        if role.ekey in places:
            found.setdefault(places[role.ekey], set()).add(RoleTime(role.role, role.t_from, role.t_to).text)
    codes = {node: tuple(sorted({text.partition(" ")[0] for text in texts})) for node, texts in found.items() if texts}
    dated = {
        node: tuple(one.text for one in dated_by_all(map(RoleTime.parse, texts)))
        for node, texts in found.items()
        if any(" " in text for text in texts)
    }
    return codes, {node: times for node, times in dated.items() if times}


def _births(
    entities: pa.Table, node_of: npt.NDArray[np.int32], dates: npt.NDArray[np.float64], received: str
) -> dict[int, tuple[str, ...]]:
    """The possible birth dates of all nodes that one of them makes young at their date."""
    known = ~np.isnan(dates)
    years = np.where(known, dates, 0).astype("datetime64[ms]").astype("datetime64[Y]").astype(np.int64) + _EPOCH
    since = np.where(known, years - _YOUNG, _NEVER)
    found = evidence_of_births(entities, node_of, since)
    return {
        node: possible_births(evidence, year=int(years[node]), received=received) for node, evidence in found.items()
    }


def _dates(graph: Graph, n: int, received: str) -> npt.NDArray[np.float64]:
    """The earliest dated link of every node; where it has none, the latest dated link of all.

    Where there is none at all, the day on which the newest record was received: who was a child then was one before.
    """
    column = graph.claims.links.column("t_utc").cast(pa.int64())
    rows = np.flatnonzero(pc.is_valid(column).to_numpy())
    times = column.take(pa.array(rows)).to_numpy().astype(np.float64)
    dates = np.full(n, np.inf)
    for end in graph.ends:
        np.minimum.at(dates, end[rows], times)
    at_last = float(np.datetime64(received, "ms").astype(np.int64)) if received else np.nan
    return np.where(np.isinf(dates), times.max() if times.size else at_last, dates)


def _unsure(judgements: Sequence[Judgement], places: Mapping[str, int]) -> list[tuple[int, int]]:
    """Pairs of which nobody can say, or analysts say different things."""
    pairs = [pair for pair, verdicts in standing(judgements).items() if UNSURE in verdicts or len(verdicts) > 1]
    known = [(places[a], places[b]) for a, b in pairs if a in places and b in places]
    return [*known, *((b, a) for a, b in known)]


def _apart(judgements: Sequence[Judgement], places: Mapping[str, int]) -> set[tuple[int, int]]:
    agreed = [pair for pair, verdicts in standing(judgements).items() if verdicts == {NOT_SAME}]
    pairs = [(places.get(left), places.get(right)) for left, right in agreed]
    known = {(a, b) for a, b in pairs if a is not None and b is not None}
    return known | {(b, a) for a, b in known}


def _ties(graph: Graph, takes: npt.NDArray[np.bool_], world: World, unsure: list[tuple[int, int]]) -> Ties:
    """From holder to held, whichever way the link type is drawn, and both ways between unsure halves."""
    holding = [name for name, ltype in world.link_types.items() if ltype.holds]
    held = pc.is_in(graph.claims.links.column("ltype"), value_set=pa.array(holding, pa.string())).to_numpy()
    src, dst = (end[held].astype(np.int64) for end in graph.ends)
    forward, backward = takes[dst], takes[src] & ~takes[dst]
    extra = np.array(unsure, np.int64).reshape(-1, 2)
    return (
        np.concatenate([src[forward], dst[backward], extra[:, 0]]),
        np.concatenate([dst[forward], src[backward], extra[:, 1]]),
    )


def _objects_named(
    entities: pa.Table, node_of: npt.NDArray[np.int32], takes: npt.NDArray[np.bool_], secrets: Secrets
) -> npt.NDArray[np.int64]:
    """Objects whose identifier a protected person's record states, though no link says so."""
    if not secrets.identifiers:
        return np.empty(0, np.int64)
    key = pc.binary_join_element_wise(entities.column("id_scheme"), entities.column("id_value"), ":")
    stated = pc.is_in(key, value_set=pa.array(sorted(secrets.identifiers), pa.string())).to_numpy()
    return np.unique(node_of[stated & takes[node_of]]).astype(np.int64)
