"""What an analyst's chart shows leaves as it is seen, as far as the profile lets it, and names nobody who is hidden."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.evidence.chart import Boxed, Chart, Closed, Measure, NamedView, Part, Pointer
from jejak.evidence.charted import HIDDEN
from jejak.evidence.closed import BUNDLE
from jejak.evidence.disclosure import Disclosure, disclose
from jejak.evidence.exporter import Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.package import PackageContext, write_package
from jejak.evidence.profiles import L0, L2, PROFILES, Profile
from jejak.evidence.tables import read_table
from jejak.evidence.verify import verify_package, who_says
from jejak.graph.model import Subgraph
from jejak.graph.snapshot import Snapshot

KEY = b"k" * 32
NOW = "2026-01-02T03:04:05Z"
HEADING = Heading("0123456789abcdef", 7, "L0", NOW, digest="ab" * 32)
VICTIM = "Hidden Name2"
SVG = "{http://www.w3.org/2000/svg}"
Ids = dict[str, str]
Show = Callable[..., Disclosure]


@pytest.fixture(scope="module")
def built(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Ids]:
    case, who = tiny.chain_ring()
    snapshot = case.snapshot(tmp_path_factory.mktemp("charted"))
    order = {case.entities[ix]["ekey"].hex(): name for name, ix in who.items()}
    return snapshot, {name: ident for ident, name in order.items() if snapshot.code_of(ident) is not None}


@pytest.fixture(scope="module")
def everything(built: tuple[Snapshot, Ids]) -> Subgraph:
    snapshot, _ids = built
    return Subgraph(
        tuple(snapshot.node(code) for code in range(snapshot.n_nodes)),
        tuple(snapshot.link(row) for row in range(snapshot.n_links)),
    )


@pytest.fixture
def chart(built: tuple[Snapshot, Ids], everything: Subgraph) -> Chart:
    _snapshot, ids = built
    places = {node.id: (90.0 * (at % 6), 120.0 * (at // 6)) for at, node in enumerate(everything.nodes)}
    victims = tuple(ids[f"victim{number}"] for number in range(5))
    payer, payee = ids["account Organiser"], ids["account Broker"]
    return Chart(
        places={**places, "g1": (700.0, 50.0)},
        groups=(Closed("g1", victims, called="Community 3"),),
        pale=frozenset({ids["house"], (ids["Keeper"], ids["house"], "RESIDES_AT")}),
        marked=frozenset({payer, payee, (payer, payee, "TRANSFERRED")}),
        communities={ids["Organiser"]: 3, ids["Broker"]: 3, ids["victim0"]: 3, ids["Skipper"]: 4},
        measure=Measure("betweenness", {ids["Broker"]: 84.0}, {ids["Broker"]: "0.5"}, {ids["Broker"]: 0.875}),
        parts={ids["Broker"]: Part("recruiter", "Recruiter", 0)},
        cards={ids["Broker"]: 2, ids["victim1"]: 1, (ids["Organiser"], ids["Broker"], "ASSOCIATE_OF"): 3},
        remarks=(
            Boxed("frame", (-60, -60), (300, 200), "Recruiting in Batam"),
            Boxed("text", (600, 200), (190, 44), "Ask the harbour office <b>for lists</b>\nand & tickets"),
            Pointer(ids["Broker"], "g1", "promised work"),
            Pointer((0, 0), (50, 80)),
        ),
        told=("Period of links: 1 May 2024 to 31 May 2024",), concluded=("Size: Betweenness",),
        view=NamedView("a" * 16, "Ring of May", 3, changed=True), state="5e" * 32,
        filters={"mode": "dim", "kinds": "phone"},
    )  # fmt: skip


@pytest.fixture
def show(built: tuple[Snapshot, Ids], everything: Subgraph, chart: Chart) -> Show:
    def shown(profile: Profile = L0, **changed: object) -> Disclosure:
        return disclose(built[0], everything, profile, KEY, chart=replace(chart, **changed), hidden=[VICTIM])  # type: ignore[arg-type]

    return shown


def written(disclosure: Disclosure) -> dict[str, bytes]:
    """Every file that can be searched as text, and what pictures say."""
    files: dict[str, bytes] = {}
    for exporter in EXPORTERS.values():
        files |= exporter.says(disclosure, HEADING) if exporter.says else exporter.write(disclosure, HEADING)
    return files | EXPORTERS["svg"].write(disclosure, HEADING)


def lines(svg: bytes) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 -- our own text


def picture(disclosure: Disclosure) -> list[str]:
    return lines(EXPORTERS["svg"].write(disclosure, HEADING)["chart.svg"])


def test_a_closed_group_is_one_node_with_one_link_to_each_and_the_claims_of_all(
    show: Show, everything: Subgraph
) -> None:
    found = show()
    (group,) = [node for node in found.nodes if node.etype == "group"]
    assert (group.label, dict(group.attributes)["members"], dict(group.attributes)["types"]) == (
        "Community 3", "5", "person 5",
    )  # fmt: skip
    assert len(found.nodes) == len(everything.nodes) - 4
    assert not any(node.label.startswith("VICTIM") for node in found.nodes)
    bundled = [edge for edge in found.edges if edge.ltype == BUNDLE]
    assert sorted(dict(edge.attributes)["links"] for edge in bundled) == ["5", "5"]
    assert all(len(found.evidence[edge.id]) == 5 for edge in bundled)
    assert len(found.evidence[group.id]) == 5
    assert found.left_out["inside_closed_groups"] == 5
    said = picture(found)
    assert "5 × Person" in said
    assert "5 links" in said


def test_links_inside_a_closed_group_are_not_there(show: Show, built: tuple[Snapshot, Ids]) -> None:
    _snapshot, ids = built
    found = show(groups=(Closed("g1", (ids["Organiser"], ids["Broker"])),), communities={})
    assert not any(edge.ltype == "ASSOCIATE_OF" for edge in found.edges)
    assert [node.label for node in found.nodes if node.etype == "group"] == ["GROUP-01"]


def test_pictures_hold_what_is_drawn_by_hand_and_say_what_it_is(show: Show) -> None:
    said = picture(show())
    for text in ("Recruiting in Batam", "Ask the harbour office", "and & tickets", "promised work"):
        assert any(text in line for line in said), text
    everything = " ".join(said)
    for text in ("<b>for", "are remarks of the case team", "View: Ring of May, version 3 (changed since)", "5e5e5e5e",
                 "Period of links: 1 May 2024", "Size: Betweenness", "Pale: left out by the filter", "Community 3 (2)",
                 "Recruiter (1)", "✎3"):  # fmt: skip
        assert text in everything, text


def test_what_is_pale_has_less_ink_and_no_label(show: Show) -> None:
    assert "Jalan Satu 1" not in picture(show(marked=frozenset()))
    assert "Jalan Satu 1" in picture(show(pale=frozenset()))
    svg = EXPORTERS["svg"].write(show(marked=frozenset()), HEADING)["chart.svg"].decode()
    assert svg.count('<g opacity="0.25">') == 2
    unmarked = EXPORTERS["svg"].write(show(marked=frozenset(), pale=frozenset()), HEADING)["chart.svg"].decode()
    assert "<g opacity" not in unmarked


def test_sizes_and_outlines_are_drawn_as_on_the_screen(show: Show) -> None:
    found = show()
    broker = next(node for node in found.nodes if node.label == "Broker Prima")
    svg = ET.fromstring(EXPORTERS["svg"].write(found, HEADING)["chart.svg"])  # noqa: S314 -- our own text
    radii = {float(circle.attrib["r"]) for circle in svg.iter(f"{SVG}circle")}
    assert 42.0 in radii
    assert found.chart.across == {broker.id: 84.0}
    assert list(found.chart.communities) == [3], "a community of one has no outline, a protected one is in none"
    assert len(found.chart.communities[3]) == 2


def test_tables_and_graphs_tell_community_measure_part_and_notes(show: Show) -> None:
    found = show()
    files = written(found)
    read = nx.read_graphml(io.BytesIO(files["graph.graphml"]), force_multigraph=True)
    (broker,) = [data for _node, data in read.nodes(data=True) if data["label"] == "Broker Prima"]
    expected = {
        "chart_community": "3", "chart_measure": "betweenness", "chart_value": "0.5", "chart_share_below": "0.8750",
        "chart_part": "recruiter", "chart_notes": "2",
    }  # fmt: skip
    assert {name: value for name, value in broker.items() if name.startswith("chart_")} == expected
    (row,) = [row for row in read_table(files["nodes.csv"]) if row["label"] == "Broker Prima"]
    assert {name: row[name] for name in expected} == expected
    assert nx.read_gexf(io.BytesIO(files["graph.gexf"])).number_of_nodes() == len(found.nodes)


def test_what_rests_on_all_claims_and_what_is_drawn_stays_under_the_profile_of_partners(show: Show) -> None:
    found = show(L2)
    assert (found.chart.across, found.chart.communities, found.chart.parts, found.chart.cards) == ({}, {}, {}, {})
    assert found.left_out["drawings"] == 4
    assert found.left_out["conclusions"] == 3
    assert found.chart.view == NamedView("a" * 16, "", 3, changed=True)
    text = b"".join(written(found).values()).decode()
    for word in (
        "Recruiting in Batam",
        "harbour office",
        "promised",
        "Ring of May",
        "Size: Betweenness",
        "Community 3",
    ):
        assert word not in text, word
    assert "Period of links: 1 May 2024 to 31 May 2024" in text
    assert "Notes, frames and arrows that stay in the case: 4" in text


def test_drawings_stay_where_nobody_wants_them_and_are_counted(show: Show) -> None:
    found = show(with_remarks=False)
    assert (found.chart.remarks, found.chart.cards, found.left_out["drawings"]) == ((), {}, 4)


def test_an_arrow_leaves_with_both_its_ends_or_not_at_all(show: Show, built: tuple[Snapshot, Ids]) -> None:
    _snapshot, ids = built
    inside = Pointer(ids["victim0"], ids["victim1"], "within the group")
    nowhere = Pointer("f" * 32, ids["Broker"], "from nobody")
    found = show(remarks=(inside, nowhere))
    assert (found.chart.remarks, found.left_out["drawings"]) == ((), 2)


spoken = st.sampled_from([
    "{}", "{} was here", "ask {}", "({})", "{}'s mother", "a\n{}\nb", "x {} y {}", "«{}»", "tel. of {}: none",
]).flatmap(
    lambda frame: st.sampled_from([
        VICTIM, VICTIM.upper(), VICTIM.lower(), "Hídden Name2", "Hidden  Name2", "Hidden-Name2", "Hidden\nName2",
        "hidden, name2",
    ]).map(lambda name: frame.replace("{}", name))
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=spoken, profile=st.sampled_from(list(PROFILES.values())), which=st.sampled_from(["text", "frame", "arrow"]))
def test_no_drawing_and_no_name_of_a_view_tells_who_is_hidden(
    show: Show, text: str, profile: Profile, which: str
) -> None:
    drawn = Pointer((0, 0), (400, 0), text) if which == "arrow" else Boxed("frame", (0, 0), (200, 90), text)
    if which == "text":
        drawn = Boxed("text", (0, 0), (200, 90), text)
    found = show(profile, remarks=(drawn,), view=NamedView("b" * 16, text, 1))
    for name, content in written(found).items():
        folded = content.decode().casefold().replace("í", "i")
        assert "name2" not in folded, name
    if profile.remarks:
        assert [one.text for one in found.chart.remarks] == [HIDDEN]
        assert found.left_out["drawn_texts_masked"] == 1


@pytest.mark.parametrize("profile", list(PROFILES.values()), ids=list(PROFILES))
def test_a_package_with_a_chart_is_whole_and_tells_its_state_the_same_whatever_the_key(
    built: tuple[Snapshot, Ids], everything: Subgraph, chart: Chart, tmp_path: Path, profile: Profile
) -> None:
    snapshot, _ids = built
    named = replace(chart, remarks=(*chart.remarks, Boxed("text", (9, 9), (190, 44), f"{VICTIM} fled")))
    manifests = []
    for key in (b"a" * 32, b"b" * 32, b"b" * 32):
        context = PackageContext(
            snapshot=snapshot, case_id="c" * 32, head="f" * 64, created=NOW, key=key, chart=named, forbidden=[VICTIM]
        )
        folder = tmp_path / str(len(manifests))
        made = write_package(folder, everything, profile=profile, formats=tuple(EXPORTERS), context=context)
        assert verify_package(folder, manifest_sha=made.manifest_sha) == []
        manifests.append(json.loads((folder / "manifest.json").read_bytes()))
    one, two, three = manifests
    assert one["chart"]["state"] == two["chart"]["state"] == "5e" * 32
    assert one["chart"]["filter"] == {"mode": "dim", "kinds": "phone"}
    assert one["chart"]["view"]["name"] == ("Ring of May" if profile.remarks else "")
    assert len(one["chart"]["places"]) == one["nodes"]
    assert (two["files"], one["files"] == two["files"]) == (three["files"], False)
    group = next(
        node for node in json.loads((tmp_path / "1/graph.json").read_bytes())["nodes"] if node["etype"] == "group"
    )
    assert len(who_says(tmp_path / "1", group["id"])) == 5
    assert one["left_out"]["drawn_texts_masked"] == int(profile.remarks)


def test_poppler_finds_what_is_drawn_in_the_pdf(show: Show, tmp_path: Path) -> None:
    poppler = shutil.which("pdftotext")
    if poppler is None:
        pytest.fail("pdftotext is missing; `make tools` installs it")
    path = tmp_path / "chart.pdf"
    path.write_bytes(EXPORTERS["pdf"].write(show(), HEADING)["chart.pdf"])
    text = subprocess.run([poppler, path, "-"], capture_output=True, text=True, check=True).stdout
    for word in ("Recruiting in Batam", "harbour", "promised work", "Period of links", "5 links", "Ring of May"):
        assert word in text, word


def test_a_chart_of_which_nothing_is_told_looks_as_before(built: tuple[Snapshot, Ids], everything: Subgraph) -> None:
    plain = disclose(built[0], everything, L0, KEY)
    told = disclose(built[0], everything, L0, KEY, chart=Chart())
    for exporter in EXPORTERS.values():
        assert exporter.write(plain, HEADING) == exporter.write(told, HEADING)
