/** What a reader draws on a chart: notes, frames and arrows, as plain data. A text is the number of its event alone. */
import { standIns } from "./groups";
import type { Id, Point, Table, View } from "./view";

/** An entity or a group, or a place. */
export type End = Id | Point;

interface Boxed {
  readonly id: Id;
  /** Upper left corner. */
  readonly at: Point;
  /** Width and height; a note grows higher with its text. */
  readonly size: Point;
  /** Number of its text, 0 where it has none. */
  readonly text: number;
}
export interface Note extends Boxed {
  readonly kind: "text";
}
/** A titled rectangle behind what lies inside. */
export interface Frame extends Boxed {
  readonly kind: "frame";
}
export interface Arrow {
  readonly kind: "arrow";
  readonly id: Id;
  readonly from: End;
  readonly to: End;
  readonly text: number;
}
export type Drawing = Note | Frame | Arrow;

export const NOTE_SIZE: Point = [190, 44];
const LEAST: Readonly<Record<"text" | "frame", Point>> = { text: [70, 30], frame: [60, 50] };
/** Between the border of a frame and what it was drawn around. */
export const PADDING = 26;
const GAP = 5;

export const isPlace = (end: End): end is Point => typeof end !== "string";
const tenth = (value: number): number => Math.round(value * 10) / 10;
const plus = (place: Point, by: Point): Point => [tenth(place[0] + by[0]), tenth(place[1] + by[1])];
const movedEnd = (end: End, by: Point): End => (isPlace(end) ? plus(end, by) : end);

function moved(drawing: Drawing, by: Point): Drawing {
  if (drawing.kind !== "arrow") return { ...drawing, at: plus(drawing.at, by) };
  return { ...drawing, from: movedEnd(drawing.from, by), to: movedEnd(drawing.to, by) };
}

/** A drawing with another size; an arrow has none. */
export function sized(drawing: Drawing, by: Point): Drawing {
  if (drawing.kind === "arrow") return drawing;
  const least = LEAST[drawing.kind];
  const size = plus(drawing.size, by);
  return { ...drawing, size: [Math.max(least[0], size[0]), Math.max(least[1], size[1])] };
}

const holds = ({ at, size }: Boxed, [x, y]: Point): boolean =>
  x >= at[0] && x <= at[0] + size[0] && y >= at[1] && y <= at[1] + size[1];

/** Where a drawing lies, as far as it lies at a place of its own. */
const spots = (drawing: Drawing): Point[] =>
  drawing.kind === "arrow"
    ? [drawing.from, drawing.to].filter(isPlace)
    : [[drawing.at[0] + drawing.size[0] / 2, drawing.at[1] + drawing.size[1] / 2]];

/** What moves with a drawing: where everything inside a frame goes, and all drawings after the move. */
export function shifted(view: View, id: Id, by: Point): { to: Record<Id, Point>; drawings: Table<Drawing> } {
  const one = view.drawings[id];
  const to: Record<Id, Point> = {};
  const drawings: Record<Id, Drawing> = { ...view.drawings };
  if (!one) return { to, drawings };
  drawings[id] = moved(one, by);
  if (one.kind !== "frame") return { to, drawings };
  const held = standIns(view.groups);
  const places = [
    ...Object.keys(view.nodes).map((node) => [node, view.pos[node]!] as const),
    ...Object.values(view.groups).map((group) => [group.id, group.at] as const),
  ];
  for (const [node, at] of places) if (!held[node] && holds(one, at)) to[node] = plus(at, by);
  for (const other of Object.values(view.drawings)) {
    const own = spots(other);
    if (other.id !== id && own.length && own.every((spot) => holds(one, spot))) drawings[other.id] = moved(other, by);
  }
  return { to, drawings };
}

export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The smallest box around another one and all drawings. */
export function around(box: Box, drawings: Table<Drawing>): Box & { w: number; h: number } {
  let { x1, y1, x2, y2 } = box;
  for (const drawing of Object.values(drawings)) {
    const corners: Point[] =
      drawing.kind === "arrow"
        ? [drawing.from, drawing.to].filter(isPlace)
        : [[drawing.at[0], drawing.at[1] - (drawing.kind === "frame" ? PADDING : 0)], plus(drawing.at, drawing.size)];
    for (const [x, y] of corners) {
      [x1, x2] = [Math.min(x1, x), Math.max(x2, x)];
      [y1, y2] = [Math.min(y1, y), Math.max(y2, y)];
    }
  }
  return { x1, y1, x2, y2, w: x2 - x1, h: y2 - y1 };
}

/** An end of an arrow on the canvas: its place, and how far the line stays away from it. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** The line of an arrow from border to border; null where the two ends meet. */
export function lineOf(from: Spot, to: Spot): readonly [Point, Point] | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const long = Math.hypot(dx, dy);
  const near = (spot: Spot) => (spot.r ? spot.r + GAP : 0);
  if (long <= near(from) + near(to) + 1) return null;
  const [ux, uy] = [dx / long, dy / long];
  const start: Point = [from.x + ux * near(from), from.y + uy * near(from)];
  return [start, [to.x - ux * near(to), to.y - uy * near(to)]];
}
