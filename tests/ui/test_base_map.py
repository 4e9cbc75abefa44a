"""The base map: our own, and a site's file that is refused in one sentence where it cannot be drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jejak.schemas.errors import SchemaError
from jejak.ui import base_map
from jejak.ui.app import create_app
from jejak.ui.base_map import ADDRESS, BUILT_IN

SQUARE = [[100.0, 0.0], [110.0, 0.0], [110.0, 5.123456, 17.0], [100.0, 0.0]]


def collection(*geometries: object) -> str:
    features = [{"type": "Feature", "properties": {"name": "<b>"}, "geometry": one} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features})


def polygon(ring: object = SQUARE) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_built_in_map_has_the_corridor_in_detail() -> None:
    drawn = json.loads(base_map.base_map(BUILT_IN))
    areas = drawn["areas"]
    assert len(areas) > 500
    near = [ring for ring in areas if 95 < ring[0] < 141 and -11 < ring[1] < 7]
    assert sum(map(len, near)) > sum(map(len, areas)) / 4, "a hundredth of the world, a quarter of the points"
    around_batam = [ring for ring in near if 103.8 < ring[0] < 104.3 and 0.8 < ring[1] < 1.3]
    assert around_batam, "Batam and its neighbours are islands of their own"
    assert all(ring[:2] == ring[-2:] for ring in areas)


def test_a_file_of_the_site_reaches_the_browser_as_numbers_alone(tmp_path: Path) -> None:
    file = tmp_path / "site.geojson"
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    file.write_text(collection(polygon(), None, {"type": "GeometryCollection", "geometries": [line]}))
    assert json.loads(base_map.base_map(file)) == {
        "areas": [[100.0, 0.0, 110.0, 0.0, 110.0, 5.1235, 100.0, 0.0]],
        "lines": [[1, 2, 3, 4]],
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "is no JSON"), ("[" * 100_000, "is no JSON"), ("\x00\x01", "is no JSON"),
        ("[]", "is no GeoJSON"), ("7", "is no GeoJSON"), ('{"type": "Topology"}', "nothing|no polygons"),
        (collection(), "no polygons or lines"),
        (collection({"type": "Point", "coordinates": [100, 1]}), "no polygons or lines"),
        (collection(polygon([[500_000.0, 1_000_000.0]] * 4)), "is no GeoJSON in degrees"),
        (collection(polygon([[float("nan"), 1.0]] * 4)), "is no GeoJSON in degrees"),
        (collection(polygon([["a", "b"]] * 4)), "is no GeoJSON in degrees"),
        (collection(polygon("abc")), "is no GeoJSON in degrees"),
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_a_file_that_cannot_be_drawn_is_refused_in_one_sentence(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "bad.geojson"
    file.write_text(text)
    with pytest.raises(SchemaError, match=what) as caught:
        base_map.base_map(file)
    assert caught.value.where == str(file)
    assert caught.value.hint


def test_a_missing_and_a_huge_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        base_map.base_map(tmp_path / "none.geojson")
    monkeypatch.setattr(base_map, "MOST_MB", 0)
    (tmp_path / "big.geojson").write_text(collection(polygon()))
    with pytest.raises(SchemaError, match="too large"):
        base_map.base_map(tmp_path / "big.geojson")


def test_a_screen_with_a_bad_map_file_does_not_start(
    memory_case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEJAK_MAP_FILE", str(tmp_path / "none.geojson"))
    with pytest.raises(SchemaError, match="cannot be read"):
        create_app(memory_case, token="t")  # noqa: S106 -- of the test


def test_a_stranger_gets_no_map(memory_case: Any) -> None:
    client = create_app(memory_case, token="t").server.test_client()  # noqa: S106 -- of the test
    assert client.get(ADDRESS, base_url="http://127.0.0.1").status_code == 401
