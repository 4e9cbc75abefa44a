"""Resolution by rule and judgement: cases, and laws against NetworkX's connected components."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.graph.ledger.records import Judgement, Verdict
from jejak.graph.resolution import Resolution, check_judgement, resolve
from jejak.graph.resolution.agreement import Signature, agree, agreeing_groups, name_words
from jejak.schemas.claims import ENTITIES
from jejak.schemas.errors import ResolutionError
from jejak.schemas.world import load_world

TYPES = load_world().entity_types
Claim = dict[str, Any]


def key_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def claim(key: str, etype: str = "person", **values: Any) -> Claim:
    identifiers = values.pop("identifiers", None)
    props = json.dumps({"identifiers": identifiers}) if identifiers else None
    return {"ekey": key_of(key), "etype": etype, "ix": 0, "locator": 1, "n_rows": 1, "props": props, **values}


def judged(left: str, right: str, verdict: str, seq: int = 1) -> Judgement:
    return Judgement(seq, key_of(left).hex(), key_of(right).hex(), Verdict(verdict), "tester", "", "")


def by(analyst: str, judgement: Judgement) -> Judgement:
    return replace(judgement, analyst=analyst)


def run(claims: Sequence[Claim], judgements: Sequence[Judgement] = ()) -> Resolution:
    return resolve(pa.Table.from_pylist(list(claims), schema=ENTITIES), TYPES, judgements)


def groups(claims: Sequence[Claim], judgements: Sequence[Judgement] = ()) -> set[frozenset[bytes]]:
    node_of = run(claims, judgements).node_of.tolist()
    return {frozenset(c["ekey"] for c, n in zip(claims, node_of, strict=True) if n == m) for m in set(node_of)}


def phone(key: str, value: str | None, *, valid: bool | None = True) -> Claim:
    return claim(key, "phone", id_scheme="phone", id_value=value, id_valid=valid)


def person(key: str, name: str | None, *identifiers: str, birth: str | None = None) -> Claim:
    return claim(key, name=name, birth_date=birth, identifiers=list(identifiers))


def joined(*claims: Claim) -> bool:
    return len(groups(claims)) == 1


def test_objects_join_unless_their_identifier_is_invalid_or_missing() -> None:
    assert joined(phone("a", "1"), phone("b", "1"))
    assert joined(phone("a", "1", valid=None), phone("b", "1"))
    assert not joined(phone("a", "1", valid=False), phone("b", "1"))
    assert not joined(phone("a", "1"), phone("b", "2"))
    assert not joined(phone("a", None), phone("b", None))
    assert not joined(phone("a", "1"), claim("b", "account", id_scheme="phone", id_value="1", id_valid=True))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Siti Aminah", "1990-02-03"), ("SITI AMINAH binti Karto", "1990-02-03"), True),
        (("Siti Aminah", "1990-02-03"), ("Siti", "1990"), True),
        (("Siti Aminah", None), (None, "1990"), True),
        (("Hj. Síti Aminah", None), ("Aminah Siti", None), True),
        (("Siti Aminah", "1990-02-03"), ("Siti Aminah", "1990-03"), False),
        (("Siti Aminah", None), ("Dewi Lestari", None), False),
        (("Siti Aminah", None), ("Siti Rahma", None), False),
    ],
)
def test_people_join_only_when_all_agree(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], expected: bool
) -> None:
    a, b = person("a", one[0], "nik:1", birth=one[1]), person("b", other[0], "nik:1", birth=other[1])
    assert joined(a, b) is expected
    assert bool(run([a, b]).reused) is not expected
    assert not joined(person("a", one[0], birth=one[1]), person("b", other[0], birth=other[1]))


def test_the_typed_identifier_counts_only_if_valid() -> None:
    def typed(key: str, valid: bool | None) -> Claim:
        return claim(key, name="Ani Wati", id_scheme="nik", id_value="1", id_valid=valid)

    assert joined(typed("a", True), typed("b", True))
    assert joined(typed("a", True), person("b", "Ani Wati", "nik:1"))
    assert not joined(typed("a", True), typed("b", None))
    assert not joined(typed("a", True), typed("b", False))


def test_a_first_name_does_not_tie_two_people_who_share_an_identifier() -> None:
    lone = person("a", "Siti", "nik:1")
    assert groups([lone, person("b", "Siti Aminah", "nik:1"), person("c", "Siti Rahma", "nik:1")]) == {
        frozenset([key_of(k)]) for k in "abc"
    }
    twins = [person("b", "Siti Aminah", "nik:1"), person("d", "siti aminah", "nik:1")]
    found = groups([lone, *twins, person("c", "Siti Rahma", "nik:1")])
    assert frozenset([key_of("b"), key_of("d")]) in found
    assert len(found) == 3


def test_two_identifiers_do_not_tie_people_who_disagree() -> None:
    bridge = person("a", "Siti", "nik:1", "passport:2")
    assert len(groups([bridge, person("b", "Siti Aminah", "nik:1"), person("c", "Siti Rahma", "passport:2")])) == 3


def test_unknown_parties_never_merge() -> None:
    claims = [claim(k, "unknown_party", id_scheme="nik", id_value="1", id_valid=True) for k in "ab"]
    assert len(groups(claims)) == 2
    result = run(claims, [judged("a", "b", "same", seq=7)])
    assert (result.n_nodes, result.ignored) == (2, (7,))


def test_same_of_two_types_has_no_effect() -> None:
    assert run([claim("a"), claim("b", "organisation")], [judged("a", "b", "same", seq=3)]).ignored == (3,)


def test_one_ekey_in_two_batches_is_one_entity() -> None:
    assert joined(claim("a", name="X"), claim("a", name="Y"))


def test_not_same_parts_a_pair_that_a_rule_joins_and_leaves_the_rest() -> None:
    claims = [phone(k, "1") for k in "abcd"]
    parted = groups(claims, [judged("a", "b", "not_same")])
    assert parted == {frozenset([key_of("a")]), frozenset([key_of("b")]), frozenset([key_of("c"), key_of("d")])}


def test_same_ties_through_an_entity_that_no_live_claim_has() -> None:
    claims = [claim("a"), claim("b")]
    assert len(groups(claims, [judged("a", "gone", "same"), judged("gone", "b", "same")])) == 1


def test_contradictions_are_refused_both_ways() -> None:
    live = [judged("a", "b", "same"), judged("b", "c", "not_same")]
    with pytest.raises(ResolutionError):
        check_judgement(live, judged("a", "c", "same"))
    with pytest.raises(ResolutionError):
        check_judgement([judged("a", "b", "same"), judged("b", "c", "same")], judged("a", "c", "not_same"))
    check_judgement(live, judged("a", "d", "same"))
    check_judgement(live, judged("a", "c", "not_same"))
    check_judgement(live, judged("a", "c", "unsure"))
    with pytest.raises(ResolutionError):
        run([claim(k) for k in "abc"], [*live, judged("a", "c", "same")])


def test_node_codes_follow_the_earliest_claim() -> None:
    result = run([phone("x", "9"), phone("a", "1"), phone("y", "9"), phone("b", "1")])
    assert result.node_of.tolist() == [0, 1, 0, 1]
    assert result.first.tolist() == [0, 1]


def test_silent_words_alone_still_are_a_name() -> None:
    assert name_words("Haji") == {"haji"}
    assert name_words("PT. Maju Jaya, Tbk") == {"maju", "jaya"}


names = st.sampled_from([None, "Siti", "Siti Aminah", "Siti Rahma", "Aminah", "Dewi"])
births = st.sampled_from([None, "1990", "1990-02", "1991"])
people = st.builds(
    lambda i, n, b, ids: person(str(i), n, *sorted(ids), birth=b),
    st.integers(0, 9),
    names,
    births,
    st.sets(st.sampled_from(["nik:1", "nik:2", "passport:3"]), max_size=2),
)
phones = st.builds(lambda i, v: phone(f"t{i}", v), st.integers(0, 9), st.sampled_from(["1", "2", None]))
unique = {"unique_by": lambda c: c["ekey"], "max_size": 10}
pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(list(Verdict))), max_size=8)


def consistent(drawn: Sequence[tuple[int, int, Verdict]], prefix: str) -> list[Judgement]:
    """Judgements as a ledger would have let them through."""
    kept: list[Judgement] = []
    for seq, (a, b, verdict) in enumerate(drawn):
        new = judged(f"{prefix}{a}", f"{prefix}{b}", verdict, seq)
        if a == b or any({new.left, new.right} == {j.left, j.right} for j in kept):
            continue
        try:
            check_judgement(kept, new)
        except ResolutionError:
            continue
        kept.append(new)
    return kept


@settings(max_examples=150, deadline=None)
@given(claims=st.lists(people, **unique), drawn=pairs, data=st.data())
def test_order_does_not_change_groups_and_judgements_are_kept(
    claims: list[Claim], drawn: list[tuple[int, int, Verdict]], data: st.DataObject
) -> None:
    judgements = consistent(drawn, "")
    found = groups(claims, judgements)
    shuffled = data.draw(st.permutations(claims))
    assert groups(shuffled, data.draw(st.permutations(judgements))) == found
    place = {key.hex(): group for group in found for key in group}
    for j in judgements:
        if j.left in place and j.right in place and j.verdict != "unsure":
            assert (place[j.left] is place[j.right]) is (j.verdict == "same")


def test_who_leaves_an_identifier_takes_nobody_along() -> None:
    claims = [person(key, None, "nik:1") for key in "acbd"]  # c stands between a and b, b between c and d
    for order in (claims, claims[::-1], [claims[i] for i in (1, 3, 0, 2)]):
        found = groups(order, [judged("a", "b", "not_same")])
        assert found == {frozenset({key_of("a")}), frozenset({key_of("b")}), frozenset({key_of("c"), key_of("d")})}


@settings(max_examples=150, deadline=None)
@given(claims=st.lists(people, **unique))
def test_people_in_one_group_all_agree(claims: list[Claim]) -> None:
    said = {c["ekey"]: Signature(name_words(c["name"]), c["birth_date"] or "") for c in claims}
    for group in groups(claims):
        assert all(agree(said[a], said[b]) for a in group for b in group)


@settings(max_examples=100, deadline=None)
@given(claims=st.lists(phones, **unique), drawn=pairs)
def test_objects_and_same_judgements_equal_networkx_components(
    claims: list[Claim], drawn: list[tuple[int, int, Verdict]]
) -> None:
    judgements = [j for j in consistent(drawn, "t") if j.verdict == "same"]
    oracle = nx.Graph()
    live = [c["ekey"] for c in claims]
    oracle.add_nodes_from(live)
    oracle.add_edges_from(
        (a["ekey"], b["ekey"]) for a in claims for b in claims if a["id_value"] and a["id_value"] == b["id_value"]
    )
    oracle.add_edges_from((bytes.fromhex(j.left), bytes.fromhex(j.right)) for j in judgements)
    expected = {frozenset(g & set(live)) for g in nx.connected_components(oracle)} - {frozenset()}
    assert groups(claims, judgements) == expected


@given(st.lists(st.builds(Signature, names.map(name_words), births.map(lambda b: b or "")), unique=True, max_size=6))
def test_agreeing_groups_are_cliques(members: list[Signature]) -> None:
    label = agreeing_groups(members)
    for i, a in enumerate(members):
        for j, b in enumerate(members):
            if label[i] == label[j]:
                assert agree(a, b)


@pytest.mark.parametrize("other", ["not_same", "unsure"])
def test_what_analysts_differ_on_is_not_joined(other: str) -> None:
    claims = [person("a", "Siti"), person("b", "Siti"), person("c", "Siti")]
    same = by("ann", judged("a", "b", "same", 1))
    doubt = by("budi", judged("a", "b", other, 2))
    assert len(groups(claims, [same])) == 2
    assert len(groups(claims, [same, doubt])) == len(groups(claims, [doubt, same])) == 3
    assert len(groups(claims, [same, doubt, judged("b", "c", "same", 3)])) == 2


def test_one_analysts_not_same_holds_whatever_another_says_of_the_pair() -> None:
    live = [by("ann", judged("a", "b", "not_same", 1)), by("budi", judged("a", "b", "unsure", 2))]
    check_judgement(live, by("budi", judged("a", "b", "same", 0)))  # a dispute, not a contradiction
    with pytest.raises(ResolutionError, match=r"1 \(ann\)"):
        check_judgement([*live, judged("a", "c", "same", 3)], judged("b", "c", "same", 0))
    with pytest.raises(ResolutionError, match="not the same at once"):
        run(
            [person("a", "Siti"), person("b", "Siti")],
            [*live, judged("a", "c", "same", 3), judged("b", "c", "same", 4)],
        )


@pytest.mark.parametrize(("later", "who"), [("unsure", "ann"), ("unsure", "budi"), ("not_same", "budi")])
def test_what_may_stand_again_cannot_be_contradicted(later: str, who: str) -> None:
    """Else taking the later word back would leave judgements that cannot all be true."""
    first = by("ann", judged("a", "b", "same", 1))
    if who == "ann":
        first = replace(first, live=False)
    standing = [first, by(who, judged("a", "b", later, 2)), by("ann", judged("a", "c", "same", 3))]
    says = rf"3 \(ann\), 1 \(ann, {'replaced by a later one' if who == 'ann' else 'disputed'}\), on "
    with pytest.raises(ResolutionError, match=says) as caught:
        check_judgement(standing, by("ann", judged("b", "c", "not_same", 0)))
    assert "may stand again" in str(caught.value)
    check_judgement(standing[1:], by("ann", judged("b", "c", "not_same", 0)))
    check_judgement(standing, by("ann", judged("b", "c", "unsure", 0)))


ABC = [key_of(name).hex() for name in "abc"]
WORDS = list(product(("ab", "ac", "bc"), ("ann", "budi"), Verdict))


@pytest.mark.parametrize("last", WORDS)
def test_judgements_let_through_fit_together_whichever_are_taken_back(last: tuple[str, str, Verdict]) -> None:
    """Three people, two analysts, and every set of four words that ends with this one."""
    for before in combinations(WORDS, 3):
        kept: list[Judgement] = []
        for seq, (pair, analyst, verdict) in enumerate((*before, last), start=1):
            new = by(analyst, judged(*pair, verdict, seq))
            with suppress(ResolutionError):
                check_judgement(kept, new)
                kept.append(new)
        assert not any(contradictory(rest) for n in (2, 3, 4) for rest in combinations(kept, n))


def contradictory(rest: Sequence[Judgement]) -> bool:
    """Of three people: whether two that somebody calls not the same are each the same as the third."""
    live = {(one.left, one.right, one.analyst): one.verdict for one in rest}
    told = [{verdict for (*pair, _), verdict in live.items() if pair == [*ends]} for ends in combinations(ABC, 2)]
    joined = [verdicts == {Verdict.SAME} for verdicts in told]
    return any(Verdict.NOT_SAME in verdicts and sum(joined) == 2 for verdicts in told)
