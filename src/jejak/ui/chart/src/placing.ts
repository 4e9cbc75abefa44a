/** Where a new node goes: a free place beside its first placed neighbour, so that nothing else has to move. */
import type { EdgeData, Id, Point } from "./view";

export const STEP = 90;
const RINGS = 14;
const FULL = 7; // as many on the first ring; more begin farther out, so that their links can be read
const FARTHEST = 4;

/** Rings of growing radius around `anchor`; the first slot at least 0.7 step from every other node. */
export function placeBeside(anchor: Point, taken: readonly Point[], first = 1): Point {
  for (let ring = first; ring < RINGS; ring++) {
    const slots = 6 * ring;
    for (let k = 0; k < slots; k++) {
      const angle = (2 * Math.PI * k) / slots;
      const point: Point = [anchor[0] + ring * STEP * Math.cos(angle), anchor[1] + ring * STEP * Math.sin(angle)];
      if (taken.every((q) => Math.hypot(point[0] - q[0], point[1] - q[1]) > 0.7 * STEP)) return point;
    }
  }
  return [anchor[0] + RINGS * STEP, anchor[1]];
}

function centre(points: readonly Point[]): Point {
  if (!points.length) return [0, 0];
  const mean = (axis: 0 | 1) => points.reduce((sum, p) => sum + p[axis], 0) / points.length;
  return [mean(0), mean(1)];
}

/** Give every fresh node a position in `pos`. */
export function place(fresh: readonly Id[], edges: Readonly<Record<Id, EdgeData>>, pos: Record<Id, Point>): void {
  if (!fresh.length) return;
  const anchors: Record<Id, Id> = {};
  for (const { source, target } of Object.values(edges)) {
    if (pos[source]) anchors[target] ??= source;
    if (pos[target]) anchors[source] ??= target;
  }
  const crowd = new Map<Id | undefined, number>();
  for (const id of fresh) crowd.set(anchors[id], (crowd.get(anchors[id]) ?? 0) + 1);
  const middle = centre(Object.values(pos));
  const reach = RINGS * STEP;
  for (const id of fresh) {
    const anchor = pos[anchors[id] ?? ""] ?? middle;
    const near = Object.values(pos).filter(
      (q) => Math.abs(q[0] - anchor[0]) < reach && Math.abs(q[1] - anchor[1]) < reach,
    );
    const ring = Math.min(FARTHEST, Math.ceil(crowd.get(anchors[id])! / FULL));
    pos[id] = near.length ? placeBeside(anchor, near, anchors[id] ? ring : 1) : anchor;
  }
}
