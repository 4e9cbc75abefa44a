"""Errors of other rooms that the screen shows: each sentence is told in the reader's language, its values kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.analysis.parameters import specs
from jejak.analysis.registry import ANALYSES
from jejak.schemas.i18n import told, use_language

ROOT = Path(__file__).resolve().parents[1] / "src" / "jejak"
#: Modules that work while a reader uses the screen; importing, syncing and checking are the command line's.
ON_THE_SCREEN = (
    "analysis/measures/disruption.py", "analysis/measures/paths.py", "analysis/measures/roles.py",
    "analysis/parameters.py", "analysis/registry.py", "analysis/selection.py",
    "analysis/slices.py", "analysis/weighting.py", "case/chart_groups.py", "case/chart_state.py", "case/chart_views.py",
    "case/entities.py", "case/facade.py", "case/graphs.py", "case/hand_checks.py", "case/keeping.py", "case/notes.py",
    "case/records.py",
    "case/reruns.py", "case/standings.py", "case/written.py", "evidence/disclosure.py",
    "evidence/folder.py", "evidence/package.py", "evidence/preflight.py", "evidence/profiles.py",
    "evidence/reveal.py", "graph/ledger/database.py", "graph/ledger/files.py", "graph/ledger/segments.py",
    "graph/ledger/store.py", "graph/ledger/writer.py", "graph/resolution/rules.py", "graph/segments.py",
    "graph/stores/neo4j_connection.py", "graph/stores/neo4j_marker.py", "graph/stores/neo4j_store.py", "ui/feed.py",
    "ui/pages/importing/batch_list.py",
)  # fmt: skip
#: Tables in them whose texts become the sentence or the hint of an error.
TABLES = re.compile(r"_(FAULTS|REASONS|REFUSALS|FULL|NO_RIGHT|A_FILE|CHECK|TAKEN|DAMAGED|RESTORE)|[A-Z_]+_HINT")
#: Marks by which the database's own words are known.
SAID_BY_OTHERS = {"disk is full", "disk i/o", "unable to open"}
VALUE = "W4"


def sentences(module: ast.Module) -> Iterator[str]:
    """Every text that an error of a module may say: in the call, in a variable of that name, or in a table."""
    wanted = {"what", "hint", "why", "reason", "who"}
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id.endswith(("Error", "Denied", "Fault"))
        ):
            said = node.args[1:] if node.func.id == "Fault" else node.args[:1]  # a fault begins with its column
            for part in [*said, *(word.value for word in node.keywords if word.arg == "hint")]:
                yield from written(part)
        elif isinstance(node, ast.Assign):
            names = {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
            if names & wanted or any(TABLES.fullmatch(name) for name in names):
                yield from written(node.value)


def written(part: ast.expr) -> Iterator[str]:
    """The texts in an expression, with a value in each place."""
    if isinstance(part, ast.JoinedStr):
        yield "".join(piece.value if isinstance(piece, ast.Constant) else VALUE for piece in part.values)
    elif isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, ast.IfExp):
        yield from written(part.body)
        yield from written(part.orelse)
    elif isinstance(part, ast.Dict):
        for value in part.values:
            yield from written(value)
    elif isinstance(part, ast.Tuple | ast.List):
        for one in part.elts:
            yield from written(one)


def said() -> set[str]:
    found = {text for name in ON_THE_SCREEN for text in sentences(ast.parse((ROOT / name).read_text(encoding="utf-8")))}
    return {text for text in found if " " in text} - SAID_BY_OTHERS


@pytest.fixture(autouse=True, params=["id", "ms"])
def language(request: pytest.FixtureRequest) -> str:
    use_language(request.param)
    return str(request.param)


def test_every_error_of_the_screen_is_translated() -> None:
    texts = said()
    assert len(texts) > 120
    assert {"a protected name is opened only with a reason", f"give a reason of {VALUE} letters or more"} <= texts
    assert {text for text in texts if told(text) == text} == set()


def test_values_stay_in_their_places() -> None:
    for text in said():
        assert told(text).count(VALUE) == text.count(VALUE), text


def test_every_analysis_has_a_title() -> None:
    assert [analysis.name for analysis in ANALYSES.values() if told(analysis.title) == analysis.title] == []


def test_every_parameter_says_what_it_means() -> None:
    texts = {spec.says for analysis in ANALYSES.values() for spec in specs(analysis.parameters).values()}
    assert len(texts) > 20
    assert [text for text in texts if told(text) == text] == []


def test_a_reason_inside_a_sentence_is_told_too(language: str) -> None:
    inside = {"id": "tidak ada di sana", "ms": "tiada di situ"}[language]
    assert told("cannot read or write: it is not there").endswith(inside)
    assert told("cannot read or write: Text file busy").endswith("Text file busy")


def test_what_nobody_translated_is_told_as_it_is() -> None:
    assert told("nobody wrote this: {0}") == "nobody wrote this: {0}"
    assert told("") == ""
