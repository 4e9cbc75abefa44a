/** What is drawn on the map: spots that would overlap as one mark, trips as arcs, and names where there is room. All pure. */
import { onScreen, project, type Camera, type Spot as Place } from "./geo";
import type { Id } from "./view";

export interface Spot {
  readonly key: string;
  readonly lat: number;
  readonly lon: number;
  readonly name: string;
  /** Country and kind of place, in words. */
  readonly about: string;
  /** Whether only a name says where it is. */
  readonly named: boolean;
  /** Whether people cross a border here. */
  readonly border: boolean;
  /** Who is there. */
  readonly ids: readonly Id[];
}

/** Trips from one spot to another: each with who was on it. */
export interface Leg {
  readonly from: string;
  readonly to: string;
  readonly trips: Readonly<Record<Id, readonly Id[]>>;
}

export interface Unplaced {
  readonly id: Id;
  readonly name: string;
  readonly why: string;
}

export interface Whereabouts {
  readonly spots: readonly Spot[];
  readonly legs: readonly Leg[];
  readonly unplaced: readonly Unplaced[];
  readonly masked: number;
  /** The type in words of everybody at a spot. */
  readonly types: Readonly<Record<Id, string>>;
}

export interface Mark {
  readonly key: string;
  readonly name: string;
  readonly spots: readonly Spot[];
  readonly ids: readonly Id[];
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly border: boolean;
  /** Whether names alone say where all, some or none of it is. */
  readonly named: "all" | "some" | "none";
}

export interface Arc {
  readonly key: string;
  readonly from: Mark;
  readonly to: Mark;
  readonly count: number;
  readonly ids: readonly Id[];
  readonly path: string;
  readonly width: number;
  /** Where the arrow stands, and its turn in degrees. */
  readonly head: readonly [number, number, number];
  /** Where the count stands. */
  readonly told: Place;
}

export const NOTHING: Whereabouts = { spots: [], legs: [], unplaced: [], masked: 0, types: {} };

const APART = 4; // pixels between two marks
const BEND = 0.16;

/** The part that concerns entities on the canvas; null stands for all. */
export function seenOf(all: Whereabouts, shown: ReadonlySet<Id> | null): Whereabouts {
  if (!shown) return all;
  const spots = all.spots.map((spot) => ({ ...spot, ids: spot.ids.filter((id) => shown.has(id)) })).filter(({ ids }) => ids.length);
  const legs = all.legs.map((leg) => {
    const trips = Object.entries(leg.trips).map(([trip, here]) => [trip, here.filter((id) => shown.has(id))] as const);
    return { ...leg, trips: Object.fromEntries(trips.filter(([, here]) => here.length)) };
  });
  return { ...all, spots, legs: legs.filter((leg) => Object.keys(leg.trips).length) };
}

export const radiusOf = (count: number): number => Math.min(22, 7 + 2 * Math.log2(Math.max(1, count)));

function markOf(spots: readonly Spot[], at: Place): Mark {
  const ids = [...new Set(spots.flatMap((spot) => spot.ids))];
  const named = spots.filter((spot) => spot.named).length;
  const [x, y] = at;
  const first = spots[0]!;
  return {
    key: spots.map((spot) => spot.key).sort().join("|"),
    name: spots.length > 1 ? `${first.name} +${spots.length - 1}` : first.name,
    spots,
    ids,
    x,
    y,
    radius: radiusOf(ids.length),
    border: spots.every((spot) => spot.border),
    named: named === spots.length ? "all" : named ? "some" : "none",
  };
}

/** One mark for spots that would overlap, at the place of the fullest of them; O(spots × marks). */
export function marksOf(spots: readonly Spot[], camera: Camera): Mark[] {
  const heaps: { spots: Spot[]; at: Place; radius: number }[] = [];
  for (const spot of [...spots].sort((a, b) => b.ids.length - a.ids.length || (a.key < b.key ? -1 : 1))) {
    const at = onScreen(camera, project(spot.lat, spot.lon));
    const radius = radiusOf(spot.ids.length);
    const near = heaps.find((heap) => Math.hypot(heap.at[0] - at[0], heap.at[1] - at[1]) < heap.radius + radius + APART);
    if (near) near.spots.push(spot);
    else heaps.push({ spots: [spot], at, radius });
  }
  return heaps.map((heap) => markOf(heap.spots, heap.at));
}

/** Trips between marks; those within one mark are not drawn. Both directions bend to their own side. */
export function arcsOf(legs: readonly Leg[], marks: readonly Mark[]): Arc[] {
  const at = new Map(marks.flatMap((mark) => mark.spots.map((spot) => [spot.key, mark] as const)));
  const found = new Map<string, { from: Mark; to: Mark; trips: Set<Id>; ids: Set<Id> }>();
  for (const leg of legs) {
    const [from, to] = [at.get(leg.from), at.get(leg.to)];
    if (!from || !to || from === to) continue;
    const key = `${from.key}>${to.key}`;
    const arc = found.get(key) ?? { from, to, trips: new Set(), ids: new Set() };
    found.set(key, arc);
    for (const [trip, here] of Object.entries(leg.trips)) {
      arc.trips.add(trip);
      here.forEach((id) => arc.ids.add(id));
    }
  }
  return [...found].map(([key, arc]) => drawn(key, arc.from, arc.to, arc.trips.size, [...arc.ids]));
}

function drawn(key: string, from: Mark, to: Mark, count: number, ids: readonly Id[]): Arc {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [cx, cy] = [(from.x + to.x) / 2 + dy * BEND, (from.y + to.y) / 2 - dx * BEND];
  const [mx, my] = [(from.x + to.x) / 4 + cx / 2, (from.y + to.y) / 4 + cy / 2];
  const length = Math.hypot(dx, dy);
  const aside = length ? [(dy / length) * 11, (-dx / length) * 11] : [0, 0];
  return {
    key,
    from,
    to,
    count,
    ids,
    path: `M${from.x} ${from.y}Q${cx} ${cy} ${to.x} ${to.y}`,
    width: Math.min(6, 1.6 + Math.log2(count) * 0.7),
    head: [mx, my, (Math.atan2(dy, dx) * 180) / Math.PI],
    told: [mx + aside[0]!, my + aside[1]!],
  };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const LETTER = 6.3;
const LINE = 15;

export const boxAt = (text: string, x: number, y: number): Box => ({
  x: x - (text.length * LETTER) / 2,
  y: y - LINE / 2,
  width: text.length * LETTER,
  height: LINE,
});

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Which names have room, each at its place; `taken` grows by their boxes. Earlier ones come first. */
export function roomFor<T extends { name: string; x: number; y: number }>(wanted: readonly T[], taken: Box[]): T[] {
  return wanted.filter(({ name, x, y }) => {
    const box = boxAt(name, x, y);
    if (taken.some((other) => meet(box, other))) return false;
    taken.push(box);
    return true;
  });
}

/** How many of each type, most first. */
export function countsOf(ids: readonly Id[], types: Readonly<Record<Id, string>>): [string, number][] {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(types[id] ?? "", (counts.get(types[id] ?? "") ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
