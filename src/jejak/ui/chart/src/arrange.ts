/** Arrangements that need no physics: pure functions from what is drawn to new places. */
import type { Id, Point } from "./view";

export interface Spot {
  readonly id: Id;
  readonly at: Point;
  readonly kind: string;
  /** Stage of the chain, from 0; undefined where nobody says. */
  readonly stage?: number;
}

export interface Tie {
  readonly source: Id;
  readonly target: Id;
  /** When it first happened (ms UTC). */
  readonly first?: number;
}

export type Places = Record<Id, Point>;
type Arrangement = (spots: readonly Spot[], ties: readonly Tie[]) => Places;

const ACROSS = 130; // room for a label
const DOWN = 90;
const COLUMN = 190;
const BROAD = 1.5; // an arrangement is at most about so many times as broad as high
const SWEEPS = 6;

/** Neighbours among the spots. */
function around(spots: readonly Spot[], ties: readonly Tie[]): Map<Id, Id[]> {
  const out = new Map<Id, Id[]>(spots.map(({ id }) => [id, []]));
  for (const { source, target } of ties) {
    const [one, other] = [out.get(source), out.get(target)];
    if (!one || !other || source === target) continue;
    one.push(target);
    other.push(source);
  }
  return out;
}

/** Neighbours stand together: each part of the chart from its best tied node outwards. */
function walked(spots: readonly Spot[], ties: readonly Tie[]): Id[] {
  const near = around(spots, ties);
  const byTies = [...spots].sort((a, b) => near.get(b.id)!.length - near.get(a.id)!.length || (a.id < b.id ? -1 : 1));
  const seen = new Set<Id>();
  for (const { id } of byTies) {
    const queue = seen.has(id) ? [] : [id];
    for (const one of queue) {
      if (seen.has(one)) continue;
      seen.add(one);
      queue.push(...near.get(one)!.filter((other) => !seen.has(other)));
    }
  }
  return [...seen];
}

const circle: Arrangement = (spots, ties) => {
  const order = walked(spots, ties);
  const radius = Math.max(80, (order.length * DOWN) / (2 * Math.PI));
  const place = (at: number): Point => {
    const angle = (2 * Math.PI * at) / order.length - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
  return Object.fromEntries(order.map((id, at) => [id, place(at)]));
};

const grid: Arrangement = (spots, ties) => {
  const rank = new Map(walked(spots, ties).map((id, at) => [id, at]));
  const order = [...spots].sort((a, b) => a.kind.localeCompare(b.kind) || rank.get(a.id)! - rank.get(b.id)!);
  const columns = Math.ceil(Math.sqrt((order.length * DOWN * 1.6) / ACROSS));
  return Object.fromEntries(
    order.map(({ id }, at) => [id, [(at % columns) * ACROSS, Math.floor(at / columns) * DOWN] as Point]),
  );
};

/** Whoever has no stage stands between the stages of those around, or behind the last where nobody around has one. */
function levels(spots: readonly Spot[], near: Map<Id, Id[]>): Map<Id, number> {
  const level = new Map<Id, number>();
  for (const { id, stage } of spots) if (stage !== undefined) level.set(id, stage);
  let open = spots.filter(({ id }) => !level.has(id));
  while (open.length) {
    const found: [Id, number][] = [];
    for (const { id } of open) {
      const known = near.get(id)!.flatMap((other) => level.get(other) ?? []);
      if (known.length) found.push([id, known.reduce((sum, one) => sum + one, 0) / known.length]);
    }
    if (!found.length) break;
    for (const [id, mean] of found) level.set(id, Math.round(2 * (Number.isInteger(mean) ? mean + 0.5 : mean)) / 2);
    open = open.filter(({ id }) => !level.has(id));
  }
  const last = Math.max(0, ...level.values());
  for (const { id } of open) level.set(id, last + 1);
  return level;
}

/** Order every column by the mean place of the neighbours, to and fro, so that fewer links cross. */
function untangle(columns: Id[][], near: Map<Id, Id[]>): void {
  const row = new Map<Id, number>();
  const number = (column: Id[]) => column.forEach((id, at) => row.set(id, at - (column.length - 1) / 2));
  columns.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 ? [...columns].reverse() : columns) {
      const mean = (id: Id) => {
        const others = near.get(id)!;
        return others.length ? others.reduce((sum, one) => sum + row.get(one)!, 0) / others.length : row.get(id)!;
      };
      const means = new Map(column.map((id) => [id, mean(id)]));
      column.sort((a, b) => means.get(a)! - means.get(b)! || (a < b ? -1 : 1));
      number(column);
    }
  }
}

/** The chain of the crime from left to right. Nothing where fewer than two stages are known. */
const stages: Arrangement = (spots, ties) => {
  if (new Set(spots.flatMap(({ stage }) => stage ?? [])).size < 2) return {};
  const near = around(spots, ties);
  const level = levels(spots, near);
  const used = [...new Set(level.values())].sort((a, b) => a - b);
  const columns = used.map((one) => spots.map(({ id }) => id).filter((id) => level.get(id) === one));
  untangle(columns, near);
  return inColumns(columns, rowsFor(columns));
};

/** How many nodes stand below each other before a column is continued beside itself, so that the whole is no tower. */
function rowsFor(columns: readonly Id[][]): number {
  const most = Math.max(...columns.map((column) => column.length));
  for (let rows = 4; rows < most; rows++) {
    const wide = columns.reduce((sum, column) => sum + (Math.ceil(column.length / rows) - 1) * ACROSS + COLUMN, 0);
    if (wide <= BROAD * rows * DOWN) return rows;
  }
  return most;
}

function inColumns(columns: readonly Id[][], most: number): Places {
  const out: Places = {};
  let x = 0;
  for (const column of columns) {
    const side = Math.ceil(column.length / most);
    const height = Math.ceil(column.length / side);
    column.forEach((id, at) => {
      const rows = Math.min(height, column.length - Math.floor(at / height) * height);
      out[id] = [x + Math.floor(at / height) * ACROSS, ((at % height) - (rows - 1) / 2) * DOWN];
    });
    x += (side - 1) * ACROSS + COLUMN;
  }
  return out;
}

/** By first dated link from left to right; nobody stands on another; whoever has no date stands below. */
const time: Arrangement = (spots, ties) => {
  const first = new Map<Id, number>();
  for (const tie of ties) {
    if (tie.first === undefined) continue;
    for (const id of [tie.source, tie.target]) first.set(id, Math.min(first.get(id) ?? Infinity, tie.first));
  }
  const dated = spots.filter(({ id }) => first.has(id)).sort((a, b) => first.get(a.id)! - first.get(b.id)!);
  if (!dated.length) return {};
  const [begin, end] = [first.get(dated[0]!.id)!, first.get(dated[dated.length - 1]!.id)!];
  const width = Math.max(5, Math.sqrt(dated.length) * BROAD) * ACROSS;
  const free: number[] = []; // where each lane is free from
  const out: Places = {};
  for (const { id } of dated) {
    const x = end > begin ? ((first.get(id)! - begin) / (end - begin)) * width : 0;
    let lane = free.findIndex((from) => from <= x);
    if (lane < 0) lane = free.push(0) - 1;
    free[lane] = x + ACROSS;
    out[id] = [x, (lane % 2 ? -1 : 1) * Math.ceil(lane / 2) * DOWN];
  }
  const below = (Math.ceil(free.length / 2) + 1) * DOWN;
  const columns = Math.max(1, Math.round(width / ACROSS));
  spots
    .filter(({ id }) => !first.has(id))
    .forEach(({ id }, at) => (out[id] = [(at % columns) * ACROSS, below + Math.floor(at / columns) * DOWN]));
  return out;
};

export const ARRANGEMENTS: Readonly<Record<string, Arrangement>> = { stages, circle, grid, time };

const middle = (points: readonly Point[]): Point => {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return points.length ? [mean(0), mean(1)] : [0, 0];
};

/** Carry an arrangement to where its nodes stood before, on whole units. */
export function inPlace(places: Places, spots: readonly Spot[]): Places {
  const moved = spots.filter(({ id }) => places[id]);
  const [from, to] = [middle(Object.values(places)), middle(moved.map(({ at }) => at))];
  const there = ([x, y]: Point): Point => [Math.round(x - from[0] + to[0]), Math.round(y - from[1] + to[1])];
  return Object.fromEntries(Object.entries(places).map(([id, point]) => [id, there(point)]));
}

export type Alignment = "left" | "top" | "across" | "down";

/** Put nodes on one line, or at equal distances between the two outermost. */
export function align(how: Alignment, spots: readonly Spot[]): Places {
  if (spots.length < 2) return {};
  const axis = how === "left" || how === "across" ? 0 : 1;
  const at = (point: Point, value: number): Point => (axis ? [point[0], value] : [value, point[1]]);
  if (how === "left" || how === "top") {
    const least = Math.min(...spots.map((spot) => spot.at[axis]));
    return Object.fromEntries(spots.map((spot) => [spot.id, at(spot.at, least)]));
  }
  const order = [...spots].sort((a, b) => a.at[axis] - b.at[axis]);
  const [first, last] = [order[0]!.at[axis], order[order.length - 1]!.at[axis]];
  const step = (last - first) / (order.length - 1);
  return Object.fromEntries(order.map((spot, place) => [spot.id, at(spot.at, Math.round(first + place * step))]));
}
