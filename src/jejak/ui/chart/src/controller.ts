/** One chart on one page: takes deltas, commands and keys, keeps the history of views, and tells the page. */
import type { Core, EventObject, NodeCollection } from "cytoscape";
import { create, layoutOptions, positions, svg, sync, tune } from "./canvas";
import { push, redo, replace, start, undo, type History } from "./history";
import { actionOf, nearest, type Key } from "./keys";
import { lasso } from "./lasso";
import { project, type Picture } from "./project";
import { sheet } from "./style";
import { EMPTY, reduce, type Action, type Delta, type Id, type Point, type View } from "./view";

export interface Command {
  name: string;
  args?: Record<string, unknown>;
  nonce: number | string;
}
type SetProps = (props: Record<string, unknown>) => void;
type Run = (ids: Id[], args: Record<string, unknown>) => void;

const SETTLE_MS = 300;
const DOUBLE_TAP_MS = 400;
const MARGIN = 40;

function save(blob: Blob, file: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export class Controller {
  readonly cy: Core;
  history: History<View> = start(EMPTY);
  seq = 0;
  /** Called with the nodes on the canvas whenever they change, for legend and announcements. */
  onPicture: (picture: Picture) => void = () => undefined;
  onAnnounce: (text: string) => void = () => undefined;
  private picture: Picture = {};
  private quiet = false;
  private readonly ran = new Set<number | string>();
  private readonly waiting: Record<string, number> = {};
  private stopLasso: (() => void) | null = null;
  private awaited: readonly Id[] = []; // to be selected when they come
  private lastTap: readonly [Id, number] = ["", 0];

  constructor(
    private readonly box: HTMLElement,
    canvas: HTMLElement,
    dark: boolean,
    options: object,
    private readonly out: () => SetProps,
  ) {
    this.cy = create(canvas, dark, options);
    this.listen();
  }

  destroy(): void {
    this.stopLasso?.();
    Object.values(this.waiting).forEach(clearTimeout);
    this.cy.destroy();
  }

  theme(dark: boolean): void {
    this.cy.style(sheet(dark));
  }

  // ---- what the canvas tells ----

  private listen(): void {
    const { cy } = this;
    cy.on("dragfree", "node", () => this.later("drag", 0, () => this.absorb()));
    cy.on("select unselect", () => {
      if (this.quiet) return;
      this.awaited = [];
      this.later("selection", 30, () => this.out()({ selection: this.selected() }));
    });
    cy.on("zoom", () => this.later("tune", 30, () => tune(cy)));
    cy.on("dbltap", "node", (event) => this.expand(event.target.id()));
    cy.on("tap", "node,edge", (event) => this.tapped(event));
    cy.on("cxttap", "node,edge", (event) => {
      this.emit("contextMenu", { id: event.target.id(), ...event.renderedPosition });
    });
  }

  private tapped(event: EventObject): void {
    const id: Id = event.target.id();
    const [before, at] = this.lastTap;
    this.lastTap = [id, Date.now()];
    if (before !== id || Date.now() - at > DOUBLE_TAP_MS) this.emit("openDetail", { id });
  }

  private expand(id: Id): void {
    if (this.history.now.groups[id]) this.act({ type: "expand", id });
    else this.emit("expandRequest", { id });
  }

  private later(key: string, ms: number, action: () => void): void {
    clearTimeout(this.waiting[key]);
    this.waiting[key] = window.setTimeout(action, ms);
  }

  emit(type: string, more: object = {}): void {
    this.out()({ event: { type, nonce: `${Date.now()}-${Math.random()}`, ...more } });
  }

  private selected(): Id[] {
    return this.cy.$(":selected").map((element) => element.id());
  }

  // ---- state ----

  /** Take positions that the canvas changed by itself (drag, layout) into the state. */
  absorb(): void {
    const to: Record<Id, Point> = {};
    for (const [id, point] of Object.entries(positions(this.cy))) {
      const old = this.picture[id]?.pos;
      if (old && (old[0] !== point[0] || old[1] !== point[1])) to[id] = point;
    }
    if (Object.keys(to).length) this.act({ type: "move", to });
  }

  act(action: Action, record = true): void {
    const view = reduce(this.history.now, action);
    this.set(record ? push(this.history, view) : replace(this.history, view));
  }

  private set(history: History<View>): void {
    if (history === this.history) return;
    this.history = history;
    const next = project(history.now, this.picture);
    sync(this.cy, this.picture, next);
    this.picture = next;
    this.onPicture(next);
    this.later("view", SETTLE_MS, () => this.tell());
  }

  private tell(): void {
    tune(this.cy);
    const { past, now, future } = this.history;
    const { pos, groups, notes } = now;
    const shown = this.cy.nodes().map((node) => node.id());
    this.out()({
      view: { pos, hidden: Object.keys(now.hidden), pinned: Object.keys(now.pinned), groups, notes },
      shown,
      status: {
        shown: shown.length,
        total: Object.keys(now.nodes).length,
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
      this.apply(delta);
    }
    this.out()({ seen: this.seq });
  }

  private apply(delta: Delta): void {
    const first = !Object.keys(this.history.now.nodes).length || delta.reset;
    const known = new Set(Object.keys(this.history.now.nodes));
    this.act({ type: "delta", delta }, !first);
    if (this.awaited.length) this.select([...this.selected(), ...this.awaited]);
    const fresh = (delta.add?.nodes ?? []).filter((node) => first || !known.has(node.id));
    if (!fresh.length) return;
    if (first && fresh.length > 2 && fresh.some((node) => node.x === undefined)) {
      this.layout({ randomize: true }, false);
      return;
    }
    const view = this.cy.extent();
    const away = this.pick(fresh.map((node) => node.id)).filter((node) => {
      const { x, y } = node.position();
      return x < view.x1 || x > view.x2 || y < view.y1 || y > view.y2;
    });
    if (first || away.nonempty()) this.fit();
  }

  /** Select exactly these; those that are not on the canvas yet are selected when they come. */
  select(ids: readonly Id[]): void {
    this.awaited = ids.filter((id) => this.cy.getElementById(id).empty());
    const want = new Set(ids);
    const have = this.cy.$(":selected");
    if (have.length === want.size && have.toArray().every((element) => want.has(element.id()))) return;
    this.quiet = true;
    this.cy.batch(() => {
      have.unselect();
      ids.forEach((id) => this.cy.getElementById(id).select());
    });
    this.quiet = false;
  }

  obey(commands: readonly Command[]): void {
    for (const command of commands) {
      if (this.ran.has(command.nonce)) continue;
      this.ran.add(command.nonce);
      this.run(command.name, command.args ?? {});
    }
  }

  private run(name: string, args: Record<string, unknown>): void {
    const ids = (args.ids as Id[] | undefined) ?? this.selected();
    const command = this.commands[name];
    if (command) command(ids, args);
    else this.emit("unknownCommand", { name });
  }

  private readonly commands: Readonly<Record<string, Run>> = {
    undo: () => this.set(undo(this.history)),
    redo: () => this.set(redo(this.history)),
    hide: (ids) => this.act({ type: "hide", ids }),
    show: (ids) => this.act({ type: "show", ids }),
    showAll: () => this.act({ type: "showAll" }),
    pin: (ids) => this.act({ type: "pin", ids }),
    unpin: (ids) => this.act({ type: "unpin", ids }),
    collapse: (members, args) =>
      this.act({ type: "collapse", id: String(args.id), label: String(args.label ?? "group"), members }),
    expand: (_ids, args) => this.act({ type: "expand", id: String(args.id) }),
    expandSelected: (ids) => ids.filter((id) => this.cy.getElementById(id).isNode()).forEach((id) => this.expand(id)),
    note: (_ids, args) => this.act({ type: "note", id: String(args.id), text: String(args.text ?? "") }),
    fit: (ids, args) => this.fit(args.ids ? this.pick(ids) : undefined),
    select: (ids) => {
      this.select(ids);
      this.out()({ selection: ids });
    },
    layout: (_ids, args) => this.layout(args),
    path: (_ids, args) => this.path(String(args.from), String(args.to), args.directed === true),
    clearPath: () => void this.cy.elements().removeClass("path faded"),
    lasso: () => {
      this.stopLasso?.();
      this.stopLasso = lasso(this.box, (hit) => {
        this.stopLasso = null;
        this.cy
          .nodes()
          .filter((node) => hit(node.renderedPosition()))
          .select();
      });
    },
    exportSvg: (_ids, args) => {
      const text = svg(this.cy, String(args.title ?? ""));
      if (args.file) save(new Blob([text], { type: "image/svg+xml" }), String(args.file));
      else this.emit("svg", { text });
    },
    exportPng: (_ids, args) => {
      const options = { output: "blob", full: args.full !== false, scale: Number(args.scale ?? 2), bg: "#ffffff" };
      const blob = this.cy.png({ ...options, maxWidth: 8000, maxHeight: 8000 } as never) as unknown as Blob;
      save(blob, String(args.file ?? "chart.png"));
    },
  };

  private pick(ids: readonly Id[]) {
    return ids.reduce((all, id) => all.union(this.cy.getElementById(id)), this.cy.collection()).nodes();
  }

  /** Show everything (or the given part), but never larger than reading size. */
  private fit(part?: NodeCollection): void {
    this.cy.fit(part as never, MARGIN);
    if (this.cy.zoom() > 1.4) {
      this.cy.zoom(1.4);
      this.cy.center(part as never);
    }
  }

  private layout(args: Record<string, unknown>, record = true): void {
    const layout = this.cy.layout(layoutOptions(this.cy, args));
    layout.one("layoutstop", () => {
      if (record) this.absorb();
      else this.settle();
      this.fit();
      this.emit("layoutDone");
    });
    layout.run();
  }

  /** The first picture of a delta belongs to the delta: no undo step of its own. */
  private settle(): void {
    this.act({ type: "move", to: positions(this.cy) }, false);
  }

  private path(from: Id, to: Id, directed: boolean): void {
    const all = this.cy.elements();
    all.removeClass("path faded");
    const result = all.aStar({ root: this.cy.getElementById(from), goal: this.cy.getElementById(to), directed });
    if (result.found) {
      this.cy.batch(() => {
        all.difference(result.path).addClass("faded");
        result.path.addClass("path");
      });
    }
    this.emit("path", { found: result.found, ids: result.found ? result.path.map((element) => element.id()) : [] });
  }

  // ---- keys ----

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
      case "expand":
        this.run("expandSelected", {});
        break;
      case "detail":
        if (ids[0]) this.emit("openDetail", { id: ids[0] });
        break;
      case "pin":
        this.run(ids.every((id) => this.history.now.pinned[id]) ? "unpin" : "pin", {});
        break;
      case "clear":
        this.run("clearPath", {});
        this.run("select", { ids: [] });
        break;
      default:
        this.run(action.name, {});
    }
    return true;
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
    this.run("select", { ids: extend ? [...this.selected(), next] : [next] });
    const node = this.cy.getElementById(next);
    const at = node.renderedPosition();
    if (at.x < 0 || at.y < 0 || at.x > this.cy.width() || at.y > this.cy.height()) this.cy.center(node);
    this.onAnnounce(`${node.data("label") ?? ""}, ${node.data("kindLabel") ?? node.data("kind") ?? ""}`);
  }
}
