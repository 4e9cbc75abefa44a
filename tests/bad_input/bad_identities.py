"""Decisions on who is who that cannot be meant so: one by one, by the file, and many at once.

A name in braces stands for the id of an entity of the case.
"""

from __future__ import annotations

import json

from bad_input.bad_files import PICTURE, wrote
from bad_input.desk import BadInput, Desk, Make
from jejak.case import Case
from jejak.graph.ledger.records import Verdict

UNKNOWN = "f" * 32
NAMES = ("a", "b", "c", "d")
CONTRADICTS = "the same and not the same at once"


def entities(desk: Desk) -> dict[str, str]:
    """Ids of the first entities of the case before anybody judged, by the names that stand for them."""
    noted = desk.path("ids.json")
    if not noted.exists():
        with Case.open(desk.case) as case:
            snapshot = case.snapshot()
            noted.write_text(json.dumps({name: snapshot.id_of(code) for code, name in enumerate(NAMES)}))
    found: dict[str, str] = json.loads(noted.read_text())
    return found


def decided(*rows: str, header: str = "left,right,decision") -> Make:
    """Maker of a file of decisions."""

    def make(desk: Desk) -> None:
        desk.write("d.csv", "\n".join([header, *rows, ""]).format(**entities(desk)))

    return make


def judged(*pairs: str, verdict: Verdict = Verdict.SAME, then: Make | None = None) -> Make:
    """Maker of judgements that stand already."""

    def make(desk: Desk) -> None:
        ids = entities(desk)
        with Case.open(desk.case, analyst="ann") as case:
            for pair in pairs:
                case.judge(ids[pair[0]], ids[pair[1]], verdict, reason="")
            case.snapshot()
        if then:
            then(desk)

    return make


def taken_back(desk: Desk) -> None:
    """A judgement that was taken back: events 4 and 5."""
    judged("ab")(desk)
    with Case.open(desk.case, analyst="ann") as case:
        case.undo(4)
        case.snapshot()


def folder(desk: Desk) -> None:
    desk.path("d.csv").mkdir()


REVIEW = "resolve a.case --review d.csv --reason x"
ONE_BY_ONE = [
    BadInput(
        "judge somebody and nobody",
        f"resolve a.case {{a}} {UNKNOWN} --same --reason x",
        4,
        (f"{UNKNOWN}: there is no entity with this id", "jejak search"),
    ),
    BadInput(
        "judge by a name", "resolve a.case 'Siti' {b} --same", 4, ("Siti: there is no entity with this id", "search")
    ),
    BadInput("judge against itself", "resolve a.case {a} {a} --same", 4, ("against itself", "name two")),
    BadInput("judge twice over", "resolve a.case {a} {b} --same --unsure", 2, ("one of --same, --not-same, --unsure",)),
    BadInput("judge and undo", "resolve a.case {a} {b} --same --undo 4", 2, ("one thing at a time",)),
    BadInput("suggest and apply", "resolve a.case --suggest --apply --least 0.9", 2, ("one thing at a time",)),
    BadInput(
        "the opposite of one's own word",
        "resolve a.case {a} {b} --not-same --analyst ann",
        4,
        (r"stands as same \(event 4\)", "undo event 4 first"),
        judged("ab"),
    ),
    BadInput(
        "contradiction at the end of a chain",
        "resolve a.case {a} {d} --not-same",
        4,
        (CONTRADICTS, r"6 \(ann\), 5 \(ann\), 4 \(ann\), on \w{8} and \w{8} \(tester\)", "undo one of"),
        judged("ab", "bc", "cd"),
    ),
    BadInput(
        "joining what is not the same",
        "resolve a.case {b} {c} --same",
        4,
        (CONTRADICTS, r"4 \(ann\)", "undo one of"),
        judged("ab", then=judged("ac", verdict=Verdict.NOT_SAME)),
    ),
    BadInput(
        "undo twice", "resolve a.case --undo 4", 4, ("event 4: this judgement does not stand", "see the"), taken_back
    ),
    BadInput(
        "undo an undo", "resolve a.case --undo 5", 4, ("event 5: this event is no judgement", "see the"), taken_back
    ),
    BadInput(
        "undo a single one as a step",
        "resolve a.case --undo-step 4",
        4,
        ("event 4: no judgements were made together", "--undo takes back a single one"),
        judged("ab"),
    ),
    BadInput(
        "undo the step of none",
        "resolve a.case --undo-step 0",
        4,
        ("event 0: no judgements were made together", "--undo"),
        judged("ab"),
    ),
]
BY_FILE = [
    BadInput("decisions in no file", REVIEW, 4, ("d.csv: the file cannot be read: No such file", "check its name")),
    BadInput("decisions in a folder", REVIEW, 4, ("d.csv: the file cannot be read: Is a dir", "check"), folder),
    BadInput("decisions in a picture", REVIEW, 4, ("d.csv: .* as UTF-8 text", "CSV UTF-8"), wrote("d.csv", PICTURE)),
    BadInput(
        "decisions in UTF-16",
        REVIEW,
        4,
        ("d.csv: .* as UTF-8 text", "CSV UTF-8"),
        wrote("d.csv", "left,right,decision\n".encode("utf-16")),
    ),
    BadInput(
        "decisions in an empty file",
        REVIEW,
        4,
        ("lacks a column: left, right, decision", "--suggest"),
        wrote("d.csv", ""),
    ),
    BadInput(
        "decisions under unknown columns",
        REVIEW,
        4,
        ("d.csv: the file lacks a column: left, right, decision", "--suggest"),
        decided("{a},{b},same", header="one,two,verdict"),
    ),
    BadInput(
        "decisions without a column",
        REVIEW,
        4,
        ("d.csv: the file lacks a column: decision", "--suggest"),
        decided("{a},{b},same", header="left,right,score"),
    ),
    BadInput(
        "decisions without end",
        REVIEW,
        4,
        ("d.csv, line 2: the file is no table", "--suggest"),
        decided('"' + "x" * 200_000, "{a},{b},same"),
    ),
    BadInput(
        "decisions in other words",
        REVIEW,
        4,
        (r"nothing was written \(2\)", "d.csv, line 2: a decision is same", "line 4: a decision is same", "or empty"),
        decided("{a},{b},sama", "{b},{c},same", "{c},{d},beda"),
        faults=2,
    ),
    BadInput(
        "decisions on half a pair",
        REVIEW,
        4,
        (r"d.csv, line 3: an entity is named by its id", "as they were written"),
        decided("{a},{b},same", "{c},,same"),
    ),
    BadInput(
        "decision on nobody",
        REVIEW,
        4,
        (f"{UNKNOWN}: there is no entity with this id", "jejak search"),
        decided("{a},{b},same", f"{{a}},{UNKNOWN},same"),
    ),
    BadInput("decision on one", REVIEW, 4, ("against itself", "name two"), decided("{a},{b},same", "{a},{a},same")),
    BadInput(
        "two decisions on one pair",
        REVIEW,
        4,
        ("judged twice, and differently", "decide once"),
        decided("{a},{b},same", "{b},{a},unsure"),
    ),
    BadInput(
        "decisions that contradict each other",
        REVIEW,
        4,
        (CONTRADICTS, r"on \w{8} and \w{8} \(tester\), on \w{8} and \w{8} \(tester\), on", "undo one of"),
        decided("{c},{d},unsure", "{a},{b},same", "{b},{c},same", "{a},{c},not same"),
    ),
    BadInput(
        "decisions that contradict what stands",
        REVIEW,
        4,
        (CONTRADICTS, r"4 \(ann\)", "undo one of"),
        judged("ab", verdict=Verdict.NOT_SAME, then=decided("{c},{d},same", "{a},{c},same", "{b},{c},same")),
    ),
]
AT_ONCE = [
    BadInput("accepted without a bound", "resolve a.case --apply --yes", 2, ("with --least",)),
    BadInput("a bound of seven", "resolve a.case --suggest --least 7", 4, ("7: a probability lies", "0.92")),
    BadInput("a bound of nothing", "resolve a.case --apply --least nan", 4, ("nan: a probability lies", "0.92")),
    BadInput("no pair at all", "resolve a.case --suggest -n 0", 2, ("--limit", "greater than or equal to 1")),
    BadInput("an unknown tongue", "resolve a.case --suggest --language xx", 3, ("xx: there is no such", "en, id, ms")),
    BadInput(
        "suggestions onto something",
        "resolve a.case --suggest --out m.yaml",
        4,
        ("m.yaml: this file is there", "other"),
    ),
    BadInput(
        "suggestions into no folder",
        "resolve a.case --suggest --out no/s.csv",
        4,
        ("s.csv: the file cannot be written: No such file", "folder exists"),
    ),
]
