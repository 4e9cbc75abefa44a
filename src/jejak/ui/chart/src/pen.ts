/** What a reader does with drawings: write, frame, point, drag, and the texts that the server keeps for them. */
import type { Controller } from "./controller";
import { around, isPlace, NOTE_SIZE, PADDING, shifted, type Drawing, type End, type Spot } from "./drawings";
import { stroke } from "./lasso";
import type { MenuLine } from "./menu";
import { reduce, type Id, type Point, type View } from "./view";

/** A text as the server tells it, and who wrote it when. */
export interface Told {
  readonly text: string;
  readonly by: string;
}
/** The answer to a text that was sent to be kept. */
export interface Kept {
  readonly nonce: string;
  readonly number?: number;
  readonly told?: Told;
  readonly fault?: string;
}
/** A drawing whose text is being written. */
export interface Editing {
  readonly drawing: Drawing;
  readonly text: string;
  /** Set while the server is asked to keep it. */
  readonly waiting?: string;
  readonly fault?: string;
}
type How = "shift" | "size";
const AGAIN_MS = 10_000;
const STEP = 10;

const fresh = (): Id => `d${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

export class Pen {
  texts: Readonly<Record<number, Told>> = {};
  editing: Editing | null = null;
  /** Called when something is to be drawn anew that the view does not tell. */
  onChange: () => void = () => undefined;
  /** Where the menu was opened, in pixels of the canvas. */
  here: { x: number; y: number } | null = null;
  private drag: { readonly id: Id; readonly how: How; readonly from: Point; readonly by: Point } | null = null;
  private planes: readonly HTMLElement[] = [];
  private asked = "";
  private frame = 0;
  private chosen = 0;
  private readonly order = new Map<Id, number>(); // nodes in the order in which they were selected

  constructor(private readonly chart: Controller) {}

  listen(): void {
    const { cy } = this.chart;
    cy.on("viewport", () => this.follow());
    cy.on("position", "node", () => this.later());
    cy.on("select", "node", (event) => void this.order.set(event.target.id(), ++this.chosen));
    cy.on("unselect", "node", (event) => void this.order.delete(event.target.id()));
  }

  /** Arrows follow nodes that move. */
  private later(): void {
    if (this.frame || !Object.keys(this.chart.view.drawings).length) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.onChange();
    });
  }

  // ---- where things are ----

  /** Planes on which drawings lie: they move and grow with the canvas. */
  lay(planes: readonly HTMLElement[]): void {
    this.planes = planes;
    this.follow();
  }

  follow(): void {
    const { cy } = this.chart;
    const zoom = cy.zoom();
    for (const { style } of this.planes) {
      style.transform = `translate(${cy.pan().x}px, ${cy.pan().y}px) scale(${zoom})`;
      style.setProperty("--jejak-zoom", String(zoom));
      style.setProperty("--jejak-written", String(this.chart.written()));
    }
  }

  /** The view while something is dragged. */
  get seen(): View {
    const { drag, chart } = this;
    return drag ? reduce(chart.view, { type: drag.how, id: drag.id, by: drag.by }) : chart.view;
  }

  /** Where an end of an arrow is on the canvas; null where it is not drawn. */
  spot(end: End): Spot | null {
    if (isPlace(end)) return { x: end[0], y: end[1], r: 0 };
    const node = this.chart.drawn(end);
    return node.empty() ? null : { ...node.position(), r: node.width() / 2 };
  }

  private model({ x, y }: { x: number; y: number }): Point {
    const { cy } = this.chart;
    return [Math.round((x - cy.pan().x) / cy.zoom()), Math.round((y - cy.pan().y) / cy.zoom())];
  }

  // ---- drawing ----

  /** Where the menu was opened, or the middle of what is seen. */
  pointed(here: boolean): Point {
    const { cy } = this.chart;
    return this.model((here && this.here) || { x: cy.width() / 2, y: cy.height() / 2 });
  }

  text(here: boolean): void {
    const [x, y] = this.pointed(here);
    this.open({ kind: "text", id: fresh(), at: here ? [x, y] : [x - NOTE_SIZE[0] / 2, y], size: NOTE_SIZE, text: 0 });
  }

  around(): void {
    const nodes = this.chart.cy.nodes(":selected");
    if (nodes.empty()) {
      this.chart.onSay("needSome");
      return;
    }
    const { x1, y1, w, h } = nodes.boundingBox();
    const at: Point = [Math.round(x1) - PADDING, Math.round(y1) - PADDING];
    const size: Point = [Math.round(w) + 2 * PADDING, Math.round(h) + 2 * PADDING];
    this.draw({ kind: "frame", id: fresh(), at, size, text: 0 });
  }

  /** The selected nodes in the order in which they were selected. */
  inOrder(): Id[] {
    const at = (id: Id) => this.order.get(id) ?? 0;
    return [...this.chart.selectedNodes()].sort((a, b) => at(a) - at(b));
  }

  /** Between two selected nodes in the order in which they were selected; else from where to where the reader shows. */
  arrow(): void {
    const { chart } = this;
    const ids = this.inOrder();
    if (ids.length === 2) {
      this.draw({ kind: "arrow", id: fresh(), from: ids[0]!, to: ids[1]!, text: 0 });
      return;
    }
    chart.stopLasso?.();
    chart.onSay("showArrow");
    chart.stopLasso = stroke(chart.box, chart.cy.container()!, (from, to) => {
      chart.stopLasso = null;
      const ends = [from, to].map((spot) => chart.nodeAt(spot) ?? this.model(spot));
      if (String(ends[0]) !== String(ends[1])) {
        this.draw({ kind: "arrow", id: fresh(), from: ends[0]!, to: ends[1]!, text: 0 });
      }
    });
  }

  turn(id: Id): void {
    const drawing = this.chart.view.drawings[id];
    if (drawing?.kind !== "arrow") return;
    this.chart.act({ type: "draw", drawing: { ...drawing, from: drawing.to, to: drawing.from } });
  }

  erase(id: Id): void {
    if (!this.chart.view.drawings[id]) return;
    this.chart.act({ type: "erase", id });
    this.back();
  }

  private draw(drawing: Drawing): void {
    this.chart.act({ type: "draw", drawing });
    this.open(drawing);
  }

  private back(): void {
    this.chart.box.focus({ preventScroll: true });
  }

  menu(id: Id, at: { x: number; y: number }): void {
    const line = (word: string, command: string, key = ""): MenuLine => ({ word, command, how: id, key });
    const turn = this.chart.view.drawings[id]?.kind === "arrow" ? [line("turnArrow", "turnArrow")] : [];
    this.chart.onMenu({ ...at, lines: [line("editText", "editText", "Enter"), ...turn, line("erase", "erase", "Del")] });
  }

  /** Act on a key press while a drawing has the focus; true when it was ours. */
  key(id: Id, event: { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean }): boolean {
    const step = event.shiftKey ? 5 * STEP : STEP;
    const by = ({ ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] } as const)[event.key as "ArrowUp"];
    if (by) this.chart.act({ type: "shift", id, by });
    else if (event.key === "Enter" || event.key === "F2") this.edit(id);
    else if (event.key === "Delete" || event.key === "Backspace") this.erase(id);
    else if (event.key === "Escape") this.back();
    else return (event.ctrlKey || event.metaKey) && this.chart.key(event);
    return true;
  }

  // ---- dragging ----

  /** Take hold of a drawing at a place of the window. */
  grab(id: Id, how: How, from: Point): void {
    this.drag = { id, how, from, by: [0, 0] };
  }

  pull(to: Point): void {
    const { drag } = this;
    if (!drag) return;
    const zoom = this.chart.cy.zoom();
    this.drag = { ...drag, by: [(to[0] - drag.from[0]) / zoom, (to[1] - drag.from[1]) / zoom] };
    this.carry();
    this.onChange();
  }

  /** End a drag; what was dragged stays where it is, or goes back. */
  drop(keep: boolean): void {
    const { drag } = this;
    if (!drag) return;
    const far = Math.hypot(...drag.by) * this.chart.cy.zoom() > 2;
    if (!keep || !far) {
      this.drag = { ...drag, by: [0, 0] };
      this.carry();
    }
    this.drag = null;
    if (keep && far) this.chart.act({ type: drag.how, id: drag.id, by: drag.by });
    this.onChange();
  }

  /** Nodes inside a frame are seen to go with it. */
  private carry(): void {
    const { drag, chart } = this;
    if (!drag || drag.how !== "shift") return;
    const { to } = shifted(chart.view, drag.id, drag.by);
    chart.cy.batch(() => {
      for (const [id, [x, y]] of Object.entries(to)) if (!chart.view.pinned[id]) chart.cy.getElementById(id).position({ x, y });
    });
  }

  // ---- texts ----

  edit(id: Id): void {
    const drawing = this.chart.view.drawings[id];
    if (drawing) this.open(drawing);
  }

  private open(drawing: Drawing): void {
    this.editing = { drawing, text: this.texts[drawing.text]?.text ?? "" };
    this.onChange();
  }

  cancel(): void {
    this.editing = null;
    this.onChange();
    this.back();
  }

  /** Keep what was written: the server says its number, or why it may not be kept. */
  keep(written: string): void {
    const { editing } = this;
    if (!editing || editing.waiting) return;
    const text = written.trim();
    if (text === editing.text.trim()) this.cancel();
    else if (!text) this.done(0);
    else {
      const nonce = `${Date.now()}-${Math.random()}`;
      this.editing = { ...editing, waiting: nonce };
      this.onChange();
      this.chart.out()({ draft: { nonce, text } });
      window.setTimeout(() => this.answer({ nonce, fault: "" }), AGAIN_MS); // no answer: it can be tried again
    }
  }

  answer(kept: Kept): void {
    const { editing } = this;
    if (!editing?.waiting || editing.waiting !== kept.nonce) return;
    if (kept.number === undefined) {
      this.editing = { drawing: editing.drawing, text: editing.text, fault: kept.fault || "notKept" };
      this.onChange();
      return;
    }
    if (kept.told) this.texts = { ...this.texts, [kept.number]: kept.told };
    this.done(kept.number);
  }

  /** A note without a text is none. */
  private done(text: number): void {
    const { drawing } = this.editing!;
    this.editing = null;
    const now = this.chart.view.drawings[drawing.id] ?? drawing; // it may have been moved meanwhile
    if (text || drawing.kind !== "text") this.chart.act({ type: "draw", drawing: { ...now, text } });
    else this.chart.act({ type: "erase", id: drawing.id });
    this.onChange();
    this.back();
  }

  tell(texts: Readonly<Record<number, Told>>): void {
    this.texts = { ...this.texts, ...texts };
    this.onChange();
  }

  /** Ask for the texts of all that is drawn now, where that has changed. */
  want(): void {
    const numbers = [...new Set(Object.values(this.chart.view.drawings).map((one) => one.text))].filter(Boolean);
    const wanted = numbers.sort((a, b) => a - b).join();
    if (wanted === this.asked) return;
    this.asked = wanted;
    this.chart.out()({ wanted: numbers });
  }

  box(box: { x1: number; y1: number; x2: number; y2: number }) {
    return around(box, this.chart.view.drawings);
  }
}

type Run = (chart: Controller, ids: Id[], args: Readonly<Record<string, unknown>>) => void;
/** What page, menu and keys can ask for. */
export const DRAWING: Readonly<Record<string, Run>> = {
  drawText: (chart, _ids, args) => chart.pen.text(args.how === "here"),
  drawFrame: (chart) => chart.pen.around(),
  drawArrow: (chart) => chart.pen.arrow(),
  editText: (chart, _ids, args) => chart.pen.edit(String(args.how)),
  turnArrow: (chart, _ids, args) => chart.pen.turn(String(args.how)),
  erase: (chart, _ids, args) => chart.pen.erase(String(args.how)),
  card: (chart, ids) => chart.askCard(ids),
};
