"""A case's subjects with the entries of a list behind them, in one set, so that both are compared alike.

Invariant: the subjects of the case keep their places, and what they state is as it was, but for documents that they
also state as a number of their own where the list states it: one number counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from jejak.graph.resolution.circles import Circles
from jejak.graph.resolution.rules import Resolution
from jejak.graph.resolution.subjects import Subjects
from jejak.graph.resolution.values import Codes, Flags, Values
from jejak.schemas.list_entries import UNKNOWN_SCHEME, ListEntry

#: Things that a list states as text and a case knows as entities; a document is stated as a number of its holder.
_TEXTS = ("phone", "email", "account")
_DOCUMENT = "identity_document"
Things = Mapping[tuple[str, str], int]


def known_things(entities: pa.Table, resolution: Resolution, entries: Iterable[ListEntry]) -> Things:
    """The nodes of phones, e-mail addresses, accounts and documents that entries state, by type and value; O(claims).

    Args:
        entities: All live entity claims.
        resolution: Which entity every claim belongs to.
        entries: The entries of the list.
    """
    wanted = {value for entry in entries for name in _TEXTS for value in entry.values(name)}
    wanted |= {_bare(text) for entry in entries for text in entry.values("identifier")}
    types = pa.array([*_TEXTS, _DOCUMENT], pa.string())
    usable = pc.and_(
        pc.is_in(entities.column("id_value"), value_set=pa.array(sorted(wanted), pa.string())),
        pc.and_(pc.is_in(entities.column("etype"), value_set=types), pc.fill_null(entities.column("id_valid"), True)),
    )
    rows = np.flatnonzero(usable.to_numpy())
    part = entities.select(["etype", "id_value"]).take(pa.array(rows))
    keys = zip(part.column("etype").to_pylist(), part.column("id_value").to_pylist(), strict=True)
    return dict(zip(keys, resolution.node_of[rows].tolist(), strict=True))


def beside(case: Subjects, entries: Sequence[ListEntry], things: Things) -> Subjects:
    """The subjects of a case, and behind them the entries of a list as subjects of the same kind.

    Args:
        case: The subjects of the case.
        entries: Those of the list.
        things: Nodes of the things that entries state, by type and value.
    """
    n = case.n + len(entries)
    said = {name: _with(values, [entry.values(name) for entry in entries]) for name, values in case.said.items()}
    said["identifier"] = _with(case.said["identifier"], _identifiers(case.said["identifier"], entries))
    shared = {name: _longer(values, n) for name, values in case.shared.items()}
    for name in _TEXTS:
        shared[name] = _linked(case.shared[name], [entry.values(name) for entry in entries], name, things, case.of_all)
    numbers = [[_bare(text) for text in entry.values("identifier")] for entry in entries]
    documents = [[number for number in told if (_DOCUMENT, number) in things] for told in numbers]
    shared[_DOCUMENT] = _documents(case, documents, things)
    return replace(
        case,
        nodes=np.concatenate([case.nodes, case.of_all + np.arange(len(entries))]),
        of_all=case.of_all + len(entries),
        ids=(*case.ids, *("" for _ in entries)),
        said=said,
        shared=shared,
        registers=_longer(case.registers, n),
        addresses=_with(case.addresses, [entry.values("address_text") for entry in entries]),
        emails=_with(case.emails, [entry.values("email") for entry in entries]),
        documents=_with(case.documents, documents),
        circles=_no_circles(case.circles, len(entries)),
        whereabouts=case.whereabouts.followed_by(len(entries)),
    )


def more(values: Values, owner: Codes, texts: Sequence[str], n: int) -> Values:
    """Values with further statements of ``n`` subjects; equal texts are one.

    Args:
        values: What is stated already.
        owner: Who states text ``i`` besides.
        texts: The further texts.
        n: How many subjects there are.
    """
    known = {text: code for code, text in enumerate(values.texts)}
    codes = np.array([known.setdefault(text, len(known)) for text in texts], np.int64)
    return _joined(values, owner, codes, n, tuple(known))


def _joined(values: Values, owner: Codes, codes: Codes, n: int, texts: tuple[str, ...] = ()) -> Values:
    """Values with further ones by their codes; how often each is stated in all is kept."""
    found = Values.coded(np.concatenate([values.owner, owner]), np.concatenate([values.codes, codes]), n, texts)
    times = np.bincount(codes, minlength=max(found.times.size, values.times.size))
    times[: values.times.size] += values.times
    return replace(found, times=times)


def _owners(values: Values, told: Sequence[Sequence[object]]) -> Codes:
    """Who states what, where the statements of more subjects stand one after the other."""
    return np.repeat(np.arange(values.n, values.n + len(told)), np.array([len(one) for one in told], np.int64))


def _with(values: Values, told: Sequence[Sequence[str]]) -> Values:
    """Values with those of more subjects behind them."""
    return more(values, _owners(values, told), [text for texts in told for text in texts], values.n + len(told))


def _with_codes(values: Values, told: Sequence[Sequence[int]]) -> Values:
    """The same by codes."""
    codes = np.array([code for one in told for code in one], np.int64)
    return _joined(values, _owners(values, told), codes, values.n + len(told))


def _longer(values: Values, n: int) -> Values:
    """The same values of more subjects, of which the others state nothing."""
    return replace(values, starts=np.append(values.starts, np.full(n - values.n, values.starts[-1])))


def _linked(values: Values, told: Sequence[Sequence[str]], etype: str, things: Things, free: int) -> Values:
    """Values with the nodes of the things that entries state; others get codes from ``free`` on."""
    new: dict[str, int] = {}
    codes = [
        [things[etype, text] if (etype, text) in things else new.setdefault(text, free + len(new)) for text in texts]
        for texts in told
    ]
    return _with_codes(values, codes)


def _bare(identifier: str) -> str:
    """The number of an identifier without its scheme."""
    return identifier.partition(":")[2]


def _identifiers(stated: Values, entries: Sequence[ListEntry]) -> list[list[str]]:
    """The identifiers of entries; one of an unknown scheme is each equal number of the case, and cannot disagree."""
    unknown = f"{UNKNOWN_SCHEME}:"
    wanted = {_bare(text) for entry in entries for text in entry.values("identifier") if text.startswith(unknown)}
    meant: dict[str, list[str]] = {}
    for text in stated.texts:
        if _bare(text) in wanted:
            meant.setdefault(_bare(text), []).append(text)
    return [
        [
            one
            for text in entry.values("identifier")
            for one in (meant.get(_bare(text), ()) if text.startswith(unknown) else (text,))
        ]
        for entry in entries
    ]


def _documents(case: Subjects, told: Sequence[Sequence[str]], things: Things) -> Values:
    """The documents of all, without those that a subject of the case states as its own number too."""
    node = {number: code for (etype, number), code in things.items() if etype == _DOCUMENT}
    stated, held = case.said["identifier"], case.shared[_DOCUMENT]
    meant = np.array([node.get(_bare(text), -1) for text in stated.texts], np.int64)
    of = meant[stated.codes] if meant.size else np.empty(0, np.int64)
    doubled = np.stack([stated.owner[of >= 0], of[of >= 0]])
    kept = ~_isin(np.stack([held.owner, held.codes]), doubled, case.of_all)
    alone = Values.coded(held.owner[kept], held.codes[kept], case.n)
    return _with_codes(alone, [[node[number] for number in numbers] for numbers in told])


def _isin(pairs: Codes, wanted: Codes, size: int) -> Flags:
    found: Flags = np.isin(pairs[0] * size + pairs[1], wanted[0] * size + wanted[1])
    return found


def _no_circles(circles: Circles, count: int) -> Circles:
    """Circles of more subjects, of which the others have none."""
    things = circles.things
    starts = np.append(things.indptr, np.full(count, things.indptr[-1], things.indptr.dtype))
    longer = csr_array((things.data, things.indices, starts), shape=(things.shape[0] + count, things.shape[1]))
    return replace(circles, things=longer, wide=np.append(circles.wide, np.zeros(count, np.bool_)))
