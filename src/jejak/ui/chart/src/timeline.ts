/** Links in time as arithmetic: when they are, which axis shows them, how bins count them, how a period moves. */
import { DAY, edgesOf, floor, floorTo, shift, type Period, type Unit } from "./calendar";
import type { EdgeData } from "./view";

/** First and last moment of some links of one bundle (ms UTC), and how many they are. */
export type Span = readonly [first: number, last: number, links: number];

/** The two ends of the chart's filter. */
export interface Ends {
  readonly from: number | null;
  readonly to: number | null;
}

const SPANS = new WeakMap<EdgeData, readonly Span[]>();

/** When the links of a bundle are; those without a date are not among them. */
export function spansOf(edge: EdgeData): readonly Span[] {
  let found = SPANS.get(edge);
  if (!found) {
    const { first, last, spans, count } = edge;
    if (Array.isArray(spans)) found = spans as Span[];
    else found = typeof first === "number" ? [[first, typeof last === "number" ? last : first, Number(count ?? 1)]] : [];
    SPANS.set(edge, found);
  }
  return found;
}

const linksIn = (spans: readonly Span[]): number => spans.reduce((sum, [, , links]) => sum + links, 0);

/** How many links of a bundle have no date. */
export const undatedOf = (edge: EdgeData): number => Number(edge.count ?? 1) - linksIn(spansOf(edge));

/** Whether any link of a bundle is in a time that may be open, or has no date where those count too. */
export function inTime(edge: EdgeData, { from, to }: Ends, undated: boolean): boolean {
  if (from === null && to === null) return true;
  const meets = ([first, last]: Span) => (to === null || first < to) && (from === null || last >= from);
  return spansOf(edge).some(meets) || (undated && undatedOf(edge) > 0);
}

// ---- the axis ----

const FENCE = 20; // farther out than so many times the middle half of all dates
const NEAR = 3653 * DAY; // ten years are never far
const EDGE = 0.005; // share of dates that may be cut off at each end
const WORTH = 2; // if the axis gets so many times shorter

const ranked = (sorted: readonly number[], share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;

export interface Axis extends Period {
  /** Links that reach beyond it, and the first and last moment of all. */
  readonly outside: number;
  readonly first: number;
  readonly last: number;
}

/** The dates without those far out: year 1 and year 9999 would press all others into one line. */
function core(sorted: readonly number[]): [number, number] {
  const [low, high] = [ranked(sorted, 0.25), ranked(sorted, 0.75)];
  const far = Math.max(NEAR, FENCE * (high - low));
  const near = sorted.filter((at) => at >= low - far && at <= high + far);
  const [first, last] = [near[0]!, near[near.length - 1]!];
  const [from, to] = [ranked(near, EDGE), ranked(near, 1 - EDGE)];
  return (to - from) * WORTH < last - first ? [from, to] : [first, last];
}

/** The axis of some links, in whole days: of all, or without what lies far out; null where none has a date. */
export function axisOf(edges: readonly EdgeData[], all: boolean): Axis | null {
  const spans = edges.flatMap(spansOf);
  const dates = spans.flatMap(([first, last]) => (last > first ? [first, last] : [first])).sort((a, b) => a - b);
  if (!dates.length) return null;
  const [first, last] = [dates[0]!, dates[dates.length - 1]!];
  const [from, to] = all ? [first, last] : core(dates);
  const axis = { from: floorTo(from, DAY), to: floorTo(to, DAY) + DAY };
  return { ...axis, outside: linksIn(spans.filter((span) => span[0] < axis.from || span[1] >= axis.to)), first, last };
}

// ---- bins ----

/** Where a moment lies among ascending edges: the place of the last one that is not after it; -1 before all. */
export function placeIn(edges: readonly number[], at: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function summed(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.slice(0, -1).map((step) => (sum += step));
}

/** Links by layer in each bin; one that lasts counts in all that it touches, as a period there would keep it. */
export function histogram(edges: readonly EdgeData[], bins: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const count = bins.length - 1;
  const steps = new Map<string, number[]>();
  for (const edge of edges) {
    const layer = String(edge.layer ?? "");
    for (const [first, last, links] of spansOf(edge)) {
      const [from, to] = [placeIn(bins, first), Math.min(placeIn(bins, last), count - 1)];
      if (to < 0 || from >= count) continue;
      let row = steps.get(layer);
      if (!row) steps.set(layer, (row = new Array<number>(count + 1).fill(0)));
      row[Math.max(0, from)]! += links;
      row[to + 1]! -= links;
    }
  }
  return new Map([...steps].sort(([a], [b]) => (a < b ? -1 : 1)).map(([layer, row]) => [layer, summed(row)]));
}

// ---- a period ----

/** The period that the ends of a filter mean on an axis; null where both are open. */
export function periodOf({ from, to }: Ends, axis: Period): Period | null {
  if (from === null && to === null) return null;
  return { from: from ?? Math.min(axis.from, to! - DAY), to: to ?? Math.max(axis.to, from! + DAY) };
}

/** A whole day, or the edge of a bin where one is not farther than `within`. */
export function snapped(at: number, bins: readonly number[], within: number): number {
  const place = placeIn(bins, at);
  const edge = [bins[place], bins[place + 1]].find((one) => one !== undefined && Math.abs(one - at) <= within);
  return edge ?? Math.round(at / DAY) * DAY;
}

/** The period between two moments, in whichever order; no shorter than one day. */
export function between(one: number, other: number): Period {
  const from = Math.min(one, other);
  return { from, to: Math.max(one, other, from + DAY) };
}

/** A period so many units on: whole ones stay whole, months of different lengths too. */
export function moved(period: Period, unit: Unit, steps: number): Period {
  const from = shift(period.from, unit, steps);
  const whole = floor(period.from, unit) === period.from && floor(period.to, unit) === period.to;
  return { from, to: whole ? shift(period.to, unit, steps) : from + period.to - period.from };
}

/** A period with its end so many units later or earlier, no shorter than one day. */
export const stretched = ({ from, to }: Period, unit: Unit, steps: number): Period => ({
  from,
  to: Math.max(from + DAY, shift(to, unit, steps)),
});

/** A period of the same length at the beginning or the end of an axis. */
export const atEnd = ({ from, to }: Period, axis: Period, end: boolean): Period =>
  end ? { from: axis.to - (to - from), to: axis.to } : { from: axis.from, to: axis.from + (to - from) };

/** What keys do to the period, by name; null: not theirs. Without a period the first press chooses the first bin. */
export function keyed(key: string, shifted: boolean, now: Period | null, axis: Period, unit: Unit): Period | null {
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  if (steps === undefined && key !== "Home" && key !== "End") return null;
  if (!now) {
    const edges = edgesOf(axis, unit);
    const at = key === "End" ? edges.length - 2 : 0;
    return { from: edges[at]!, to: edges[at + 1]! };
  }
  if (steps === undefined) return atEnd(now, axis, key === "End");
  const next = shifted ? stretched(now, unit, steps) : moved(now, unit, steps);
  return next.from < axis.to && next.to > axis.from ? next : now; // something of it stays in sight
}

// ---- playing ----

/** The period as it is moves on; or it grows from the very beginning. */
export type Way = "window" | "grow";

/** Where playing begins: where the reader is, or at the first bin without a period or at the end of the axis. */
export function begun(way: Way, now: Period | null, axis: Period, unit: Unit): Ends {
  const over = !now || now.to >= axis.to;
  const start = floor(axis.from, unit);
  const next = shift(start, unit, 1);
  if (way === "grow") return { from: null, to: over ? next : now.to };
  if (!over) return now;
  const long = now ? now.to - now.from : Infinity;
  return long < axis.to - axis.from ? { from: axis.from, to: axis.from + long } : { from: start, to: next };
}

/** Both ends so many whole days later, an open one stays open; null where the end of the axis is reached already. */
export function played({ from, to }: Ends, days: number, axis: Period): Ends | null {
  if (to === null || to >= axis.to) return null;
  const by = DAY * Math.min(days, Math.ceil((axis.to - to) / DAY));
  return { from: from === null ? null : from + by, to: to + by };
}

/** One unit on or back, as the two buttons do: what grows changes its end alone. */
export function stepped(ends: Ends, unit: Unit, steps: 1 | -1, axis: Period): Ends {
  const now = periodOf(ends, axis);
  const grows = now !== null && ends.from === null;
  const next = keyed(steps > 0 ? "ArrowRight" : now ? "ArrowLeft" : "End", grows, now, axis, unit)!;
  return grows ? { from: null, to: next.to } : next;
}
