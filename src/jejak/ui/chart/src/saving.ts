/** Which saved view is open on a chart, from which version on, and whether the chart is still as it was saved. */
import type { Controller } from "./controller";
import type { History } from "./history";
import type { Shelf, Viewport } from "./saved";
import { sightOn, signOf, stateOf, viewOf, type Sight, type State } from "./savedview";
import type { Delta, Id, View } from "./view";

/** What the server tells of a saved view that is to be opened. */
export interface Opening {
  readonly id: Id;
  readonly version: number;
  readonly state: State;
}

/** The open view as the page is told of it; without one the id is empty. */
export interface Opened {
  readonly id: Id;
  readonly version: number;
  readonly changed: boolean;
}

interface Base {
  readonly version: number;
  readonly sign: string;
}

/** A step that opened a view, with where the reader looked before and after. */
interface Jump {
  readonly from: View;
  readonly before: Viewport;
  readonly after: Viewport;
}

const PLACE = "views";
const PATIENCE_MS = 4000; // before the same address is asked for again

/** Every step around the present one that belongs to the same saved view now belongs to another. */
export function handed(history: History<View>, of: Id): History<View> {
  const { past, now, future } = history;
  const mine = (view: View) => view.of === now.of;
  const since = past.length - [...past].reverse().findIndex((view) => !mine(view));
  const first = past.every(mine) ? 0 : since;
  const until = future.every(mine) ? future.length : future.findIndex((view) => !mine(view));
  const give = (view: View): View => ({ ...view, of });
  return {
    past: past.map((view, at) => (at >= first ? give(view) : view)),
    now: give(now),
    future: future.map((view, at) => (at < until ? give(view) : view)),
  };
}

export class Saving {
  private bases: Record<Id, Base>;
  private asked = "";
  private last = "";
  private readonly jumps = new WeakMap<View, Jump>();

  constructor(
    private readonly chart: Controller,
    private readonly shelf: Shelf,
  ) {
    this.bases = JSON.parse(shelf.text(PLACE) ?? "{}") as Record<Id, Base>;
  }

  /** Ask for the view that the address names, unless it is open. */
  askAddress(search: string = window.location.search): boolean {
    const id = new URLSearchParams(search).get("view");
    if (window.location.pathname !== "/chart" || this.chart.waits) return false;
    if (!id || id === this.chart.view.of || id === this.asked) return false;
    this.asked = id;
    setTimeout(() => (this.asked = ""), PATIENCE_MS);
    this.chart.emit("openView", { view: id });
    return true;
  }

  /** Hand the exact present state to the page, which saves it. */
  hand(type: string): void {
    const { view } = this.chart;
    if (!Object.keys(view.nodes).length) return this.chart.onSay("needChart");
    const state = stateOf(view);
    const base = this.bases[view.of]?.version ?? 0;
    const { zoom, x, y, width, height } = this.sight();
    this.chart.emit(type, { of: view.of, base, sign: signOf(state), state: { ...state, viewport: { zoom, x, y, width, height } } });
  }

  private sight(): Sight {
    const { cy } = this.chart;
    const { x, y } = cy.pan();
    return { zoom: cy.zoom(), x, y, width: cy.width(), height: cy.height() };
  }

  /** The page has saved what was handed to it. */
  saved(id: Id, version: number, sign: string): void {
    this.base(id, { version, sign });
    if (this.chart.view.of !== id) this.chart.hand(handed(this.chart.history, id));
    this.tell();
  }

  private base(id: Id, base: Base): void {
    this.bases[id] = base;
    this.shelf.keepText(PLACE, JSON.stringify(this.bases));
  }

  /** Put a saved view in the place of the chart: one step that can be undone. */
  open({ id, version, state }: Opening, delta: Delta): void {
    const { cy, view: from } = this.chart;
    const nodes = Object.fromEntries((delta.add?.nodes ?? []).map((node) => [node.id, node]));
    const view = viewOf(state, id, nodes, delta.add?.edges ?? []);
    const before = { zoom: cy.zoom(), pan: { ...cy.pan() } };
    this.asked = "";
    this.base(id, { version, sign: signOf(stateOf(view)) });
    this.chart.act({ type: "open", view }, Object.keys(from.nodes).length > 0 || this.chart.history.past.length > 0);
    if (state.viewport) cy.viewport(sightOn(state.viewport, { width: cy.width(), height: cy.height() }));
    else this.chart.fit();
    this.jumps.set(this.chart.view, { from, before, after: { zoom: cy.zoom(), pan: { ...cy.pan() } } });
  }

  /** After a step back or forth over an opening, look where the reader looked. */
  travelled(from: View, to: View): void {
    const [back, forth] = [this.jumps.get(from), this.jumps.get(to)];
    if (back?.from === to) this.chart.cy.viewport(back.before);
    else if (forth?.from === from) this.chart.cy.viewport(forth.after);
  }

  /** Tell the page which view is open, where that is news. */
  tell(): void {
    const { view } = this.chart;
    const base = this.bases[view.of];
    const opened: Opened = {
      id: view.of,
      version: base?.version ?? 0,
      changed: !!view.of && signOf(stateOf(view)) !== base?.sign,
    };
    const text = JSON.stringify(opened);
    if (text === this.last || (!view.of && !this.last)) return;
    this.last = text;
    this.chart.out()({ opened });
  }
}
