"""The quick look for claims that say something hidden never misses one that the exact look would change."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.graph.snapshot.secrets import Lookout, Secrets
from jejak.graph.statements import Statements

WORDS = st.sampled_from(["Siti", "siti", "AMINAH", "binti", "Ali", "José", "b-12", "0812", "x\ny", "+62812", "", "'"])
TEXTS = st.lists(WORDS, max_size=4).map(" ".join)
PROPS = st.dictionaries(
    st.sampled_from(["note", "alias", "identifiers"]), TEXTS | st.lists(TEXTS, max_size=2), max_size=3
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=2), st.lists(TEXTS, max_size=2), PROPS, TEXTS, st.booleans())
def test_a_claim_that_changes_is_always_looked_at(
    names: list[str], identifiers: list[str], props: dict[str, str | list[str]], value: str, ascii_only: bool
) -> None:
    secrets = Secrets()
    for name in names:
        secrets.add_name(name)
    for identifier in identifiers:
        secrets.add_identifier("phone", identifier)
    text = json.dumps(props, ensure_ascii=ascii_only, separators=(",", ":"))
    touched = Lookout(secrets).touched(pa.chunked_array([[value, None]]), Statements.of(pa.array([text, None])))
    if "\\" not in text and [] not in props.values():
        assert touched[0] == (secrets.scrub(props) != props or value in secrets.identifiers)
    else:
        assert touched[0] or not secrets


def test_a_claim_about_something_else_is_left_alone() -> None:
    secrets = Secrets()
    secrets.add_name("Siti Aminah")
    secrets.add_identifier("phone", "+62812")
    said = Statements.of(pa.array(['{"note":"seen with Siti Aminah"}', '{"note":"at the port"}']))
    assert Lookout(secrets).touched(pa.chunked_array([["1", "2"]]), said).tolist() == [True, False]
