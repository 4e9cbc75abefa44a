/** Soft hulls around communities: who is in which, and the outline around a set of points. */
import looks from "./looks.json";
import type { Picture } from "./project";
import type { Id, Point, Table } from "./view";

export interface Community {
  readonly n: number;
  readonly ids: readonly Id[];
}

const LEAST = 2;
/** How far an outline stays from the middle of a member. */
export const AROUND = 46;

interface Ink {
  readonly colour: string;
  readonly ink: string;
  readonly dash: string;
}
/** Told apart by people who see colours otherwise (Okabe and Ito); the numbers and the lines say the same. */
const { communities: COLOURS, dashes: DASHES } = looks;

/** Colour and line of a community: of eight that follow each other none looks like another, nor do 32. */
export function inkOf(n: number): Ink {
  const [colour, ink] = COLOURS[(n - 1) % COLOURS.length] as [string, string];
  return { colour, ink, dash: DASHES[Math.floor((n - 1) / COLOURS.length) % DASHES.length]! };
}

/** Communities of what is drawn, by number; who is pale, hidden or inside a closed group is left out. */
export function communitiesOf(picture: Picture, communities: Table<number | null>): Community[] {
  const found = new Map<number, Id[]>();
  for (const { data, pos, classes } of Object.values(picture)) {
    const n = pos && communities[data.id];
    if (!n || classes.split(" ").includes("dim")) continue;
    (found.get(n) ?? found.set(n, []).get(n)!).push(data.id);
  }
  return [...found]
    .filter(([, ids]) => ids.length >= LEAST)
    .sort(([a], [b]) => a - b)
    .map(([n, ids]) => ({ n, ids }));
}

const cross = (o: Point, a: Point, b: Point): number =>
  (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** Corners of the convex hull in one direction round (Andrew's monotone chain); O(n log n). */
export function hull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const distinct = sorted.filter((p, at) => !at || p[0] !== sorted[at - 1]![0] || p[1] !== sorted[at - 1]![1]);
  if (distinct.length < 3) return distinct;
  const half = (some: readonly Point[]): Point[] => {
    const out: Point[] = [];
    for (const p of some) {
      while (out.length > 1 && cross(out[out.length - 2]!, out[out.length - 1]!, p) <= 0) out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return [...half(distinct), ...half(distinct.reverse())];
}

const told = (value: number): number => Math.round(value * 10) / 10;

/** The path of an outline `r` away from all points, with round corners. */
export function outline(points: readonly Point[], r: number): string {
  const corners = hull(points);
  const [first] = corners;
  if (!first) return "";
  if (corners.length === 1) {
    const [x, y] = first;
    return `M${told(x - r)} ${told(y)}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0Z`;
  }
  const parts = corners.map((from, at) => {
    const to = corners[(at + 1) % corners.length]!;
    const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const [nx, ny] = [((to[1] - from[1]) / long) * r, (-(to[0] - from[0]) / long) * r];
    const begin = `${told(from[0] + nx)} ${told(from[1] + ny)}`;
    const end = `${told(to[0] + nx)} ${told(to[1] + ny)}`;
    return { begin, end };
  });
  const way = parts.map(({ begin, end }, at) => `${at ? `A${r} ${r} 0 0 1 ${begin}` : `M${begin}`}L${end}`);
  return `${way.join("")}A${r} ${r} 0 0 1 ${parts[0]!.begin}Z`;
}

/** Where the number of a community stands: on its outline, above the highest member. */
export const numberAt = (points: readonly Point[], r: number): Point => {
  const top = points.reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
  return [top[0], top[1] - r];
};
