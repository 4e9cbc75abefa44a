/** One chart on one page: takes deltas, commands and keys, keeps the history of views, and tells the page. */
import type { Core, EventObject, NodeCollection, NodeSingular } from "cytoscape";
import { align, ARRANGEMENTS, inPlace, type Alignment, type Places, type Spot } from "./arrange";
import { create, declutter, glide, laidOut, positions, restyle, scaleOf, settle, sync, tune } from "./canvas";
import { COMMANDS } from "./commands";
import { Facts } from "./facts";
import type { Filter } from "./filter";
import { standIns } from "./groups";
import { push, redo, replace, start, undo, type History } from "./history";
import { actionOf, nearest, type Key } from "./keys";
import { communitiesOf } from "./hulls";
import { HullLayer } from "./hull_layer";
import { menuOf, type MenuLine } from "./menu";
import { Pen } from "./pen";
import { project, type Cards, type Picture } from "./project";
import { read, Shelf, Writer, type Known } from "./saved";
import { Saving } from "./saving";
import { seenOf } from "./seen";
import { historyOfToday } from "./today";
import { EMPTY, reduce, type Action, type Delta, type EdgeData, type Id, type NodeData, type Point, type View } from "./view";

export interface Command {
  name: string;
  args?: Record<string, unknown>;
  nonce: number | string;
}
type SetProps = (props: Record<string, unknown>) => void;

const SETTLE_MS = 300;
const DOUBLE_TAP_MS = 400;
const LABELS_MS = 360; // after nodes have glided
const MARGIN = 36;
const NEAR = 6; // pixels beside a node that still mean it
const LEGEND = 190; // as broad as it will be, before it is there
const LEGEND_GAP = 12;
const READING = 1.4; // no fit shows anything larger

/** How broad the filter is; the sheet of the page says the same. */
export const PANEL = 250;

export interface Menu {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly MenuLine[];
}

export class Controller {
  readonly cy: Core;
  history: History<View> = start(EMPTY);
  seq = 0;
  /** Called with what is drawn whenever it changes, for legend, filter and counts. */
  onPicture: (picture: Picture, view: View) => void = () => undefined;
  onAnnounce: (text: string) => void = () => undefined;
  onMenu: (menu: Menu) => void = () => undefined;
  onPanel: () => void = () => undefined;
  onTimeline: () => void = () => undefined;
  /** Called with the name of a sentence that the reader should see. */
  onSay: (word: string) => void = () => undefined;
  stopLasso: (() => void) | null = null;
  readonly facts = new Facts(this);
  private readonly hulls: HullLayer;
  /** What is drawn on the chart by hand. */
  readonly pen = new Pen(this);
  private cards: Cards = {};
  private picture: Picture = {};
  private quiet = false;
  private dark: boolean;
  private scale = 1;
  private panel = false;
  private readonly ran = new Set<number | string>();
  private readonly waiting: Record<string, number> = {};
  private awaited: readonly Id[] = []; // to be selected when they come
  private lastTap: readonly [Id, number] = ["", 0];
  private known: Known = { nodes: {}, edges: {} };
  private served = new Set<Id>(); // what the server has on its list of this tab
  private due = false; // the address names a saved view, to be asked for when all that was here before has come
  private kept: string | null; // the history from before a reload, until the server has told its nodes again
  private readonly shelf: Shelf;
  private readonly writer = new Writer();
  readonly saving: Saving;
  private readonly leave = () => this.keep();

  constructor(
    readonly box: HTMLElement,
    canvas: HTMLElement,
    dark: boolean,
    options: object,
    readonly out: () => SetProps,
    keep?: string,
  ) {
    this.dark = dark;
    this.cy = create(canvas, dark, options);
    this.hulls = new HullLayer(this.cy, canvas);
    this.shelf = new Shelf(keep);
    this.saving = new Saving(this, this.shelf);
    this.kept = this.shelf.get();
    this.listen();
    this.pen.listen();
    window.addEventListener("pagehide", this.leave);
    const before = read(this.kept, { nodes: {}, edges: {} });
    const ids = before ? Object.keys(before.now.nodes) : [];
    // what has drawings alone waits for nothing that the server tells
    if (before) this.later("recall", 0, () => (ids.length ? this.recall(ids) : this.revive({})));
    else {
      this.kept = null;
      this.later("recall", 0, () => this.saving.askAddress());
    }
  }

  destroy(): void {
    window.removeEventListener("pagehide", this.leave);
    this.stopLasso?.();
    this.facts.destroy();
    this.hulls.destroy();
    Object.values(this.waiting).forEach(clearTimeout);
    this.cy.destroy();
  }

  /** The history from before a reload has still to come. */
  get waits(): boolean {
    return this.kept !== null;
  }

  get view(): View {
    return this.history.now;
  }

  theme(dark: boolean): void {
    this.dark = dark;
    this.restyle();
  }

  private restyle(): void {
    this.scale = scaleOf(this.cy);
    restyle(this.cy, this.dark, this.view.look, this.scale);
  }

  // ---- what the canvas tells ----

  private listen(): void {
    const { cy } = this;
    cy.on("dragfree", "node", () => this.later("drag", 0, () => this.absorb()));
    cy.on("select unselect", () => {
      this.later("labels", LABELS_MS, () => declutter(cy, this.scale));
      if (this.quiet) return;
      this.awaited = [];
      this.later("selection", 30, () => this.out()({ selection: this.selected() }));
    });
    cy.on("zoom", () => this.later("tune", 60, () => this.zoomed()));
    cy.on("dbltap", "node", (event) => this.expand([event.target.id()]));
    cy.on("tap", "node,edge", (event) => this.tapped(event));
    cy.on("cxttap", (event) => {
      const id: Id | null = event.target === cy ? null : event.target.id();
      if (id && !this.selected().includes(id)) this.choose([id]);
      this.menu(event.renderedPosition);
    });
  }

  private zoomed(): void {
    tune(this.cy);
    if (scaleOf(this.cy) === this.scale) return;
    this.restyle();
    declutter(this.cy, this.scale);
  }

  private tapped(event: EventObject): void {
    const id: Id = event.target.id();
    const [before, at] = this.lastTap;
    this.lastTap = [id, Date.now()];
    if (before !== id || Date.now() - at > DOUBLE_TAP_MS) this.openDetail(id);
  }

  /** Show what is known of an entity or a link; a group and its links have no detail. */
  openDetail(id: Id): void {
    if (this.view.nodes[id] ?? this.view.edges[id]) this.emit("openDetail", { id });
  }

  /** Open groups, and ask the server for the neighbours of the others. */
  expand(ids: readonly Id[]): void {
    ids.filter((id) => this.view.groups[id]).forEach((id) => this.act({ type: "expand", id }));
    const rest = ids.filter((id) => this.view.nodes[id]);
    if (rest.length) this.emit("expandRequest", { ids: rest, undone: this.undone() });
  }

  /** What the server believes to be on the chart although it was undone. */
  undone(): Id[] {
    return [...this.served].filter((id) => !this.view.nodes[id]);
  }

  private later(key: string, ms: number, action: () => void): void {
    clearTimeout(this.waiting[key]);
    this.waiting[key] = window.setTimeout(action, ms);
  }

  emit(type: string, more: object = {}): void {
    this.out()({ event: { type, nonce: `${Date.now()}-${Math.random()}`, ...more } });
  }

  selected(): Id[] {
    return this.cy.$(":selected").map((element) => element.id());
  }

  selectedNodes(): Id[] {
    return this.cy.nodes(":selected").map((element) => element.id());
  }

  // ---- state ----

  /** Take positions that the canvas changed by itself (drag) into the state. */
  absorb(): void {
    settle(this.cy);
    const to: Record<Id, Point> = {};
    for (const [id, point] of Object.entries(positions(this.cy))) {
      const old = this.picture[id]?.pos;
      if (old && Math.hypot(old[0] - point[0], old[1] - point[1]) > 0.1) to[id] = point;
    }
    if (Object.keys(to).length) this.act({ type: "move", to });
  }

  act(action: Action, record = true): void {
    const view = reduce(this.view, action);
    this.set(record ? push(this.history, view) : replace(this.history, view));
  }

  travel(back: boolean): void {
    const from = this.view;
    this.set(back ? undo(this.history) : redo(this.history));
    this.saving.travelled(from, this.view);
    this.recall(Object.keys(this.view.nodes));
  }

  /** Take a history that draws the same. */
  hand(history: History<View>): void {
    this.set(history);
  }

  private set(history: History<View>): void {
    if (history === this.history) return;
    settle(this.cy);
    const { look } = this.view;
    const chosen = this.selected().length;
    this.history = history;
    this.paint();
    // what is not seen any more is not selected either
    if (this.selected().length < chosen) this.later("selection", 30, () => this.out()({ selection: this.selected() }));
    if (look !== history.now.look) this.restyle();
    this.pen.want();
    this.facts.changed();
    this.later("labels", LABELS_MS, () => declutter(this.cy, this.scale));
    this.later("view", SETTLE_MS, () => this.tell());
  }

  /** Bring the canvas to what the view says. */
  paint(): void {
    const { told } = this.facts;
    const next = project(this.view, this.picture, this.cards, told);
    this.quiet = true;
    sync(this.cy, this.picture, next);
    this.quiet = false;
    this.picture = next;
    this.hulls.show(this.view.look.communities ? communitiesOf(next, told.communities) : []);
    this.onPicture(next, this.view);
  }

  /** How many notes of the case stand on each entity and link now. */
  noted(cards: Cards): void {
    this.cards = cards;
    this.paint();
  }

  /** Ask the page for a note on what is selected. */
  askCard(ids: readonly Id[]): void {
    const id = ids.find((one) => this.view.nodes[one] ?? this.view.edges[one]);
    if (id) this.out()({ card: { id, nonce: `${Date.now()}-${Math.random()}` } });
    else this.onSay("needSome");
  }

  private keep(): void {
    if (this.kept) return;
    this.shelf.put(this.history, this.writer);
    this.shelf.look({ zoom: this.cy.zoom(), pan: { ...this.cy.pan() } });
  }

  private tell(): void {
    tune(this.cy);
    this.keep();
    this.saving.tell();
    const { past, now, future } = this.history;
    const { pos, groups, drawings, filter, look } = now;
    const shown = this.cy.nodes().map((node) => node.id());
    const ids = { hidden: Object.keys(now.hidden), pinned: Object.keys(now.pinned), marked: Object.keys(now.marked) };
    this.out()({
      view: { pos, groups, drawings, filter, look, focus: now.focus && Object.keys(now.focus), ...ids, ...seenOf(this.picture, now) },
      shown: shown.filter((id) => now.nodes[id]),
      drawn: this.cy.edges().map((edge) => edge.id()).filter((id) => now.edges[id]),
      status: {
        shown: shown.filter((id) => now.nodes[id]).length,
        total: Object.values(now.nodes).filter((node) => !node.missing).length,
        links: this.cy.edges().length,
        canUndo: past.length,
        canRedo: future.length,
      },
    });
  }

  // ---- what the page tells ----

  /** Apply deltas in order. Seen ones are skipped; after a gap nothing is applied and the page is asked again. */
  feed(deltas: readonly Delta[]): void {
    for (const delta of deltas) {
      const seq = delta.seq ?? this.seq + 1;
      if (seq <= this.seq) continue;
      if (seq > this.seq + 1 && !delta.reset) {
        this.emit("gap", { have: this.seq, got: seq });
        return;
      }
      this.seq = seq;
      this.take(delta);
    }
    this.out()({ seen: this.seq });
  }

  /** Remember what the server told; of all that it tells again only what it had not told before is new. */
  private take(delta: Delta): void {
    const { nodes = [], edges = [] } = delta.add ?? {};
    const had = this.known.edges;
    const again = delta.reset && !delta.clear;
    if (delta.reset) this.known = { nodes: {}, edges: {} }; // a name that is not told any more is not kept
    for (const node of nodes) this.known.nodes[node.id] = node;
    for (const edge of edges) this.known.edges[edge.id] = edge;
    const fresh = again ? nodes.filter((node) => !this.served.has(node.id)) : nodes;
    const ties = again ? edges.filter((edge) => !had[edge.id]) : edges; // what was undone stays undone
    if (delta.clear || delta.reset) this.served = new Set();
    if (delta.reset) this.facts.forget();
    for (const node of nodes) this.served.add(node.id);
    const revived = this.revive(delta);
    if (delta.opens) {
      this.saving.open(delta.opens, delta);
      this.choose([...this.selected(), ...this.awaited], false);
    } else if (revived) this.due = this.recall(Object.keys(this.view.nodes));
    if (revived ? !this.due : this.due) {
      this.due = false;
      this.saving.askAddress();
    }
    if (revived || delta.opens) return;
    this.retell(delta, fresh.some((node) => this.view.nodes[node.id]?.missing));
    this.apply({ ...delta, add: this.withLinks(fresh, ties) });
  }

  /** All that can be undone, with what the server says of it now. */
  private retell({ reset, became }: Delta, lost: boolean): void {
    if (!lost && !reset && !became) return;
    const chosen = this.selected().map((id) => became?.[id] ?? id);
    const { history, known } = this;
    const again = reset || became;
    this.set(again ? historyOfToday(history, known, became) : (read(this.writer.write(history), known) ?? history));
    if (became) this.choose(chosen, false);
    if (reset) this.recall(Object.keys(this.view.nodes));
  }

  /** Nodes that come back after an undo bring the links that the server has told long ago. */
  private withLinks(nodes: NodeData[], edges: EdgeData[]): NonNullable<Delta["add"]> {
    const come = new Set(nodes.map((node) => node.id).filter((id) => !this.view.nodes[id]));
    const back = Object.values(this.known.edges).filter(({ source, target }) => come.has(source) || come.has(target));
    return { nodes, edges: [...back, ...edges] };
  }

  /** After a reload: the history as it was. What the address asks for and was not there becomes a step of its own. */
  private revive(delta: Delta): boolean {
    const history = read(this.kept, this.known);
    this.kept = null;
    if (!history || this.history.past.length || Object.keys(this.view.nodes).length) return false;
    this.set(history);
    const come = new Set((delta.show ?? []).filter((id) => !history.now.nodes[id]));
    const nodes = (delta.add?.nodes ?? []).filter((node) => come.has(node.id));
    const place = this.shelf.looked();
    if (place) this.cy.viewport(place);
    else this.fit();
    if (nodes.length) this.apply({ ...delta, clear: false, add: this.withLinks(nodes, []) });
    this.choose(this.awaited, false);
    return true;
  }

  /** Ask for nodes that are on the chart but not on the server's list: it began anew, or a clearing was undone. */
  private recall(ids: readonly Id[]): boolean {
    const lost = ids.filter((id) => !this.served.has(id));
    if (!lost.length) return false;
    const undone = this.undone(); // they make room, and are asked for again when they come back
    undone.forEach((id) => this.served.delete(id));
    this.emit("recall", { ids: lost, undone });
    return true;
  }

  private apply(delta: Delta): void {
    const { nodes } = this.view;
    const first = !Object.keys(nodes).length && !this.history.past.length;
    const fresh = (delta.add?.nodes ?? []).filter((node) => !nodes[node.id]);
    const shown = (delta.show ?? []).some((id) => this.view.hidden[id] || (this.view.focus && !this.view.focus[id]));
    const tied = (delta.add?.edges ?? []).some(({ id, source, target }) => !this.view.edges[id] && nodes[source] && nodes[target]);
    const changes = fresh.length > 0 || tied || shown || !!delta.mark || !!delta.clear || !!delta.remove?.length;
    const empty = delta.clear || !Object.keys(nodes).length;
    this.act({ type: "delta", delta }, changes && !first);
    if (this.awaited.length) this.choose([...this.selected(), ...this.awaited], false);
    if (!fresh.length) return;
    if (delta.together) this.facts.groupBy("community", fresh.map((node) => node.id));
    if (empty && fresh.length > 2 && fresh.some((node) => node.x === undefined)) {
      this.act({ type: "move", to: laidOut(this.cy.nodes(), "force", true) }, false);
      this.fit();
      return;
    }
    const view = this.cy.extent();
    const away = this.pick(fresh.map((node) => node.id)).filter((node) => {
      const { x, y } = node.position();
      return x < view.x1 || x > view.x2 || y < view.y1 || y > view.y2;
    });
    if (empty || away.nonempty()) this.fit();
  }

  /** Select exactly these; those that are not on the canvas yet are selected when they come. */
  choose(ids: readonly Id[], tell = true): void {
    this.awaited = ids.filter((id) => this.cy.getElementById(id).empty());
    const want = new Set(ids);
    const have = this.cy.$(":selected");
    if (have.length !== want.size || !have.toArray().every((element) => want.has(element.id()))) {
      this.quiet = true;
      this.cy.batch(() => {
        have.unselect();
        ids.forEach((id) => this.cy.getElementById(id).select());
      });
      this.quiet = false;
    }
    if (tell) this.out()({ selection: [...ids] });
  }

  obey(commands: readonly Command[]): void {
    for (const command of commands) {
      if (this.ran.has(command.nonce)) continue;
      this.ran.add(command.nonce);
      this.run(command.name, command.args ?? {});
    }
  }

  run(name: string, args: Readonly<Record<string, unknown>> = {}): void {
    const command = COMMANDS[name];
    if (command) command(this, (args.ids as Id[] | undefined) ?? this.selected(), args);
    else this.emit("unknownCommand", { name });
  }

  /** The room may have changed: what was seen as a whole still is. Tells whether it was. */
  refit(): boolean {
    const { cy } = this;
    const [width, height] = [cy.width(), cy.height()];
    const seen = cy.extent();
    const box = cy.elements().boundingBox();
    const whole = width > 0 && box.x1 >= seen.x1 && box.x2 <= seen.x2 && box.y1 >= seen.y1 && box.y2 <= seen.y2;
    cy.resize();
    if (whole && (cy.width() !== width || cy.height() !== height)) this.fit();
    return whole;
  }

  /** The filter takes its room at the left, or gives it back. */
  resized(panel: boolean): void {
    if (panel === this.panel) return;
    this.panel = panel;
    if (!this.refit()) this.cy.panBy({ x: panel ? -PANEL / 2 : PANEL / 2, y: 0 });
  }

  filter(change: Partial<Filter>): void {
    this.act({ type: "filter", filter: { ...this.view.filter, ...change } });
  }

  pick(ids: readonly Id[]): NodeCollection {
    return ids.reduce((all, id) => all.union(this.cy.getElementById(id)), this.cy.collection()).nodes();
  }

  /** Show everything (or the given part) beside the legend, but never larger than reading size. */
  fit(part?: NodeCollection): void {
    const { cy } = this;
    settle(cy);
    const all = (part ?? cy.elements()).boundingBox();
    const box = part ? all : this.pen.box(all);
    const shown = this.box.querySelector<HTMLElement>(".jejak-legend");
    const legend = !shown ? LEGEND : shown.hasAttribute("open") ? shown.offsetWidth : 0;
    const left = legend && legend < cy.width() / 3 ? legend + LEGEND_GAP : 0;
    const [width, height] = [cy.width() - left - 2 * MARGIN, cy.height() - 2 * MARGIN];
    if (box.w <= 0 || box.h <= 0 || width <= 0 || height <= 0) return;
    const zoom = Math.min(READING, width / box.w, height / box.h);
    const [x, y] = [left + MARGIN + width / 2, MARGIN + height / 2];
    cy.viewport({ zoom, pan: { x: x - (zoom * (box.x1 + box.x2)) / 2, y: y - (zoom * (box.y1 + box.y2)) / 2 } });
  }

  // ---- arranging ----

  /** The selection where there is one of several, else everything; pinned nodes stay. */
  private movable(): { nodes: NodeCollection; some: boolean } {
    const chosen = this.cy.nodes(":selected");
    return chosen.length > 1 ? { nodes: chosen, some: true } : { nodes: this.cy.nodes(), some: false };
  }

  private spots(nodes: NodeCollection): Spot[] {
    const free = nodes.filter((node) => !node.locked());
    return free.map((node) => {
      const { stage, kind } = node.data();
      return { id: node.id(), at: this.picture[node.id()]!.pos!, kind: String(kind ?? ""), stage };
    });
  }

  arrange(how: string): void {
    settle(this.cy);
    const { nodes, some } = this.movable();
    const spots = this.spots(nodes);
    if (!spots.length) return;
    const ties = nodes.edgesWith(nodes).map((edge) => {
      const { source, target, first } = edge.data();
      return { source, target, first };
    });
    let places = how === "force" ? laidOut(nodes, "force", !some) : (ARRANGEMENTS[how]?.(spots, ties) ?? {});
    if (!Object.keys(places).length) {
      this.onSay(how === "time" ? "noDates" : "noStages");
      places = laidOut(nodes, "layered", false);
    }
    const stays = how === "force" && spots.length < nodes.length; // around what is pinned
    this.glideTo(stays ? places : inPlace(places, spots), !some);
  }

  align(how: Alignment): void {
    settle(this.cy);
    const spots = this.spots(this.cy.nodes(":selected"));
    if (spots.length < 2) this.onSay("needSeveral");
    else this.glideTo(align(how, spots), false);
  }

  private glideTo(places: Places, fit: boolean): void {
    const before = Object.fromEntries(Object.keys(places).map((id) => [id, this.picture[id]!.pos!] as const));
    this.act({ type: "move", to: places });
    if (fit) this.fit();
    glide(this.cy, before);
    this.emit("layoutDone");
  }

  // ---- keys and the menu ----

  /** Act on a key press; true when it was ours. */
  key(event: Key): boolean {
    const action = actionOf(event);
    if (!action) return false;
    const ids = this.selected();
    switch (action.name) {
      case "step":
        this.step(action.dx, action.dy, action.extend);
        break;
      case "zoom":
        this.cy.zoom({ level: this.cy.zoom() * action.by, renderedPosition: this.middle() });
        break;
      case "detail":
        if (ids[0] && this.view.groups[ids[0]]) this.expand([ids[0]]);
        else if (ids[0]) this.openDetail(ids[0]);
        break;
      case "clear":
        this.stopLasso?.();
        this.run("clearMarks");
        this.choose([]);
        break;
      case "menu": {
        const last = this.cy.$(":selected").last();
        const at = last.empty() ? this.middle() : last.isNode() ? last.renderedPosition() : last.renderedMidpoint();
        this.menu(at);
        break;
      }
      case "run":
        this.run(action.command, action.args);
    }
    return true;
  }

  private menu(at: { x: number; y: number }): void {
    this.pen.here = at;
    const ids = this.selected();
    const nodes = this.selectedNodes();
    const groups = ids.filter((id) => this.view.groups[id]).length;
    const pinned = nodes.length > 0 && nodes.every((id) => this.view.pinned[id]);
    this.onMenu({ ...at, lines: menuOf({ nodes: nodes.length, links: ids.length - nodes.length, groups, pinned }) });
  }

  /** What stands on the canvas for an entity or a group; nothing where it is not drawn. */
  drawn(id: Id): NodeSingular {
    return this.cy.getElementById(standIns(this.view.groups)[id] ?? id);
  }

  /** The node at a place of the canvas. */
  nodeAt({ x, y }: { x: number; y: number }): Id | null {
    const hit = this.cy.nodes().filter((node) => {
      const at = node.renderedPosition();
      return Math.hypot(at.x - x, at.y - y) <= node.renderedWidth() / 2 + NEAR;
    });
    return hit.nonempty() ? hit.last().id() : null;
  }

  /** How much larger labels are written at this zoom. */
  written(): number {
    return this.scale;
  }

  private middle(): { x: number; y: number } {
    return { x: this.cy.width() / 2, y: this.cy.height() / 2 };
  }

  /** Move the selection to the nearest node in a direction; with nothing selected, take the one nearest the middle. */
  private step(dx: number, dy: number, extend: boolean): void {
    const nodes = this.cy.nodes().map((node) => ({ id: node.id(), ...node.position() }));
    const last = this.cy.nodes(":selected").last();
    const { x1, y1, w, h } = this.cy.extent();
    const byDistance = (p: { x: number; y: number }) => Math.hypot(p.x - x1 - w / 2, p.y - y1 - h / 2);
    const next = last.nonempty()
      ? nearest({ id: last.id(), ...last.position() }, nodes, dx, dy)
      : [...nodes].sort((p, q) => byDistance(p) - byDistance(q))[0]?.id;
    if (!next) return;
    this.choose(extend ? [...this.selected(), next] : [next]);
    const node = this.cy.getElementById(next);
    const at = node.renderedPosition();
    if (at.x < 0 || at.y < 0 || at.x > this.cy.width() || at.y > this.cy.height()) this.cy.center(node);
    const told = [node.data("label"), node.data("maskedLabel") ?? node.data("kindLabel"), node.data("partLabel")];
    this.onAnnounce(told.filter(Boolean).join(", "));
  }
}
