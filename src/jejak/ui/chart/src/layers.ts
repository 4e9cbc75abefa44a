/** Drawings as they lie on the canvas: frames behind its nodes; notes, arrows, handles and the editor above them. */
import type { KeyboardEvent, MouseEvent, PointerEvent, ReactNode, WheelEvent } from "react";
import type { Controller } from "./controller";
import { lineOf, type Arrow, type Drawing, type Frame, type Note } from "./drawings";
import type { Words } from "./panels";
import type { Editing } from "./pen";
import type { Point } from "./view";

type React = typeof import("react");
const { createElement: h, Fragment, useEffect, useRef, useState } = (window as unknown as { React: React }).React;

interface Lying {
  readonly chart: Controller;
  readonly words: Words;
}
/** Stands for a text that the server has not told yet, and at the frame that has none. */
const [AWAITED, GRIP] = ["…", "⠿"];
const HEAD = 12; // length of the head of an arrow
const SIDES = ["top", "right", "bottom", "left"] as const;

const toldOf = (chart: Controller, text: number) => (text ? (chart.pen.texts[text] ?? { text: AWAITED, by: "" }) : null);
const boxOf = ({ at, size }: Note | Frame) => ({ left: at[0], top: at[1], width: size[0], minHeight: size[1] });

// ---- how a drawing is taken hold of ----

/** What pointer and wheel do: the wheel belongs to the canvas. */
function hold({ pen, cy }: Controller, id: string, how: "shift" | "size" = "shift") {
  return {
    onPointerDown: (event: PointerEvent) => {
      event.stopPropagation();
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pen.grab(id, how, [event.clientX, event.clientY]);
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) pen.pull([event.clientX, event.clientY]);
    },
    onPointerUp: () => pen.drop(true),
    onPointerCancel: () => pen.drop(false),
    onDoubleClick: () => pen.edit(id),
    onContextMenu: (event: MouseEvent) => {
      const { left, top } = cy.container()!.getBoundingClientRect();
      pen.menu(id, { x: event.clientX - left, y: event.clientY - top });
    },
    onWheel: ({ nativeEvent }: WheelEvent) => void cy.container()!.dispatchEvent(new WheelEvent("wheel", nativeEvent)),
  };
}

/** What makes a drawing one that keys reach and a screen reader tells. */
function reached({ chart, words }: Lying, { id, kind, text }: Drawing, role: "note" | "img" = "note") {
  const told = toldOf(chart, text);
  return {
    role,
    tabIndex: 0,
    title: told?.by || undefined,
    "aria-label": [words[kind] ?? kind, told?.text].filter(Boolean).join(": "),
    "data-drawing": id,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Tab" && chart.pen.key(id, event)) event.preventDefault();
    },
  };
}

// ---- the three kinds ----

const corner = (chart: Controller, id: string) => h("span", { className: "jejak-corner", ...hold(chart, id, "size") });

function slip(lying: Lying, note: Note) {
  const { chart } = lying;
  const classes = "jejak-drawn jejak-slip";
  const props = { key: note.id, className: classes, style: boxOf(note), ...reached(lying, note), ...hold(chart, note.id) };
  return h("div", props, toldOf(chart, note.text)?.text, corner(chart, note.id));
}

/** The title and the border of a frame; what lies inside is left to the canvas. */
function rim(lying: Lying, frame: Frame) {
  const { chart } = lying;
  const held = hold(chart, frame.id);
  return h(
    "div",
    { key: frame.id, className: "jejak-rim", style: boxOf(frame) },
    SIDES.map((side) => h("span", { key: side, className: `jejak-edge jejak-edge-${side}`, ...held })),
    h("div", { className: "jejak-drawn jejak-title", ...reached(lying, frame), ...held }, toldOf(chart, frame.text)?.text ?? GRIP),
    corner(chart, frame.id),
  );
}

const ends = (chart: Controller, { from, to }: Arrow) => {
  const [start, end] = [chart.pen.spot(from), chart.pen.spot(to)];
  return start && end && lineOf(start, end);
};

function head([a, b]: readonly [Point, Point]): string {
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const wing = (turn: number) => `${b[0] - HEAD * Math.cos(angle + turn)},${b[1] - HEAD * Math.sin(angle + turn)}`;
  return `${b[0]},${b[1]} ${wing(0.42)} ${wing(-0.42)}`;
}

function arrow(lying: Lying, one: Arrow): ReactNode {
  const line = ends(lying.chart, one);
  if (!line) return null;
  const [[x1, y1], [x2, y2]] = line;
  return h(
    "g",
    { key: one.id, className: "jejak-drawn jejak-arrow", ...reached(lying, one, "img"), ...hold(lying.chart, one.id) } as object,
    h("line", { x1, y1, x2, y2, className: "jejak-reach" }),
    h("line", { x1, y1, x2, y2 }),
    h("polygon", { points: head(line) }),
  );
}

function legend({ chart }: Lying, one: Arrow): ReactNode {
  const line = ends(chart, one);
  const told = toldOf(chart, one.text);
  if (!line || !told) return null;
  const [[x1, y1], [x2, y2]] = line;
  const style = { left: (x1 + x2) / 2, top: (y1 + y2) / 2 };
  return h("div", { key: one.id, className: "jejak-drawn jejak-arrow-text", style, ...hold(chart, one.id) }, told.text);
}

// ---- the editor ----

function placeOf(chart: Controller, drawing: Drawing): Point {
  if (drawing.kind !== "arrow") return drawing.at;
  const line = ends(chart, drawing);
  return line ? [(line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2] : [0, 0];
}

function Editor({ chart, words, editing }: Lying & { editing: Editing }) {
  const area = useRef<HTMLTextAreaElement | null>(null);
  const { pen } = chart;
  useEffect(() => {
    area.current!.focus({ preventScroll: true });
    area.current!.select();
  }, [editing.waiting]);
  const keep = () => pen.keep(area.current!.value);
  const [left, top] = placeOf(chart, editing.drawing);
  const word = (name: string) => words[name] ?? name;
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") pen.cancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
    else return;
    event.preventDefault();
  };
  const busy = !!editing.waiting;
  const fault = editing.fault && h("p", { role: "alert" }, word(editing.fault));
  return h(
    "div",
    { className: "jejak-pen", style: { left, top }, onKeyDown, onPointerDown: (event: PointerEvent) => event.stopPropagation() },
    h("textarea", { ref: area, defaultValue: editing.text, readOnly: busy, rows: 3, maxLength: 1000, "aria-label": word(`${editing.drawing.kind}Text`) }),
    fault || null,
    h(
      "footer",
      null,
      h("small", null, word("editorKeys")),
      h("button", { type: "button", onClick: () => pen.cancel() }, word("cancel")),
      h("button", { type: "button", disabled: busy, onClick: keep }, word("keep")),
    ),
  );
}

/** All drawings; `left` is where the canvas begins, `below` how much under it is not its own. */
export function Drawings({ left, below, ...lying }: Lying & { left: number; below: number }) {
  const planes = [0, 1, 2].map(() => useRef<HTMLDivElement | null>(null));
  const [, redraw] = useState(0);
  const { pen } = lying.chart;
  useEffect(() => {
    pen.onChange = () => redraw((times) => times + 1);
    pen.lay(planes.map((plane) => plane.current!));
    return () => {
      pen.onChange = () => undefined;
    };
  }, []);
  const all = Object.values(pen.seen.drawings);
  const frames = all.filter((one): one is Frame => one.kind === "frame");
  const notes = all.filter((one): one is Note => one.kind === "text");
  const arrows = all.filter((one): one is Arrow => one.kind === "arrow");
  const under = frames.map((one) => h("div", { key: one.id, className: "jejak-frame", style: boxOf(one) }));
  const above = [
    ...frames.map((one) => rim(lying, one)),
    h("svg", { key: "arrows", className: "jejak-arrows" }, arrows.map((one) => arrow(lying, one))),
    ...arrows.map((one) => legend(lying, one)),
    ...notes.map((one) => slip(lying, one)),
  ];
  const writing = pen.editing && h(Editor, { key: pen.editing.drawing.id, ...lying, editing: pen.editing });
  const layer = (name: string, at: 0 | 1 | 2, inside: ReactNode) =>
    h("div", { className: `jejak-layer ${name}`, style: { left, bottom: below } }, h("div", { className: "jejak-plane", ref: planes[at] }, inside));
  return h(Fragment, null, layer("jejak-under", 0, under), layer("jejak-over", 1, above), layer("jejak-writing", 2, writing));
}
