"""Names in a package: opened one by one with a reason, logged before anything is written, nobody else with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case, Opening, export_summary, verify_export
from jejak.evidence import EXPORTERS
from jejak.schemas.errors import AccessDenied, ExportError, JejakError, LedgerError

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, zone: Asia/Jakarta, region: ID}
entities:
  told:
    type: person
    protection: {column: class}
    roles: [{column: role}]
    properties: {name: name, passport_no: passport, birth_date: born}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: told, to: recruiter}
  - {type: USES, from: told, to: phone}
"""
ROWS = """name,class,role,passport,born,phone,recruiter
Invented Victim,V1,victim,B1234567,1990-04-05,+6281234567890,Made Up Recruiter
Other Sufferer,V1,victim,B7654321,1991-06-07,+6281298765432,Made Up Recruiter
Small Childname,V2,victim,B5556667,2015-06-07,+6281298765499,Made Up Recruiter
Quiet Informer,W1,informant,B9998887,1971-06-07,+6281298765411,Made Up Recruiter
Seeing Witness,W1,witness,B1112223,1972-06-07,+6281298765422,Made Up Recruiter
,V1,victim,B4443332,1973-06-07,+6281298765433,Made Up Recruiter
"""
REASON = "identification for the consulate"
NAMES = ("Invented Victim", "Other Sufferer", "Small Childname", "Quiet Informer", "Seeing Witness")
NUMBERS = ("B1234567", "B7654321", "B5556667", "B9998887", "B1112223", "6281234567890", "1990-04-05")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(ROWS)
    with Case.create(tmp_path / "x.case", analyst="Officer Who") as opened:
        assert opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml").rows_rejected == 0
        yield opened


@pytest.fixture
def ids(case: Case) -> dict[str, str]:
    """Id by the clear name that the case keeps."""
    snapshot, masking = case.snapshot(), case.masking()
    people = [n for n in map(snapshot.node, range(snapshot.n_nodes)) if n.etype == "person"]
    return {masking.clear_name(n.id): n.id for n in people}


def text_of(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8", errors="replace") for path in sorted(folder.iterdir()))


def test_one_name_is_shown_in_every_format_and_nothing_else_of_anybody(
    case: Case, ids: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    case.export(out, profile_code="L0", opening=Opening((ids["Invented Victim"],), REASON))
    assert verify_export(out) == []
    for file in ("graph.graphml", "graph.gexf", "nodes.csv", "graph.json", "chart.html"):
        assert "Invented Victim" in (out / file).read_text("utf-8")
    for hidden in (*NAMES[1:], *NUMBERS):
        assert hidden not in text_of(out)
    nodes = json.loads((out / "graph.json").read_text("utf-8"))["nodes"]
    (marked,) = [node for node in nodes if "revealed" in node["attributes"]]
    assert marked["label"] == "Invented Victim"
    assert {node["label"] for node in nodes if node["etype"] == "person" and not node["shown"]} == {
        "VICTIM-01", "VICTIM-02", "VICTIM-03", "PERSON-01", "PERSON-02",
    }  # fmt: skip


def test_the_manifest_and_the_check_tell_of_it(case: Case, ids: dict[str, str], tmp_path: Path) -> None:
    case.export(tmp_path / "out", profile_code="L0", opening=Opening((ids["Invented Victim"],), f"  {REASON} "))
    event = next(e for e in case.ledger.events() if e.kind == "names_opened_for_package")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["revealed"] == {"people": 1, "event": event.seq, "reason": REASON, "analyst": "Officer Who"}
    assert manifest["head"] == event.hash
    revealed = export_summary(tmp_path / "out").revealed
    assert revealed is not None
    assert (revealed.people, revealed.event, revealed.analyst, revealed.reason) == (1, event.seq, "Officer Who", REASON)
    case.export(tmp_path / "plain", profile_code="L0")
    assert export_summary(tmp_path / "plain").revealed is None
    assert json.loads((tmp_path / "plain" / "manifest.json").read_text("utf-8"))["revealed"] is None


def test_the_log_holds_ids_and_reason_and_no_name(case: Case, ids: dict[str, str], tmp_path: Path) -> None:
    wanted = sorted((ids["Invented Victim"], ids["Seeing Witness"]))
    case.export(tmp_path / "out", profile_code="L0", opening=Opening((*wanted, wanted[0]), REASON))
    opened, exported = case.ledger.events()[-2:]
    assert (opened.kind, opened.detail["ids"], opened.note) == ("names_opened_for_package", wanted, REASON)
    assert opened.analyst == "Officer Who"
    assert (exported.kind, exported.detail["names_opened"]) == ("package_exported", opened.seq)
    assert case.ledger.verify() == []
    log = repr(case.ledger.events()) + (case.folder / "case.db").read_bytes().decode("latin-1")
    assert REASON in log
    for name in (*NAMES, *NUMBERS):
        assert name not in log


def test_the_event_stands_before_the_first_byte_is_written(
    case: Case, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(len(content)))

    monkeypatch.setattr("jejak.evidence.folder._write", full_disk)
    with pytest.raises(ExportError, match="could not be written"):
        case.export(tmp_path / "out", profile_code="L0", opening=Opening((ids["Invented Victim"],), REASON))
    assert case.ledger.events()[-1].kind == "names_opened_for_package"
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".jejak-export-*"))


def test_all_needs_the_word_and_leaves_children_and_sources_out(
    case: Case, ids: dict[str, str], tmp_path: Path
) -> None:
    known = [ids[name] for name in NAMES] + [ids["Made Up Recruiter"]]
    case.export(tmp_path / "out", ids=known, profile_code="L0", opening=Opening(("all",), REASON))
    text = text_of(tmp_path / "out")
    for name in ("Invented Victim", "Other Sufferer", "Seeing Witness"):
        assert name in text
    for name in ("Small Childname", "Quiet Informer", *NUMBERS):
        assert name not in text
    revealed = export_summary(tmp_path / "out").revealed
    assert revealed is not None
    assert revealed.people == 3


@pytest.mark.parametrize(
    ("who", "profile", "reason", "error", "says"),
    [
        ("Invented Victim", "L2", REASON, AccessDenied, "no protected person"),
        ("all", "L2", REASON, AccessDenied, "no protected person"),
        ("Invented Victim", "L0", "", AccessDenied, "only with a reason"),
        ("Invented Victim", "L0", "   short ", AccessDenied, "only with a reason"),
        ("Invented Victim", "L0", "first line\nsecond line", AccessDenied, "line of the log"),
        ("Invented Victim", "L0", "photo of INVENTED  victim", AccessDenied, "names somebody who is protected"),
        ("Invented Victim", "L0", "call to 0062 81298765432, and B7654321", AccessDenied, "names somebody"),
        ("Small Childname", "L0", REASON, AccessDenied, "name of a child"),
        ("Quiet Informer", "L0", REASON, AccessDenied, "identity of a source"),
        ("Made Up Recruiter", "L0", REASON, ExportError, "not protected"),
        ("f" * 32, "L0", REASON, ExportError, "no entity has this id"),
        ("nonsense", "L0", REASON, ExportError, "no entity has this id"),
        ("B4443332", "L0", REASON, JejakError, "no source states a name"),
    ],
)
def test_what_is_refused_leaves_no_file_and_no_event(  # noqa: PLR0917
    case: Case, ids: dict[str, str], tmp_path: Path, who: str, profile: str, reason: str, error: type[Exception],
    says: str,
) -> None:  # fmt: skip
    before = case.ledger.sequence
    with pytest.raises(error, match=says) as caught:
        case.export(tmp_path / "out", profile_code=profile, opening=Opening((ids.get(who, who),), reason))
    assert case.ledger.sequence == before
    assert not (tmp_path / "out").exists()
    for name in (*NAMES, *NUMBERS):
        assert name not in str(caught.value)


def test_a_phone_is_no_person_and_who_is_not_selected_cannot_be_opened(
    case: Case, ids: dict[str, str], tmp_path: Path
) -> None:
    snapshot = case.snapshot()
    phone = next(n.id for n in map(snapshot.node, range(snapshot.n_nodes)) if n.etype == "phone")
    recruiter = ids["Made Up Recruiter"]
    for who, says in (
        ((phone,), "only names of people"),
        (("all", ids["Invented Victim"]), "either all"),
        ((), "nobody is named"),
    ):
        with pytest.raises(ExportError, match=says):
            case.export(tmp_path / "out", profile_code="L0", opening=Opening(who, REASON))
    for who, says in (((ids["Invented Victim"],), "not part of the export"), (("all",), "holds nobody")):
        with pytest.raises(ExportError, match=says):
            case.export(tmp_path / "out", ids=[recruiter], profile_code="L0", opening=Opening(who, REASON))
    assert not any(e.kind == "names_opened_for_package" for e in case.ledger.events())


def test_wrong_folders_and_formats_open_nothing(case: Case, ids: dict[str, str], tmp_path: Path) -> None:
    opening = Opening((ids["Invented Victim"],), REASON)
    (tmp_path / "there").mkdir()
    before = case.ledger.sequence
    for folder, kinds in (("there", None), ("CON", None), ("out", ["xls"])):
        with pytest.raises(ExportError):
            case.export(tmp_path / folder, profile_code="L0", kinds=kinds, opening=opening)
    assert case.ledger.sequence == before


def test_an_export_without_a_name_of_the_analyst_is_none(case: Case, ids: dict[str, str], tmp_path: Path) -> None:
    case.analyst = "  "
    with pytest.raises(LedgerError, match="analyst's name"):
        case.export(tmp_path / "out", profile_code="L0", opening=Opening((ids["Invented Victim"],), REASON))
    assert not (tmp_path / "out").exists()


def test_a_package_is_known_to_its_case_before_it_has_its_name(case: Case, tmp_path: Path) -> None:
    seen: list[bool] = []
    rename = Path.rename

    def watched(path: Path, target: Path) -> Path:
        if path.name.startswith(".jejak-export-"):
            seen.append(case.ledger.events()[-1].kind == "package_exported")
            assert list((case.folder / "keys").glob("*.key"))
        return rename(path, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", watched)
        case.export(tmp_path / "out", kinds=["csv"])
    assert seen == [True]


def test_a_namesake_stays_masked_while_the_other_is_shown(case: Case, ids: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(ROWS.splitlines()[0] + "\nInvented Victim,V1,victim,B3210987,1994-04-05,,X Y\n")
    case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    case.export(tmp_path / "out", profile_code="L0", opening=Opening((ids["Invented Victim"],), REASON))
    nodes = json.loads((tmp_path / "out" / "graph.json").read_text("utf-8"))["nodes"]
    assert [node["label"] for node in nodes].count("Invented Victim") == 1
    assert len(EXPORTERS) == len({p.name for p in (tmp_path / "out").iterdir()}) - 4  # two tables and three of its own


def test_the_screen_keeps_names_out_of_its_log_too(case: Case, ids: dict[str, str]) -> None:
    with pytest.raises(AccessDenied, match="names somebody"):
        case.reveal(ids["Invented Victim"], "is this Invented Victim or not")
    assert case.reveal(ids["Invented Victim"], REASON) == "Invented Victim"
    assert case.reveal(ids["B4443332"], REASON) == "B4443332"
