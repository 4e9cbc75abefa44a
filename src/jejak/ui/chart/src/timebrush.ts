/** The histogram of links in time, and the period on it that is drawn, moved and resized by pointer and by keys. */
import type { ReactNode } from "react";
import { binWord, DAY, tickWord, ticksOf, type Period, type Unit } from "./calendar";
import { LAYERS } from "./style";
import { between, keyed, placeIn, snapped } from "./timeline";

type React = typeof import("react");
const { createElement: h, memo, useRef, useState } = (window as unknown as { React: React }).React;

/** How an axis lies on the panel: from so many pixels on, so many wide. */
export interface Scale {
  readonly axis: Period;
  readonly unit: Unit;
  readonly bins: readonly number[];
  readonly left: number;
  readonly width: number;
  readonly language: string;
}

export const placeOf = ({ axis, left, width }: Scale, at: number): number =>
  left + (width * (Math.min(Math.max(at, axis.from), axis.to) - axis.from)) / (axis.to - axis.from);

export const BARS = 60;
const TICKS = 16;
const GRIP = 7; // so near to an edge the pointer takes hold of it
const SNAP = 5;
const STILL = 3; // a shorter movement is a click: on a bar it chooses its bin
const TICK_ROOM = 74;

type Counts = ReadonlyMap<string, readonly number[]>;

export const sums = (counts: Counts, bins: number): number[] =>
  Array.from({ length: bins }, (_none, at) => [...counts.values()].reduce((sum, row) => sum + row[at]!, 0));

// ---- what stands still while the period moves ----

/** One layer as one shape: a bar in each bin, on top of the layers before. */
function layerPath(scale: Scale, row: readonly number[], below: number[], most: number): string {
  const { bins } = scale;
  const parts = row.map((count, at) => {
    if (!count) return "";
    const [left, right] = [placeOf(scale, bins[at]!), placeOf(scale, bins[at + 1]!)];
    const gap = right - left > 4 ? 1 : 0;
    const [bottom, top] = [below[at]!, below[at]! + count].map((links) => BARS - (links / most) * (BARS - 4));
    below[at] = below[at]! + count;
    return `M${left.toFixed(1)} ${bottom!.toFixed(1)}V${top!.toFixed(1)}H${(right - gap).toFixed(1)}V${bottom!.toFixed(1)}Z`;
  });
  return parts.join("");
}

/** Bars by layer with the names of the time below; drawn anew only when links or axis change. */
const Bars = memo(function Bars({ scale, counts, most }: { scale: Scale; counts: Counts; most: number }): ReactNode {
  const { axis, left, width, language, bins } = scale;
  const below = new Array<number>(bins.length - 1).fill(0);
  const { at, unit } = ticksOf(axis, Math.max(2, Math.floor(width / TICK_ROOM)));
  return h(
    "svg",
    { width: left + width + 14, height: BARS + TICKS, "aria-hidden": true },
    [...counts].map(([layer, row]) =>
      h("path", { key: layer, d: layerPath(scale, row, below, Math.max(1, most)), fill: LAYERS[layer] ?? "#868e96" }),
    ),
    h("path", { d: `M${left} ${BARS + 0.5}H${left + width}`, className: "jejak-time-line" }),
    at.map((tick, place) => [
      h("path", { key: tick, d: `M${placeOf(scale, tick).toFixed(1)} ${BARS}v4`, className: "jejak-time-line" }),
      h("text", { key: `${tick} word`, x: placeOf(scale, tick) + 3, y: BARS + 13 }, tickWord(tick, unit, language, !place)),
    ]),
  );
});

// ---- the period ----

/** What is outside of a period, made pale; lanes have the same. */
export function shades(scale: Scale, period: Period | null): ReactNode {
  if (!period) return null;
  const [from, to] = [placeOf(scale, period.from), placeOf(scale, period.to)];
  const sides = [[scale.left, from], [to, scale.left + scale.width]] as const;
  return sides.map(([left, right], side) =>
    h("span", { key: side, className: "jejak-time-shade", style: { left, width: Math.max(0, right - left) } }),
  );
}

interface Hold {
  readonly what: "draw" | "move" | "from" | "to";
  readonly at: number;
  readonly period: Period;
}

/** What the pointer takes hold of at a place. */
function taken(scale: Scale, period: Period | null, x: number, at: number): Hold {
  if (period) {
    const [from, to] = [x - placeOf(scale, period.from), x - placeOf(scale, period.to)].map(Math.abs) as [number, number];
    if (Math.min(from, to) <= GRIP) return { what: from < to ? "from" : "to", at, period };
    if (at > period.from && at < period.to) return { what: "move", at, period };
  }
  return { what: "draw", at, period: { from: at, to: at } };
}

/** The period that a movement of the pointer to a moment makes. */
function dragged({ what, at, period }: Hold, now: number, snap: (at: number) => number): Period {
  if (what === "from") return between(Math.min(snap(now), period.to - DAY), period.to);
  if (what === "to") return between(period.from, Math.max(snap(now), period.from + DAY));
  if (what === "draw") return between(snap(at), snap(now));
  const from = snap(period.from + now - at);
  return { from, to: from + period.to - period.from };
}

/** When a change and those that follow it are one finished step: at once, when the pointer lets go, after a pause. */
export type Until = "now" | "release" | "pause";

export interface BrushProps {
  readonly scale: Scale;
  readonly counts: Counts;
  readonly period: Period | null;
  /** The period in words, how it is called, and what the bars count. */
  readonly told: string;
  readonly name: string;
  readonly by: string;
  readonly change: (period: Period, until: Until) => void;
}

/** The histogram with the period: one slider for a reader of screens, with the two dates as its value. */
export function Brush({ scale, counts, period, told, name, by, change }: BrushProps): ReactNode {
  const hold = useRef<Hold | null>(null);
  const frame = useRef(0);
  const [over, setOver] = useState<number | null>(null);
  const { axis, bins, left, width, unit, language } = scale;
  const all = sums(counts, bins.length - 1);
  const most = Math.max(...all);
  const timeAt = (x: number) => axis.from + Math.min(1, Math.max(0, (x - left) / width)) * (axis.to - axis.from);
  const snap = (at: number) => snapped(at, bins, (SNAP / width) * (axis.to - axis.from));
  const xOf = (event: { clientX: number; currentTarget: EventTarget }) =>
    event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  const move = (x: number) => {
    const held = hold.current!;
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => change(dragged(held, timeAt(x), snap), "release"));
  };
  const release = (x: number) => {
    const held = hold.current!;
    cancelAnimationFrame(frame.current);
    hold.current = null;
    const bin = Math.min(Math.max(placeIn(bins, held.at), 0), bins.length - 2);
    if (Math.abs(x - placeOf(scale, held.at)) >= STILL) change(dragged(held, timeAt(x), snap), "now");
    else change(held.what === "draw" ? { from: bins[bin]!, to: bins[bin + 1]! } : held.period, "now");
  };
  const key = (event: { key: string; shiftKey: boolean; preventDefault(): void; stopPropagation(): void }) => {
    const next = keyed(event.key, event.shiftKey, period, axis, unit);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    change(next, "pause");
  };
  const bin = over === null ? -1 : placeIn(bins, over);
  return h(
    "div",
    { className: "jejak-time-brush" },
    h(Bars, { scale, counts, most }),
    h("span", { className: "jejak-time-most", "aria-hidden": true, style: { width: left - 8 } }, most.toLocaleString(language)),
    h("span", { className: "jejak-time-unit", "aria-hidden": true, style: { width: left - 8 } }, by),
    shades(scale, period),
    period
      ? h("span", { className: "jejak-time-period", style: { left: placeOf(scale, period.from), width: Math.max(2, placeOf(scale, period.to) - placeOf(scale, period.from)) } })
      : null,
    h("div", {
      className: "jejak-time-slider",
      role: "slider",
      tabIndex: 0,
      "aria-label": `${name}, ${by}`,
      "aria-valuemin": 0,
      "aria-valuemax": Math.round((axis.to - axis.from) / DAY),
      "aria-valuenow": period ? Math.round((period.to - axis.from) / DAY) : 0,
      "aria-valuetext": told,
      title: bin >= 0 && bin < all.length ? `${binWord(bins[bin]!, bins[bin + 1]!, unit, language)}: ${all[bin]!.toLocaleString(language)}` : undefined,
      style: { cursor: over === null ? undefined : CURSORS[taken(scale, period, placeOf(scale, over), over).what] },
      onKeyDown: key,
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        hold.current = taken(scale, period, xOf(event), timeAt(xOf(event)));
      },
      onPointerMove: (event) => {
        if (hold.current) move(xOf(event));
        else setOver(timeAt(xOf(event)));
      },
      onPointerUp: (event) => {
        if (hold.current) release(xOf(event));
      },
      onPointerCancel: () => {
        if (hold.current) change(hold.current.period, "now");
        hold.current = null;
      },
      onPointerLeave: () => setOver(null),
    }),
  );
}

const CURSORS = { draw: "crosshair", move: "grab", from: "ew-resize", to: "ew-resize" } as const;
