"""Claims → canonical entities: pure, independent of row and batch order; undoing a judgement restores what was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jejak.graph.resolution.agreement import Signature, agreeing_groups, all_agree, name_words
from jejak.graph.resolution.standing import NOT_SAME, chain_between, contradiction, joining, pair_of, standing
from jejak.graph.statements import Codes, Statements
from jejak.schemas.model import EntityType

if TYPE_CHECKING:
    from jejak.graph.ledger.records import Judgement

Pairs = tuple[Codes, Codes]
Rules = tuple[Codes, Codes, Codes]  # pairs, and which common identifier joins each of them

UNKNOWN_PARTY = "unknown_party"
_BETWEEN = "\x1f"
_BLOCK = 1 << 16  # claims whose properties are taken apart at once


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which entity every claim belongs to.

    Attributes:
        node_of: Node code of every entity claim.
        first: The earliest claim of every node, ascending: node codes follow (batch sequence, row).
        reused: Valid strong identifiers that several nodes carry: scheme and node codes.
        ignored: Event numbers of `same` judgements without effect: on different types, or on an unknown party.
    """

    node_of: npt.NDArray[np.int32]
    first: Codes
    reused: tuple[tuple[str, tuple[int, ...]], ...] = ()
    ignored: tuple[int, ...] = ()

    @property
    def n_nodes(self) -> int:
        """Number of entities."""
        return int(self.first.size)


@dataclass(frozen=True, slots=True)
class _Identified:
    """The strong identifiers of people and organisations: claim ``row[i]`` carries identifier ``key[i]``."""

    row: Codes
    key: Codes
    schemes: dict[int, str]  # by key
    signature: Codes  # by claim
    signatures: list[Signature]


def resolve(entities: pa.Table, types: Mapping[str, EntityType], judgements: Sequence[Judgement]) -> Resolution:
    """Group the entity claims by the rules and the live judgements; O(claims log claims).

    Args:
        entities: Claims with the columns of a segment, in canonical order.
        types: Entity types by name.
        judgements: The live judgements, in any order.

    Raises:
        ResolutionError: The judgements contradict each other.
    """
    ekeys = entities.column("ekey").combine_chunks().dictionary_encode()
    ekey = ekeys.indices.to_numpy().astype(np.int64)
    people = _identified(entities, types)
    parts = [_same_objects(entities, types), _same_people(people, ekey)]
    left, right = (np.concatenate([part[end] for part in parts]) for end in (0, 1))
    hubs = _apart([part[2] for part in parts])
    known = {raw.hex(): code for code, raw in enumerate(ekeys.dictionary.to_pylist())} if judgements else {}
    kinds = _kinds(entities, ekey, len(ekeys.dictionary)) if judgements else []
    same, apart, ignored = _decisions(judgements, known, kinds)
    n = max(len(known), len(ekeys.dictionary))
    forced = components(n, same)
    _refuse_clash(judgements, known, forced, apart)
    groups = _joined(n, (ekey[left], ekey[right], hubs), forced, apart)
    node_of, first = number_by_first(groups[ekey])
    return Resolution(node_of, first, _reused(people, node_of), ignored)


def _refuse_clash(judgements: Sequence[Judgement], known: Mapping[str, int], groups: Codes, apart: Pairs) -> None:
    """Refuse what puts a pair into one group that is judged not the same."""
    clash = np.flatnonzero(groups[apart[0]] == groups[apart[1]])
    if clash.size:
        names = list(known)
        one, other = (names[apart[end][clash[0]]] for end in (0, 1))
        raise contradiction(judgements, (one, other), chain_between(joining(judgements), one, other))


def components(n: int, pairs: Pairs) -> Codes:
    """Label of the connected component of each of ``n`` members; O(n + pairs)."""
    if pairs[0].size == 0:
        return np.arange(n, dtype=np.int64)
    graph = coo_array((np.ones(pairs[0].size, np.int8), pairs), shape=(n, n))
    labels: Codes = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def chain(keys: Codes, rows: Codes) -> Rules:
    """Pairs that join all rows of an equal key, each row with the next one of its key, and that key; O(n log n)."""
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    return rows[order[:-1][same]], rows[order[1:][same]], keys[order[:-1][same]].astype(np.int64)


def _apart(labels: list[Codes]) -> Codes:
    """Labels of several sets as labels of one, without one that two sets share."""
    moved, start = [], 0
    for label in labels:
        moved.append(label + start)
        start += int(label.max(initial=-1)) + 1
    return np.concatenate(moved)


def number_by_first(labels: Codes) -> tuple[npt.NDArray[np.int32], Codes]:
    """Number groups by their earliest member: the number of each member, and the earliest member of each number."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    code = np.empty(order.size, np.int32)
    code[order] = np.arange(order.size, dtype=np.int32)
    return code[inverse], first[order].astype(np.int64)


def _codes(column: pa.ChunkedArray) -> Codes:
    encoded = column.combine_chunks().dictionary_encode()
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _of_type(entities: pa.Table, names: list[str]) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = pc.is_in(entities.column("etype"), value_set=pa.array(names, pa.string())).to_numpy()
    return mask


def _same_objects(entities: pa.Table, types: Mapping[str, EntityType]) -> Rules:
    """Objects of equal type, scheme and value are one unless the value is known to be invalid."""
    is_object = _of_type(entities, [name for name, etype in types.items() if etype.object])
    key = pc.binary_join_element_wise(*(entities.column(c) for c in ("etype", "id_scheme", "id_value")), _BETWEEN)
    usable = pc.and_(pc.is_valid(key), pc.fill_null(entities.column("id_valid"), True)).to_numpy()
    rows = np.flatnonzero(is_object & usable)
    return chain(_codes(key.take(pa.array(rows))), rows)


def _identified(entities: pa.Table, types: Mapping[str, EntityType]) -> _Identified:
    """Collect the valid strong identifiers of everything that is neither an object nor an unknown party."""
    judged = [name for name, etype in types.items() if not etype.object and name != UNKNOWN_PARTY]
    chosen = _of_type(entities, judged)
    listed = pc.fill_null(pc.match_substring(entities.column("props"), '"identifiers"'), False).to_numpy()
    rows, texts = _listed_identifiers(entities, np.flatnonzero(chosen & listed))
    strong = [f"{n}{_BETWEEN}{scheme}" for n in judged for scheme in _schemes(types[n])]
    kind = pc.binary_join_element_wise(entities.column("etype"), entities.column("id_scheme"), _BETWEEN)
    typed = pc.and_(
        pc.is_in(kind, value_set=pa.array(strong, pa.string())), pc.fill_null(entities.column("id_valid"), False)
    )
    own = np.flatnonzero(typed.to_numpy() & pc.is_valid(entities.column("id_value")).to_numpy())
    part = entities.take(pa.array(own))
    own_text = pc.binary_join_element_wise(part.column("id_scheme"), part.column("id_value"), ":")
    row = np.concatenate([rows, own])
    text = pa.chunked_array([*texts.chunks, *own_text.chunks], pa.string())
    key = pc.binary_join_element_wise(entities.column("etype").take(pa.array(row)), text, _BETWEEN)
    encoded = key.combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy().astype(np.int64)
    shared = np.bincount(codes, minlength=1)[codes] > 1  # an identifier that one claim carries decides nothing
    row, codes = row[shared], codes[shared]
    schemes = {
        int(code): str(encoded.dictionary[int(code)]).split(_BETWEEN)[1].split(":", 1)[0] for code in np.unique(codes)
    }
    signature, signatures = _signatures(entities, np.unique(row))
    return _Identified(row, codes, schemes, signature, signatures)


def _schemes(etype: EntityType) -> set[str]:
    """Identifier schemes of a type, whether it lists them by property or by scheme."""
    return {etype.properties[name].type if name in etype.properties else name for name in etype.strong_ids}


def _listed_identifiers(entities: pa.Table, rows: Codes) -> tuple[Codes, pa.ChunkedArray]:
    """The listed identifiers of some claims: the claim of each, and its text."""
    found, texts = [rows[:0]], [pa.array([], pa.string())]
    for low in range(0, rows.size, _BLOCK):
        block = rows[low : low + _BLOCK]
        props = entities.column("props").take(pa.array(block)).combine_chunks()
        said = Statements.of(props)
        at = said.under("identifiers")
        at = at[said.listed[at]]
        found.append(block[said.claim[at]])
        texts.append(said.texts.take(pa.array(at)))
        for odd in np.flatnonzero(~said.regular):
            listed = json.loads(props[int(odd)].as_py()).get("identifiers")
            if isinstance(listed, list):
                found.append(np.full(len(listed), block[odd]))
                texts.append(pa.array(listed, pa.string()))
    return np.concatenate(found), pa.chunked_array(texts)


def _signatures(entities: pa.Table, rows: Codes) -> tuple[Codes, list[Signature]]:
    part = entities.take(pa.array(rows))
    given = [pc.fill_null(part.column(c), "") for c in ("name", "birth_date")]
    encoded = pc.binary_join_element_wise(*given, _BETWEEN).combine_chunks().dictionary_encode()
    codes: dict[Signature, int] = {}
    merged = np.empty(len(encoded.dictionary), np.int64)
    for i, text in enumerate(encoded.dictionary.to_pylist()):
        name, birth_date = text.rsplit(_BETWEEN, 1)
        merged[i] = codes.setdefault(Signature(name_words(name), birth_date), len(codes))
    signature = np.full(entities.num_rows, -1, np.int64)
    signature[rows] = merged[encoded.indices.to_numpy()]
    return signature, list(codes)


def _same_people(people: _Identified, ekey: Codes) -> Rules:
    """Join people whose valid strong identifier, name and birth date agree; all of a group must agree with all."""
    if not people.row.size:
        return people.row, people.row, people.row
    n = len(people.signatures)
    strict = people.key * n + people.signature[people.row]  # same identifier and equal name and birth date
    pairs, inverse = np.unique(strict, return_inverse=True)
    group = pairs // n
    label = np.arange(pairs.size)
    for start, stop in _runs(group):
        members = [people.signatures[i] for i in pairs[start:stop] % n]
        label[start:stop] = start if stop - start == 1 else start + np.array(agreeing_groups(members))
    left, right, hub = chain(label[inverse], people.row)
    broken = _broken(people, ekey, (left, right))
    sound = ~broken[left]
    nameless = np.array([not s.name for s in people.signatures])[people.signature[people.row]]
    # A first name alone may tie two people who share no identifier: there, only equal names stay joined.
    kept = np.flatnonzero(broken[people.row] & ~nameless)
    again = chain(strict[kept], people.row[kept])
    lefts, rights = np.concatenate([left[sound], again[0]]), np.concatenate([right[sound], again[1]])
    return lefts, rights, _apart([hub[sound], again[2]])


def _broken(people: _Identified, ekey: Codes, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Claims in a set that several identifiers join although not all of its members agree."""
    n_ekeys = int(ekey.max()) + 1
    group = components(n_ekeys, (ekey[pairs[0]], ekey[pairs[1]]))[ekey]
    n = len(people.signatures)
    members = np.unique(group[people.row] * n + people.signature[people.row])
    bad = np.zeros(n_ekeys, np.bool_)
    for start, stop in _runs(members // n):
        if stop - start > 1 and not all_agree([people.signatures[i] for i in members[start:stop] % n]):
            bad[members[start] // n] = True
    result: npt.NDArray[np.bool_] = bad[group]
    return result


def _runs(keys: Codes) -> list[tuple[int, int]]:
    """Start and end of every run of more than one equal key in a sorted array."""
    edges = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True])
    long = np.flatnonzero(np.diff(edges) > 1)
    return list(zip(edges[long].tolist(), edges[long + 1].tolist(), strict=True))


def _kinds(entities: pa.Table, ekey: Codes, n: int) -> list[str]:
    """Entity type by ekey code."""
    first = np.full(n, entities.num_rows, np.int64)
    np.minimum.at(first, ekey, np.arange(ekey.size))
    kinds: list[str] = entities.column("etype").take(pa.array(first)).to_pylist()
    return kinds


def _decisions(
    judgements: Sequence[Judgement], known: dict[str, int], kinds: list[str]
) -> tuple[Pairs, Pairs, tuple[int, ...]]:
    """The pairs judged the same and not the same. Ekeys that no live claim has get a code too: they can tie others."""
    same, ignored = [], []
    codes = {pair: [known.setdefault(ekey, len(known)) for ekey in pair] for pair in map(pair_of, judgements)}
    for judgement in joining(judgements):
        pair = codes[pair_of(judgement)]
        told = {kinds[code] for code in pair if code < len(kinds)}
        if len(told) > 1 or UNKNOWN_PARTY in told:
            ignored.append(judgement.seq)
        else:
            same.append(pair)
    apart = [codes[pair] for pair, verdicts in standing(judgements).items() if NOT_SAME in verdicts]
    return _pairs(same), _pairs(apart), tuple(sorted(ignored))


def _pairs(listed: list[list[int]]) -> Pairs:
    array = np.array(listed, np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _joined(n: int, rules: Rules, forced: Codes, apart: Pairs) -> Codes:
    """Groups by rules and judgements.

    Where a rule would join a pair judged not the same, both of the pair leave every rule: which of the two the others
    belong to is for people to say, and the outcome must not depend on an order.
    """
    left, right = forced[rules[0]], forced[rules[1]]
    groups = components(n, (left, right))
    a, b = forced[apart[0]], forced[apart[1]]
    clash = groups[a] == groups[b]
    if bool(clash.any()):
        cut = np.zeros(n, np.bool_)
        cut[a[clash]] = cut[b[clash]] = True
        # the others of an identifier stay joined through it, whoever of them leaves
        member, hub = np.concatenate([left, right]), n + np.concatenate([rules[2], rules[2]])
        kept = ~cut[member]
        groups = components(n + int(rules[2].max(initial=-1)) + 1, (member[kept], hub[kept]))
    joined: Codes = groups[forced]
    return joined


def _reused(people: _Identified, node_of: npt.NDArray[np.int32]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    n = int(node_of.max(initial=0)) + 1
    pairs = np.unique(people.key * n + node_of[people.row])
    runs = _runs(pairs // n)
    found = [(people.schemes[int(pairs[i] // n)], tuple((pairs[i:j] % n).tolist())) for i, j in runs]
    return tuple(sorted(found))
