"""Pictures of the chart: read again by other programs, exact, reproducible, and leaking nothing."""

from __future__ import annotations

import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from jejak.evidence.disclosure import Disclosure
from jejak.evidence.drawing import draw
from jejak.evidence.drawn_links import bundles
from jejak.evidence.drawn_nodes import LETTERS, LINES, wrapped
from jejak.evidence.exporter import MOST_DRAWN, Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.places import places_of
from jejak.evidence.shown import ShownEdge, ShownNode
from jejak.schemas.i18n import use_language

HEADING = Heading("0123456789abcdef", 7, "L2", "2026-01-02T03:04:05Z", digest="ab" * 32)
NASTY = '</text><script>x</script> & "quoted"'
SVG = "{http://www.w3.org/2000/svg}"


def paid(number: int, amount: str, currency: str = "IDR") -> ShownEdge:
    return ShownEdge(f"e{number}", "a", "b", "TRANSFERRED", (("amount", amount), ("currency", currency)))


@pytest.fixture
def shown() -> Disclosure:
    nodes = (
        ShownNode("a", "Muhammad Abdurrahman bin Zulkifli Hasibuan", "person", True, ()),
        ShownNode("b", NASTY, "account", True, ()),
        ShownNode("c", "VICTIM-01", "person", False, ()),
    )
    edges = (
        paid(1, "0.10"), paid(2, "1500000"), paid(3, "7", "MYR"),
        ShownEdge("e4", "c", "a", "RECRUITED_BY", ()), ShownEdge("e5", "a", "c", "ASSOCIATE_OF", ()),
        ShownEdge("e6", "a", "a", "ASSOCIATE_OF", ()),
    )  # fmt: skip
    return Disclosure(nodes, edges, {}, {}, places={"a": (0.0, 0.0), "b": (300.0, 40.0), "c": (-50.0, 400.0)})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    use_language("en")


def test_the_picture_holds_every_node_where_the_analyst_put_it(shown: Disclosure) -> None:
    root = ET.fromstring(draw(shown, HEADING).svg)  # noqa: S314 -- our own text
    circles = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in root.iter(f"{SVG}circle")]
    (ax, ay), (cx, cy) = circles[:2]
    assert (cx - ax, cy - ay) == (-50.0, 400.0)
    assert all(float(c.attrib["r"]) > 5 for c in root.iter(f"{SVG}circle"))
    assert not list(root.iter(f"{SVG}script"))
    lines = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert set(wrapped(NASTY)) <= set(lines)
    assert " ".join(wrapped(NASTY)) == NASTY
    assert "http" not in draw(shown, HEADING).svg.replace("http://www.w3.org/2000/svg", "")


def test_links_of_one_kind_are_one_line_with_exact_sums(shown: Disclosure) -> None:
    money = next(one for one in bundles(shown.edges) if one.ltype == "TRANSFERRED")
    assert (money.count, dict(money.sums)) == (3, {"IDR": Decimal("1500000.10"), "MYR": Decimal(7)})
    assert money.text == "transferred to ×3 · 1,500,000.10 IDR · 7 MYR"
    use_language("id")
    assert "1.500.000,10 IDR" in money.text


def test_whoever_is_not_named_is_marked_and_the_legend_says_so(shown: Disclosure) -> None:
    assert "Person, not named (1)" in draw(shown, HEADING).texts
    use_language("ms")
    assert "Person, not named (1)" not in draw(shown, HEADING).texts


@pytest.mark.parametrize("name", ["svg", "pdf", "png"])
def test_the_same_disclosure_gives_the_same_bytes(shown: Disclosure, name: str) -> None:
    assert EXPORTERS[name].write(shown, HEADING) == EXPORTERS[name].write(shown, HEADING)


@pytest.mark.parametrize("name", ["svg", "pdf", "png"])
def test_what_a_picture_says_holds_names_whole_for_the_last_look(shown: Disclosure, name: str) -> None:
    says = EXPORTERS[name].says
    assert says
    told = says(shown, HEADING)[f"chart.{name}"].decode()
    assert "Muhammad Abdurrahman bin Zulkifli Hasibuan" in told
    assert "Muhammad Abdurrahman bin Zulkifli Hasibuan" not in draw(shown, HEADING).svg, "it is broken into lines there"


def test_a_pdf_is_one_page_of_text_that_can_be_searched(shown: Disclosure, tmp_path: Path) -> None:
    poppler = shutil.which("pdftotext")
    if poppler is None:
        pytest.fail("pdftotext is missing; `make tools` installs it")
    path = tmp_path / "chart.pdf"
    path.write_bytes(EXPORTERS["pdf"].write(shown, HEADING)["chart.pdf"])
    text = subprocess.run([poppler, path, "-"], capture_output=True, text=True, check=True).stdout
    assert "VICTIM-01" in text
    assert "1,500,000.10 IDR" in text
    assert "profile L2" in text
    assert text.count("\f") == 1, "one page"
    images = subprocess.run(["pdfimages", "-list", path], capture_output=True, text=True, check=True).stdout
    assert len(images.splitlines()) == 2, "nothing is a bitmap"


def test_a_png_has_the_pixels_of_the_picture(shown: Disclosure) -> None:
    content = EXPORTERS["png"].write(shown, HEADING)["chart.png"]
    picture = draw(shown, HEADING)
    width, height = struct.unpack(">II", content[16:24])
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert width == pytest.approx(2 * picture.width, abs=3)
    assert height == pytest.approx(2 * picture.height, abs=3)


def test_an_empty_chart_is_a_picture_too() -> None:
    for name in ("svg", "pdf", "png"):
        assert EXPORTERS[name].write(Disclosure((), (), {}, {}), HEADING)


def test_who_has_no_place_stands_beside_the_others_and_those_stay() -> None:
    nodes = tuple(ShownNode(name, name, "person", True, ()) for name in "abcd")
    edges = tuple(ShownEdge(f"{one}d", one, "d", "ASSOCIATE_OF", ()) for one in "abc")
    given = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (100.0, 150.0)}
    places = places_of(Disclosure(nodes, edges, {}, {}, places=given))
    assert {name: places[name] for name in "abc"} == given
    assert places == places_of(Disclosure(nodes, edges, {}, {}, places=given))
    assert places["d"] not in given.values()
    assert places_of(Disclosure(nodes[:1], (), {}, {}, places=given)) == {"a": (0.0, 0.0)}


def test_only_what_can_be_read_is_drawn() -> None:
    assert [EXPORTERS["svg"].fits(n) for n in (0, MOST_DRAWN, MOST_DRAWN + 1)] == [True, True, False]
    assert EXPORTERS["graphml"].fits(10_000_000)


@pytest.mark.parametrize("text", ["", "A", "word " * 40, "x" * 10_000, "\u202e" + "ا" * 50, "王小明"])
def test_labels_fit(text: str) -> None:
    lines = wrapped(text)
    assert 1 <= len(lines) <= LINES
    assert all(len(line) <= LETTERS + 7 for line in lines)
