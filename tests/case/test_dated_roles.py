"""Dated roles from a file to the analyses: spans, partial and bad dates, filters that never take protection away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from jejak.analysis.listing import protected_codes
from jejak.analysis.parameters import Parameters, checked
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import stated_hints
from jejak.analysis.selection import select
from jejak.case import Case
from jejak.graph.model import Node
from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.cypher_store import CypherStore
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.schemas.i18n import use_language
from jejak.schemas.role_times import RoleTime
from jejak.ui.cli import app
from jejak.ui.words import role_words

MAPPING = """mapping: watch
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  seen:
    type: person
    key: [name]
    roles:
      - {role: {column: part}, from: {column: since}, to: {column: until}}
      - {column: always}
    properties: {name: name}
"""
FILE = """name,part,since,until,always
Adi Made Up,recruiter_calo_sponsor,2023-01,2023-06,
Adi Made Up,recruiter_calo_sponsor,2024,,
Budi Made Up,transporter,2023-03-01,2023-03-31,
Budi Made Up,,,,transporter
Citra Made Up,financier,2022,2022,
Dewi Made Up,harbourer,soon,2023-02,
Eko Made Up,broker,2023-05,2023-01,
Fitri Made Up,victim,2020,2020,
Fitri Made Up,recruiter_calo_sponsor,2023,2023,
Gita Made Up,escort,,,
"""
CALO, BROKER = "recruiter_calo_sponsor", "broker"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(FILE)
    with Case.create(tmp_path / "d.case", analyst="Officer Who") as opened:
        opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml")
        yield opened


def nodes(snapshot: Snapshot) -> dict[str, Node]:
    """The people by first name; the protected one by what her mask says."""
    every = snapshot.nodes_of(range(snapshot.n_nodes))
    return {"masked" if node.masked else node.caption.split()[0]: node for node in every}


def narrowed(case: Case, **given: str) -> dict[str, tuple[str, ...]]:
    """Roles that stay, by first name."""
    selection = select(case.snapshot(), checked(Parameters, given))
    return {name: node.roles for name, node in nodes(selection.snapshot).items()}


def test_claims_keep_every_statement_and_a_bad_date_is_a_reject(case: Case) -> None:
    (batch,) = case.batches()
    folder = case.ledger.segment_path(batch.batch_id)
    props = {row["name"]: json.loads(row["props"]) for row in pq.read_table(folder / "entities.parquet").to_pylist()}
    assert props["Adi Made Up"]["roles"] == [CALO]
    assert props["Adi Made Up"]["role_times"] == [f"{CALO} 2023-01/2023-06", f"{CALO} 2024/"]
    assert props["Budi Made Up"]["role_times"] == ["transporter /", "transporter 2023-03-01/2023-03-31"]
    assert props["Dewi Made Up"]["role_times"] == ["harbourer /2023-02"]
    assert "role_times" not in props["Gita Made Up"], "no record dates it"
    (reject,) = pq.read_table(folder / "rejects.parquet").to_pylist()
    assert (reject["col"], reject["raw"], reject["severity"]) == ("since", "soon", "value")


def test_a_node_says_when_its_roles_hold(case: Case) -> None:
    seen = nodes(case.snapshot())
    assert seen["Adi"].role_times == (RoleTime(CALO, "2023-01", "2023-06"), RoleTime(CALO, "2024", ""))
    assert seen["Budi"].roles == ("transporter",)
    assert seen["Budi"].role_times == (), "one record states it without a date"
    assert seen["Dewi"].role_times == (RoleTime("harbourer", "", "2023-02"),)
    assert seen["Eko"].role_times == (), "a time that ends before it begins says nothing"
    assert set(seen["masked"].roles) == {CALO, "victim"}
    assert seen["masked"].role_times == (), "a mask shows no dates"


@pytest.mark.parametrize(
    ("filters", "stay", "go"),
    [
        ({"as_of": "2023-06-30"}, {"Adi", "Budi", "Eko", "Gita"}, {"Citra", "Dewi"}),
        ({"as_of": "2023-07-01"}, {"Budi", "Eko", "Gita"}, {"Adi", "Citra", "Dewi"}),
        ({"as_of": "2022-12-31"}, {"Citra", "Dewi"}, {"Adi"}),
        ({"as_of": "2030-01-01"}, {"Adi"}, {"Citra", "Dewi"}),
        ({"since": "2023-07-01", "until": "2023-12-31"}, {"Budi"}, {"Adi", "Citra", "Dewi"}),
        ({"since": "2023-02-28"}, {"Adi", "Dewi"}, {"Citra"}),
        ({"since": "2023-03-01"}, {"Adi"}, {"Citra", "Dewi"}),
        ({"until": "2021-12-31"}, {"Dewi", "Budi"}, {"Adi", "Citra"}),
    ],
    ids=lambda one: str(one) if isinstance(one, dict) else None,  # a set is written in another order by each worker
)
def test_filters_read_roles_at_their_time(case: Case, filters: dict[str, str], stay: set[str], go: set[str]) -> None:
    roles = narrowed(case, **filters)
    assert {name for name in stay if not roles[name]} == set()
    assert {name for name in go if roles[name]} == set()
    assert "victim" in roles["masked"]
    assert select(case.snapshot(), checked(Parameters, filters)).roles == sum(not names for names in roles.values())


def test_hints_and_screen_say_the_period(case: Case) -> None:
    snapshot = case.snapshot()
    adi, gita = (next(c for c in range(7) if snapshot.node(c).caption.startswith(who)) for who in ("Adi", "Gita"))
    hints = stated_hints(snapshot)
    assert hints[adi][0].reason == Reason("stated_role_dated", codes=(CALO, "2023-01", "2023-06", "2024", ""))
    assert hints[gita][0].reason == Reason("stated_role", codes=("escort",))
    told = {}
    for code in ("ms", "id", "en"):
        use_language(code)
        (told[code],) = role_words(snapshot.node(adi))
        assert role_words(snapshot.node(gita))[0].count(",") == 0
    assert told["en"].endswith(", Jan 2023 to Jun 2023, since 2024")
    assert told["id"].endswith(", Jan 2023 sampai Jun 2023, sejak 2024")
    assert told["ms"].endswith(", Jan 2023 hingga Jun 2023, sejak 2024")


def test_stores_agree_and_a_second_run_gives_the_same_digest(case: Case, tmp_path: Path) -> None:
    snapshot = case.snapshot()
    ids = [snapshot.id_of(code) for code in range(snapshot.n_nodes)]
    with closing(CypherStore(snapshot)) as cypher, closing(SnapshotStore(snapshot)) as embedded:
        assert [cypher.get(ident) for ident in ids] == [embedded.get(ident) for ident in ids]
    rows = FILE.splitlines(keepends=True)
    (tmp_path / "again.csv").write_text(FILE)
    (tmp_path / "turned.csv").write_text("".join([rows[0], *reversed(rows[1:])]))
    with Case.create(tmp_path / "e.case", analyst="Officer Who") as other:
        other.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml")
        assert [b.digest for b in other.batches()] == [b.digest for b in case.batches()]
    with Case.create(tmp_path / "f.case", analyst="Officer Who") as turned:
        turned.import_file(tmp_path / "turned.csv", tmp_path / "m.yaml")
        assert {n: v.role_times for n, v in nodes(turned.snapshot()).items()} == {
            n: v.role_times for n, v in nodes(snapshot).items()
        }


def test_an_analyst_can_make_a_role_hold_at_all_times(case: Case) -> None:
    citra = nodes(case.snapshot())["Citra"]
    said = case.ledger.assert_role(citra.id, "financier", analyst="x", reason="y", period=("2025-02-03", ""))
    assert nodes(case.snapshot())["Citra"].role_times == (
        RoleTime("financier", "2022", "2022"), RoleTime("financier", "2025-02-03", ""),
    )  # fmt: skip
    case.ledger.assert_role(citra.id, "financier", analyst="x", reason="y")
    assert nodes(case.snapshot())["Citra"].role_times == ()
    case.ledger.withdraw_role(said.seq, analyst="x")
    assert nodes(case.snapshot())["Citra"].role_times == ()


DATES = st.sampled_from(["", "2019", "2020", "2020-06", "2021-02-03", "2022", "2023-01", "2023-12-31", "2024"])
DAYS = st.sampled_from(["", "2019-12-31", "2020-06-30", "2021-02-03", "2023-01-01", "2025-01-01"])
ROLES = st.sampled_from(["victim", "witness", "informant", "potential_victim", "victim_turned_recruiter", CALO, BROKER])


@given(
    said=st.lists(st.tuples(st.integers(0, 6), ROLES, DATES, DATES), max_size=6),
    filters=st.fixed_dictionaries(
        {"as_of": DAYS, "since": DAYS, "until": DAYS, "min_grade": st.sampled_from(["", "A1", "B2"])}
    ),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_filter_takes_protection_away(
    case: Case, said: list[tuple[int, str, str, str]], filters: dict[str, str]
) -> None:
    ids = [case.snapshot().id_of(code) for code in range(case.snapshot().n_nodes)]
    stated = [
        case.ledger.assert_role(ids[place], role, analyst="x", reason="y", period=(t_from, t_to)).seq
        for place, role, t_from, t_to in said
        if RoleTime(role, t_from, t_to).dated or not (t_from or t_to)
    ]
    chosen = checked(Parameters, {name: value for name, value in filters.items() if value})
    for whole in (case.snapshot(), by_roles_alone(case.snapshot(), said)):
        assert protected_codes(select(whole, chosen).snapshot) == protected_codes(whole)
    for seq in stated:
        case.ledger.withdraw_role(seq, analyst="x")


def by_roles_alone(snapshot: Snapshot, said: list[tuple[int, str, str, str]]) -> Snapshot:
    """The same graph where nothing but the roles protects, all of them dated."""
    texts: dict[int, list[str]] = {}
    for place, role, t_from, t_to in said:
        texts.setdefault(place, []).append(RoleTime(role, t_from or "2019", t_to).text)
    shown = {
        "masked": [False] * snapshot.n_nodes,
        "protection": [""] * snapshot.n_nodes,
        "role_times": [texts.get(code) for code in range(snapshot.n_nodes)],
        "roles": [sorted({text.split()[0] for text in texts.get(code, ())}) for code in range(snapshot.n_nodes)],
    }
    nodes = snapshot.nodes
    for name, values in shown.items():
        place = nodes.column_names.index(name)
        field = nodes.schema.field(name)
        nodes = nodes.set_column(place, field, pa.array(values, field.type))
    return replace(snapshot, nodes=nodes)


# The command


def jejak(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output + (f" {result.exception}" if result.exception else "")


def test_the_command_states_lists_and_withdraws_a_role(case: Case) -> None:
    gita = nodes(case.snapshot())["Gita"]
    code, out = jejak("role", case.folder, gita.id, BROKER, "--since", "2023-04", "--until", "2023", "--note", "told")
    assert code == 0
    assert "Noted as" in out
    assert "protected" not in out
    assert nodes(case.snapshot())["Gita"].role_times == (RoleTime(BROKER, "2023-04", "2023"),)
    _, out = jejak("role", case.folder, gita.id, "--list", "--format", "json")
    record, analyst = json.loads(out)
    assert (record["role"], record["by"], record["record"], record["number"]) == ("escort", "rows.csv", 10, None)
    assert (analyst["role"], analyst["t_from"], analyst["t_to"], analyst["note"]) == (BROKER, "2023-04", "2023", "told")
    assert jejak("role", case.folder, "--withdraw", analyst["number"])[0] == 0
    assert nodes(case.snapshot())["Gita"].role_times == ()
    _, out = jejak("role", case.folder, gita.id, "--list", "--format", "json")
    assert json.loads(out)[1]["stands"] is False


def test_the_command_says_whom_a_role_protects(case: Case) -> None:
    gita = nodes(case.snapshot())["Gita"]
    code, out = jejak("role", case.folder, gita.id, "victim", "--since", "2019", "--note", "her own statement")
    assert (code, "protected from now on" in out, "exports hide the name" in out.replace("\n", " ")) == (0, True, True)
    found = case.snapshot().node(case.snapshot().code_of(gita.id) or 0)
    assert found.masked
    assert "Gita" not in found.caption
    code, out = jejak("role", case.folder, gita.id, "victim", "--note", "again")
    assert (code, "protected" in out) == (0, False), "she was protected already"
    numbers = [role.seq for role in case.ledger.roles()]
    assert "not protected" not in jejak("role", case.folder, "--withdraw", numbers[0])[1]
    assert "not protected any more" in jejak("role", case.folder, "--withdraw", numbers[1])[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("{unknown}", BROKER, "--note", "x"), "no entity has this id"),
        (("{id}", "brokr", "--note", "x"), "there is no such role"),
        (("{id}", BROKER, "--note", "x", "--since", "soon"), "this is no date"),
        (("{id}", BROKER, "--note", "x", "--since", "2023-02-30"), "this is no date"),
        (("{id}", BROKER, "--note", "x", "--since", "2023-05", "--until", "2023-04"), "end before it begins"),
        (("{id}", BROKER, "--note", "x", "--protection", "V9"), "no such protection class"),
        (("{id}", BROKER), "say why"),
        (("{id}",), "do one thing"),
        (("{id}", BROKER, "--list"), "do one thing"),
        (("{id}", "--list", "--since", "2023"), "go with a role"),
        (("{unknown}", "--list"), "no entity has this id"),
        (("{id}", "--withdraw", "3"), "without an id"),
        (("--withdraw", "1"), "no standing role"),
        (("--list",), "give the id"),
    ],
    ids=str,
)
def test_the_command_refuses_in_one_sentence_and_writes_nothing(case: Case, words: tuple[str, ...], told: str) -> None:
    ident, before = case.snapshot().id_of(0), case.ledger.sequence
    code, out = jejak("role", case.folder, *(w.format(id=ident, unknown="0" * 32) for w in words))
    assert code != 0
    assert told in " ".join(out.replace("│", " ").split())
    assert case.ledger.sequence == before


def test_a_package_says_when_roles_hold_and_nothing_of_roles_that_protect(case: Case, tmp_path: Path) -> None:
    case.export(tmp_path / "out", profile_code="L0", kinds=["json"])
    written = next((tmp_path / "out").glob("graph*.json")).read_text(encoding="utf-8")
    assert f"{CALO} 2023-01/2023-06" in written
    assert "victim 2020/2020" not in written
    assert f"{CALO} 2023/2023" not in written, "the roles of a protected person are not told"
