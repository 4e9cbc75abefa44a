"""Everybody who might be somebody else: what the claims of each person or organisation say, by the column.

Clear names and numbers of protected people are in here: it lives in memory while suggestions are made, never in a file.
Invariant: subjects are the entities of one kind in their canonical order; their values come from live claims alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.resolution.circles import Circles, circles
from jejak.graph.resolution.rules import Resolution
from jejak.graph.resolution.values import Codes, Values
from jejak.graph.segments import Claims, Ends
from jejak.graph.statements import Statements

_BLOCK = 1 << 16  # claims whose properties are taken apart at once
_BETWEEN = ":"
#: Types of things that several subjects may have in common, whatever the link is called.
SHARED = ("account", "phone", "email", "social_account", "device", "sim", "identity_document", "address", "trip")
#: Links that say nothing of who somebody is: a payment to an account does not make it one's own.
_FLEETING = frozenset({"TRANSFERRED", "CONTACTED", "MENTIONS", "PAID_FOR"})


_EVENTS = ("TRANSFERRED", "TRAVELLED_ON", "CONTACTED")


@dataclass(frozen=True, slots=True)
class Subjects:
    """Entities of one kind.

    Attributes:
        nodes: Their node codes, ascending.
        of_all: How many entities of all kinds the case has.
        ids: Canonical id of each, 32 hex digits.
        said: What they state, by property: name, alias, father_name, birth_date, identifier (``scheme:value``), sex ...
        shared: What they are linked with, by its type: node codes.
        registers: The batches that list them, one record each: those that tell no events of them.
        addresses: Texts of the addresses that they are linked with or state.
        emails: E-mail addresses and handles that they are linked with, as text.
        documents: Numbers of documents that they are linked with.
        circles: Phones and accounts around each.
    """

    nodes: Codes
    of_all: int
    ids: tuple[str, ...]
    said: Mapping[str, Values]
    shared: Mapping[str, Values]
    registers: Values
    addresses: Values
    emails: Values
    documents: Values
    circles: Circles

    @property
    def n(self) -> int:
        """How many subjects there are."""
        return int(self.nodes.size)


def gather(claims: Claims, ends: Ends, resolution: Resolution, *, kind: str) -> Subjects:
    """Collect what all live claims say of the entities of a kind; O(claims).

    Args:
        claims: All live claims.
        ends: Rows of the ends of every link claim among the entity claims.
        resolution: Which entity every claim belongs to.
        kind: ``person`` or ``organisation``.
    """
    etype = claims.entities.column("etype").combine_chunks().dictionary_encode()
    kinds = etype.dictionary.to_pylist()
    mine = np.flatnonzero(etype.indices.to_numpy() == (kinds.index(kind) if kind in kinds else -1))
    nodes = np.unique(resolution.node_of[mine]).astype(np.int64)
    place = np.full(resolution.n_nodes, -1, np.int64)
    place[nodes] = np.arange(nodes.size)
    owner = place[resolution.node_of[mine]]
    told = _Told(claims.entities, mine, owner, nodes.size)
    said = told.all()
    shared, addresses = _linked(claims, ends, resolution, place, said["address_text"])
    first = claims.entities.column("ekey").take(pa.array(resolution.first[nodes])).to_pylist()
    registers = _registers(claims, ends, mine, owner, nodes.size)
    return Subjects(
        nodes,
        resolution.n_nodes,
        tuple(key.hex() for key in first),
        said,
        shared,
        registers,
        addresses,
        _texts(claims, resolution, [shared["email"], shared["social_account"]], nodes.size),
        _texts(claims, resolution, [shared["identity_document"]], nodes.size),
        circles(claims, ends, resolution, nodes),
    )


def _registers(claims: Claims, ends: Ends, rows: Codes, owner: Codes, n: int) -> Values:
    """The batches that state each subject, without those in which the same one is stated again with every event."""
    ltype = claims.links.column("ltype").combine_chunks()
    events = np.isin(
        ltype.indices.to_numpy(), [place for place, name in enumerate(ltype.dictionary.to_pylist()) if name in _EVENTS]
    )
    again = np.zeros(claims.entities.num_rows, np.bool_)
    for end in ends:
        again[end[events]] = True
    batch = claims.entity_batch[rows].astype(np.int64)
    kept = ~np.isin(batch, np.unique(batch[again[rows]]))
    return Values.coded(owner[kept], batch[kept], n)


@dataclass(frozen=True, slots=True)
class _Told:
    """What some claims say; ``owner`` is the subject of each."""

    entities: pa.Table
    rows: Codes
    owner: Codes
    n: int

    def all(self) -> dict[str, Values]:
        """Every property that a comparison reads."""
        found: dict[str, list[tuple[Codes, pa.Array]]] = {name: [] for name in _PROPERTIES}
        for name, key in (("name", "name"), ("birth_date", "birth_date")):
            found[key].append(self._column(name))
        found["identifier"].append(self._identifiers())
        for owner, said, odd in self._blocks():
            for name, keys in _PROPERTIES.items():
                for key in keys:
                    at = said.under(key)
                    found[name].append((owner[said.claim[at]], said.texts.take(pa.array(at))))
                found[name] += [(np.full(len(texts), who), texts) for who, texts in _odd(odd, keys)]
        return {name: _values(parts, self.n) for name, parts in found.items()}

    def _column(self, name: str) -> tuple[Codes, pa.Array]:
        column = self.entities.column(name).take(pa.array(self.rows)).combine_chunks()
        given = np.flatnonzero(pc.is_valid(column).to_numpy(zero_copy_only=False))
        return self.owner[given], column.take(pa.array(given))

    def _identifiers(self) -> tuple[Codes, pa.Array]:
        """The strongest identifier of each claim as ``scheme:value``, but for those known to be invalid."""
        part = self.entities.select(["id_scheme", "id_value", "id_valid"]).take(pa.array(self.rows))
        text = pc.binary_join_element_wise(part.column("id_scheme"), part.column("id_value"), _BETWEEN)
        usable = pc.and_(pc.is_valid(text), pc.fill_null(part.column("id_valid"), True))
        given = np.flatnonzero(usable.to_numpy())
        return self.owner[given], text.combine_chunks().take(pa.array(given))

    def _blocks(self) -> Iterator[tuple[Codes, Statements, list[tuple[int, str]]]]:
        """The claims in blocks: subjects, properties taken apart, and those that could not be, as they are."""
        for low in range(0, self.rows.size, _BLOCK):
            rows, owner = self.rows[low : low + _BLOCK], self.owner[low : low + _BLOCK]
            props = self.entities.column("props").take(pa.array(rows)).combine_chunks()
            said = Statements.of(props)
            odd = [(int(owner[at]), props[int(at)].as_py()) for at in np.flatnonzero(~said.regular)]
            yield owner, said, odd


#: Under which keys a claim states what is compared.
_PROPERTIES: dict[str, tuple[str, ...]] = {
    "name": ("name_all",),
    "alias": ("alias",),
    "father_name": ("father_name",),
    "birth_date": ("birth_date_all",),
    "birth_place": ("birth_place",),
    "sex": ("sex",),
    "identifier": ("identifiers",),
    "address_text": ("address_text",),
}


def _odd(claims: list[tuple[int, str]], keys: tuple[str, ...]) -> Iterator[tuple[int, pa.Array]]:
    for who, text in claims:
        said = json.loads(text)
        for key in keys:
            value = said.get(key)
            if value:
                yield who, pa.array(value if isinstance(value, list) else [value], pa.string())


def _values(parts: list[tuple[Codes, pa.Array]], n: int) -> Values:
    owner = np.concatenate([np.empty(0, np.int64), *(owner for owner, _ in parts)])
    texts = pa.concat_arrays([pa.array([], pa.string()), *(texts for _, texts in parts)])
    return Values.of(owner, texts, n)


def _linked(
    claims: Claims, ends: Ends, resolution: Resolution, place: Codes, stated: Values
) -> tuple[dict[str, Values], Values]:
    """What the subjects are linked with, by type, and the texts of their addresses."""
    ltype = claims.links.column("ltype").combine_chunks()
    lasting = ~np.isin(
        ltype.indices.to_numpy(), [i for i, t in enumerate(ltype.dictionary.to_pylist()) if t in _FLEETING]
    )
    etype = claims.entities.column("etype").combine_chunks().dictionary_encode()
    kind = etype.indices.to_numpy()
    kinds = etype.dictionary.to_pylist()
    n = int((place >= 0).sum())
    found: dict[str, list[tuple[Codes, Codes]]] = {name: [] for name in SHARED}
    for own, other in (ends, ends[::-1]):
        mine = np.flatnonzero(lasting & (place[resolution.node_of[own]] >= 0))
        own_place, other_row = place[resolution.node_of[own[mine]]], other[mine]
        for name in SHARED:
            at = kind[other_row] == (kinds.index(name) if name in kinds else -1)
            found[name].append((own_place[at], resolution.node_of[other_row[at]].astype(np.int64)))
    shared = {
        name: Values.coded(np.concatenate([own for own, _ in parts]), np.concatenate([other for _, other in parts]), n)
        for name, parts in found.items()
    }
    return shared, _addresses(claims, resolution, shared["address"], stated)


def _texts(claims: Claims, resolution: Resolution, linked: list[Values], n: int) -> Values:
    """The numbers or addresses of things that subjects are linked with, as their own claims state them."""
    owner = np.concatenate([values.owner for values in linked])
    nodes, at = np.unique(np.concatenate([values.codes for values in linked]), return_inverse=True)
    first = claims.entities.column("id_value").take(pa.array(resolution.first[nodes])).combine_chunks()
    texts = first.take(pa.array(at))
    given = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
    return Values.of(owner[given], texts.take(pa.array(given)), n)


def _addresses(claims: Claims, resolution: Resolution, linked: Values, stated: Values) -> Values:
    """Texts of the addresses that subjects are linked with, and of those that their own claims state."""
    nodes = np.unique(linked.codes)
    first = claims.entities.column("props").take(pa.array(resolution.first[nodes])).to_pylist()
    texts = [_place_text(json.loads(text)) if text else "" for text in first]
    at = np.searchsorted(nodes, linked.codes)
    given = np.array([bool(text) for text in texts], np.bool_)[at] if nodes.size else np.empty(0, np.bool_)
    owners = np.concatenate([linked.owner[given], stated.owner])
    all_texts = [texts[i] for i in at[given]] + [stated.texts[i] for i in stated.codes]
    return Values.of(owners, all_texts, linked.n)


def _place_text(props: Mapping[str, object]) -> str:
    parts = [props.get(key) for key in ("full", "street", "village", "district", "regency", "postcode")]
    return ", ".join(part for part in parts if isinstance(part, str))
