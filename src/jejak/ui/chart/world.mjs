// The base map: Natural Earth's countries (npm world-atlas) as GeoJSON, fine where the corridors are and coarse elsewhere.
// Borders are shared arcs of a topology and each arc is thinned once, so neighbours stay neighbours without gaps.
import { readFileSync } from "node:fs";

/** Boxes [west, south, east, north], and how far in degrees a border may be from the true one there. */
const NEAR = [
  [[90, -13, 142, 24], 0.003],
  [[32, 11, 61, 33], 0.02],
];
const ELSEWHERE = 0.12;
/** Islands with a smaller box, in degrees, are left out elsewhere. */
const SMALL = 0.6;

const boxOf = (points) => {
  const [x, y] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
};
const inside = ([x, y], [west, south, east, north]) => x >= west && x <= east && y >= south && y <= north;
const tolerance = (point) => (NEAR.find(([box]) => inside(point, box)) ?? [null, ELSEWHERE])[1];

/** Arcs are stored as whole-number steps. */
function decoded(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

function distance(point, from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length ? Math.max(0, Math.min(1, ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length)) : 0;
  return Math.hypot(point[0] - from[0] - along * dx, point[1] - from[1] - along * dy);
}

/** Keep the points that a line may not lose; a closed line keeps at least three corners. */
function thinned(points) {
  const keep = new Set([0, points.length - 1]);
  const spans = [[0, points.length - 1]];
  const closed = distance(points[0], points.at(-1), points.at(-1)) === 0;
  while (spans.length) {
    const [first, last] = spans.pop();
    let [far, at] = [-1, 0];
    for (let i = first + 1; i < last; i++) {
      const off = distance(points[i], points[first], points[last]) / tolerance(points[i]);
      if (off > far) [far, at] = [off, i];
    }
    if (far > 1 || (closed && keep.size < 4 && far >= 0)) {
      keep.add(at);
      spans.unshift([first, at], [at, last]);
    }
  }
  return points.filter((_point, i) => keep.has(i));
}

const rounded = ([x, y]) => [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000];

/** The base map as the text of a GeoJSON FeatureCollection. */
export function world(file) {
  const topology = JSON.parse(readFileSync(file, "utf8"));
  const arcs = topology.arcs.map((arc) => thinned(decoded(arc, topology.transform)).map(rounded));
  const line = (at) => (at < 0 ? [...arcs[~at]].reverse() : arcs[at]);
  const ring = (parts) => parts.flatMap((at, i) => (i ? line(at).slice(1) : line(at)));
  const seen = ([outer]) => {
    const [west, south, east, north] = boxOf(outer);
    return tolerance([west, south]) < ELSEWHERE || east - west > SMALL || north - south > SMALL;
  };
  const countries = topology.objects.countries.geometries.filter(({ properties }) => properties.name !== "Antarctica");
  const features = countries.map(({ type, arcs: parts, properties }) => {
    const polygons = (type === "Polygon" ? [parts] : parts).map((rings) => rings.map(ring)).filter(seen);
    return { type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates: polygons } };
  });
  const drawn = features.filter((feature) => feature.geometry.coordinates.length);
  return JSON.stringify({ type: "FeatureCollection", features: drawn });
}
