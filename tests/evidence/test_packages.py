"""Packages: whole, reproducible, checked before they leave and checkable by their receiver."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from jejak.evidence.exports import EXPORTERS
from jejak.evidence.folder import is_portable, write_whole
from jejak.evidence.package import Package, PackageContext, write_package
from jejak.evidence.profiles import L0, L2, Profile
from jejak.evidence.summary import Revealed, summary_of
from jejak.evidence.verify import verify_package, who_says
from jejak.graph.model import Subgraph
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import ExportError

KEY = b"k" * 32
NOW = "2026-01-02T03:04:05Z"
Write = Callable[..., Package]


def everything(snapshot: Snapshot) -> Subgraph:
    return Subgraph(
        tuple(snapshot.node(code) for code in range(snapshot.n_nodes)),
        tuple(snapshot.link(row) for row in range(snapshot.n_links)),
    )


@pytest.fixture
def snapshot(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    case, _ = tiny.chain_ring()
    return case.snapshot(tmp_path / "case")  # type: ignore[no-any-return]


@pytest.fixture
def write(snapshot: Snapshot, tmp_path: Path) -> Write:
    def written(
        name: str, *, profile: Profile = L2, formats: tuple[str, ...] = tuple(EXPORTERS), **context: object
    ) -> Package:
        values = {"created": NOW, "key": KEY, **context}
        filled = PackageContext(snapshot=snapshot, case_id=snapshot.ledger_id, head="f" * 64, **values)  # type: ignore[arg-type]
        return write_package(tmp_path / name, everything(snapshot), profile=profile, formats=formats, context=filled)

    return written


def contents(package: Package) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in package.folder.iterdir()}


def test_a_package_is_clean_and_its_manifest_says_what_it_is(write: Write, snapshot: Snapshot) -> None:
    package = write("out")
    assert verify_package(package.folder, manifest_sha=package.manifest_sha) == []
    manifest = json.loads((package.folder / "manifest.json").read_text())
    assert (manifest["sequence"], manifest["snapshot_digest"]) == (snapshot.sequence, snapshot.digest)
    assert (manifest["profile"], manifest["created"], manifest["head"]) == ("L2", NOW, "f" * 64)
    assert sorted(manifest["files"]) == sorted(set(contents(package)) - {"manifest.json", "manifest.sha256"})


def test_same_key_and_time_give_the_same_bytes(write: Write) -> None:
    assert contents(write("one")) == contents(write("two"))


def test_another_key_gives_other_ids_and_the_same_graph(write: Write) -> None:
    one, two = write("one", key=b"a" * 32), write("two", key=b"b" * 32)
    ids = [{node["id"] for node in json.loads(contents(p)["graph.json"])["nodes"]} for p in (one, two)]
    assert not ids[0] & ids[1]
    assert (one.nodes, one.edges) == (two.nodes, two.edges)
    assert write("three", key=None).key != write("four", key=None).key


def test_every_edge_leads_to_file_digest_and_record(write: Write, tiny: ModuleType) -> None:
    package = write("out")
    links = json.loads(contents(package)["graph.json"])["links"]
    assert links
    for link in links:
        (record, *_) = who_says(package.folder, link["id"])
        assert (record.file, record.sha256, record.table) == ("agency-list.csv", tiny.SOURCE_SHA, "data")
        assert record.record >= 1
        assert record.grade == "B2"


@pytest.mark.parametrize(
    "name", [*(f for f in ("graph.graphml", "nodes.csv", "chart.html", "evidence.csv")), "manifest.json"]
)
def test_one_changed_byte_is_named(write: Write, name: str) -> None:
    package = write("out")
    path = package.folder / name
    content = bytearray(path.read_bytes())
    place = content.index(b"sequence") if name == "manifest.json" else len(content) // 2
    content[place] ^= 1
    path.write_bytes(bytes(content))
    assert name in {fault.file for fault in verify_package(package.folder)}


def test_missing_extra_and_forged_are_named(write: Write) -> None:
    package = write("out")
    (package.folder / "links.csv").unlink()
    (package.folder / "note.txt").write_text("?")
    faults = {(fault.file, fault.what) for fault in verify_package(package.folder)}
    assert faults == {("links.csv", "is missing"), ("note.txt", "is not in the manifest")}
    assert verify_package(write("forged").folder, manifest_sha="0" * 64)[0].file == "manifest.json"


def test_a_manifest_cannot_point_outside(write: Write) -> None:
    package = write("out")
    path = package.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"]["../case/secret"] = "0" * 64
    path.write_text(json.dumps(manifest))
    assert ("../case/secret", "is not a plain file of the package") in {
        (fault.file, fault.what) for fault in verify_package(package.folder)
    }


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no manifest"):
        verify_package(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ExportError, match="not one of a package"):
        verify_package(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ExportError, match="cannot be read"):
        verify_package(tmp_path)


@pytest.mark.parametrize("formats", [(), ("graphml", "xls")])
def test_unknown_formats_are_refused_before_anything_is_written(
    write: Write, tmp_path: Path, formats: tuple[str, ...]
) -> None:
    with pytest.raises(ExportError):
        write("out", formats=formats)
    assert not (tmp_path / "out").exists()


def test_what_was_interrupted_is_told_apart(write: Write, tmp_path: Path) -> None:
    whole = write("whole").folder
    listed = sorted(json.loads((whole / "manifest.json").read_text())["files"])
    names = [*listed, "manifest.json", "manifest.sha256"]
    for last in range(1, len(names)):  # as a crash leaves it: the files up to one, and that one cut
        half = tmp_path / f"half{last}"
        half.mkdir()
        for name in names[:last]:
            shutil.copy(whole / name, half / name)
        (half / names[last]).write_bytes((whole / names[last]).read_bytes()[:10])
        if names[last] == "manifest.sha256":
            assert [fault.file for fault in verify_package(half)] == ["manifest.json"]
        else:
            says = "cannot be read" if names[last] == "manifest.json" else "never finished"
            with pytest.raises(ExportError, match=says):
                verify_package(half)


def test_a_folder_that_never_got_its_name_is_no_package(write: Write, tmp_path: Path) -> None:
    scratch = write("whole").folder.rename(tmp_path / ".jejak-export-abc")
    assert [fault.what for fault in verify_package(scratch)] == [
        "was never finished: its writing was interrupted; export again"
    ]
    (scratch / "manifest.json").write_bytes(b"")
    with pytest.raises(ExportError, match="never finished"):
        verify_package(scratch)


def test_a_process_that_is_killed_leaves_no_package(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom jejak.evidence.folder import write_whole\n"
        "write_whole(Path(sys.argv[1]), {'graph.json': b'{}', 'evidence.csv': b''}, lambda: os._exit(9))\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=False).returncode == 9
    (left,) = tmp_path.iterdir()
    assert left.name != "out"
    with pytest.raises(ExportError, match="never finished"):
        verify_package(left)


@pytest.mark.parametrize(
    "name", ["CON", "nul.txt", "a:b", "what?", "end.", "end ", 'q"q', "COM1", "tab\t", ".jejak-export-x"]
)
def test_names_that_do_not_travel_to_windows_are_refused(write: Write, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="cannot be copied to Windows"):
        write(name)
    assert not (tmp_path / name).exists()


def test_names_of_files_work_on_windows(write: Write) -> None:
    package = write("Bukti kasus 7 – Batam")
    assert all(is_portable(path.name) for path in package.folder.iterdir())
    assert all(is_portable(name) for name in ("console", "a.con", "nulls.txt", ".hidden", "COM", "com10"))


def test_a_manifest_from_anybody_cannot_steer_a_terminal(write: Write) -> None:
    path = write("out").folder / "manifest.json"
    manifest = json.loads(path.read_text())
    stated = {"people": "x", "event": None, "reason": "\x1b[2Jgone\n", "analyst": 3}
    path.write_text(json.dumps({**manifest, "revealed": stated, "sequence": "a"}))
    assert summary_of(path.parent).revealed == Revealed(0, 0, "", "�[2Jgone�")
    assert verify_package(path.parent)


def test_an_existing_folder_is_left_alone(write: Write, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(ExportError, match="exists already"):
        write("out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_name_that_is_taken_is_refused_with_what_to_do(write: Write, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    before = sorted(tmp_path.iterdir())
    for name, what, hint in (
        ("file", "A file of this name exists already", "new folder"),
        ("link", "A file of this name exists already", "new folder"),
        ("file/out", "A file stands where a folder is needed", "elsewhere"),
        ("file/deep/out", "A file stands where a folder is needed", "elsewhere"),
        ("x" * 300, "its name is too long", "shorter"),
    ):
        with pytest.raises(ExportError, match=what) as caught:
            write(name)
        assert hint in (caught.value.hint or "")
        assert "File exists" not in str(caught.value)
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(tmp_path.iterdir()) == before


def test_a_name_that_is_taken_while_the_package_is_written_is_refused_too(tmp_path: Path) -> None:
    def taken() -> None:
        (tmp_path / "out" / "theirs").mkdir(parents=True)

    with pytest.raises(ExportError, match="exists already") as caught:
        write_whole(tmp_path / "out", {"graph.json": b"{}"}, taken)
    assert "Nothing was overwritten" in (caught.value.hint or "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_leak_stops_the_export_and_leaves_nothing(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    case.file = "talk-with-Hidden Name3.csv"
    snapshot = case.snapshot(tmp_path / "case")
    context = PackageContext(
        snapshot=snapshot, case_id="c", head="h", forbidden=["hidden name3", "hidden name4"], created=NOW, key=KEY
    )
    with pytest.raises(ExportError) as caught:
        write_package(tmp_path / "out", everything(snapshot), profile=L0, formats=["csv"], context=context)
    assert "evidence.csv" in str(caught.value)
    assert "idden" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_a_name_that_only_the_profile_hides_stops_the_export_too(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    case.add("person", "Not Classed")
    case.link("ASSOCIATE_OF", case.add("person", "Seen Suspect", protection="S"), 0)
    case.file = "statement of not-classed.csv"
    snapshot = case.snapshot(tmp_path / "case")
    context = PackageContext(snapshot=snapshot, case_id="c", head="h", created=NOW, key=KEY)
    with pytest.raises(ExportError, match=r"evidence\.csv"):
        write_package(tmp_path / "L2", everything(snapshot), profile=L2, formats=["csv"], context=context)
    assert write_package(tmp_path / "L0", everything(snapshot), profile=L0, formats=["csv"], context=context).nodes == 2


def test_codes_and_pseudonyms_are_no_leak(snapshot: Snapshot, tmp_path: Path) -> None:
    forbidden = ["victim", "person", "account", "passport", "home", "label", "body"]
    context = PackageContext(snapshot=snapshot, case_id="c", head="h", forbidden=forbidden, created=NOW, key=KEY)
    package = write_package(
        tmp_path / "out", everything(snapshot), profile=L2, formats=tuple(EXPORTERS), context=context
    )
    assert package.nodes == snapshot.n_nodes
