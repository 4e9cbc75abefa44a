"""The base map below places and trips: our own file or that of the site, checked, and served as numbers alone.

Invariant: of a site's file nothing but longitudes and latitudes reaches the browser; no name, no style, no address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response

from jejak.schemas.errors import SchemaError

ADDRESS = "/map/base.json"
SETTING = "JEJAK_MAP_FILE"
MOST_MB = 32
BUILT_IN = Path(__file__).parent / "chart" / "dist" / "world.json"
_DIGITS = 4  # decimals of a degree: eleven metres
_HINT = "save it as GeoJSON, a FeatureCollection of polygons or lines in WGS 84 (EPSG:4326)"

Line = list[float]


@lru_cache(maxsize=2)
def base_map(path: Path) -> str:
    """What the browser draws of a GeoJSON file: ``{"areas": [[lon, lat, …], …], "lines": …}``, read once.

    Raises:
        SchemaError: It cannot be read, is too large, is no GeoJSON, or has nothing to draw.
    """
    try:
        if path.stat().st_size > MOST_MB * 2**20:
            raise _fault(path, "the map file is too large", f"thin its lines out: at most {MOST_MB} MB are drawn")
        found = json.loads(path.read_bytes())
    except OSError:
        raise _fault(path, "the map file cannot be read", f"name an existing GeoJSON file in {SETTING}") from None
    except (ValueError, RecursionError):
        raise _fault(path, "the map file is no JSON") from None
    try:
        areas, lines = _drawn(found)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        raise _fault(path, "the map file is no GeoJSON in degrees of longitude and latitude") from None
    if not areas and not lines:
        raise _fault(path, "the map file has no polygons or lines to draw")
    return json.dumps({"areas": areas, "lines": lines}, separators=(",", ":"))


def _fault(path: Path, what: str, hint: str = _HINT) -> SchemaError:
    return SchemaError(what, where=str(path), hint=hint)


def _drawn(found: dict[str, object]) -> tuple[list[Line], list[Line]]:
    areas: list[Line] = []
    lines: list[Line] = []
    for shape in _shapes(found):
        match shape["type"]:
            case "Polygon":
                areas += map(_line, shape["coordinates"])
            case "MultiPolygon":
                areas += (_line(ring) for rings in shape["coordinates"] for ring in rings)
            case "LineString":
                lines.append(_line(shape["coordinates"]))
            case "MultiLineString":
                lines += map(_line, shape["coordinates"])
    return [ring for ring in areas if ring], [line for line in lines if line]


def _shapes(found: dict[str, Any]) -> Iterator[dict[str, Any]]:  # what a stranger wrote; faults are caught above
    match found["type"]:
        case "FeatureCollection":
            for feature in found["features"]:
                yield from _shapes(feature)
        case "Feature":
            if found["geometry"] is not None:
                yield from _shapes(found["geometry"])
        case "GeometryCollection":
            for geometry in found["geometries"]:
                yield from _shapes(geometry)
        case _:
            yield found


def _line(points: list[list[float]]) -> Line:
    flat: Line = []
    for lon, lat, *_height in points:
        if not (-180.001 <= lon <= 180.001 and -90.001 <= lat <= 90.001):
            raise ValueError
        flat += (round(lon, _DIGITS), round(lat, _DIGITS))
    return flat


def register(server: Flask, file: str) -> None:
    """Serve the base map.

    Args:
        server: The Flask application.
        file: Path of the site's own file, '' for the built-in one.

    Raises:
        SchemaError: The site's file cannot be used.
    """
    path = Path(file) if file else BUILT_IN
    if file:
        base_map(path)

    def answer() -> Response:
        return Response(base_map(path), mimetype="application/json")

    server.add_url_rule(ADDRESS, "base_map", answer)
