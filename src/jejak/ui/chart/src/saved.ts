/** The history of views as text that survives a reload: ids, places and choices; never a name and never a text. */
import type { History } from "./history";
import { EMPTY, type EdgeData, type Id, type NodeData, type Point, type Table, type View } from "./view";

/** All that the server has told, by id. */
export interface Known {
  readonly nodes: Record<Id, NodeData>;
  readonly edges: Record<Id, EdgeData>;
}

type Change = [set: [number, unknown][], gone: number[]];
/** What differs from the view before; a table that is the same is left out. */
interface Step {
  nodes?: Change;
  pos?: Change;
  hidden?: Change;
  pinned?: Change;
  marked?: Change;
  groups?: Change;
  drawings?: Change;
  focus?: number[] | null;
  filter?: View["filter"];
  look?: View["look"];
  of?: Id;
}
const TABLES = ["nodes", "pos", "hidden", "pinned", "marked", "groups", "drawings"] as const;
interface Text {
  version: 1;
  ids: Id[];
  at: number;
  steps: Step[];
}

/** Writes histories; what was written of a step once is not worked out again. */
export class Writer {
  private readonly ids: Id[] = [];
  private readonly places = new Map<Id, number>();
  private readonly done = new WeakMap<View, { before: View; text: string }>();

  private place(id: Id): number {
    const known = this.places.get(id);
    if (known !== undefined) return known;
    this.places.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  private change(name: (typeof TABLES)[number], before: Table<unknown>, now: Table<unknown>): Change {
    const set: [number, unknown][] = [];
    for (const [id, value] of Object.entries(now)) {
      if (name === "nodes") {
        if (!before[id]) set.push([this.place(id), 1]);
      } else if (before[id] !== value) set.push([this.place(id), value]);
    }
    const gone = Object.keys(before).filter((id) => !(id in now));
    return [set, gone.map((id) => this.place(id))];
  }

  private step(before: View, now: View): string {
    const held = this.done.get(now);
    if (held?.before === before) return held.text;
    const step: Step = {};
    for (const name of TABLES) {
      if (before[name] === now[name]) continue;
      const change = this.change(name, before[name], now[name]);
      if (change[0].length || change[1].length) step[name] = change;
    }
    if (before.focus !== now.focus) step.focus = now.focus && Object.keys(now.focus).map((id) => this.place(id));
    if (before.filter !== now.filter) step.filter = now.filter;
    if (before.look !== now.look) step.look = now.look;
    if (before.of !== now.of) step.of = now.of;
    const text = JSON.stringify(step);
    this.done.set(now, { before, text });
    return text;
  }

  write({ past, now, future }: History<View>): string {
    const views = [...past, now, ...future];
    const steps = views.map((view, at) => this.step(at ? views[at - 1]! : EMPTY, view));
    return `{"version":1,"ids":${JSON.stringify(this.ids)},"at":${past.length},"steps":[${steps.join()}]}`;
  }
}

function applied<T>(table: Table<T>, change: Change | undefined, ids: Id[], value: (id: Id, told: unknown) => T) {
  if (!change) return table;
  const out: Record<Id, T> = { ...table };
  for (const place of change[1]) delete out[ids[place]!];
  for (const [place, told] of change[0]) out[ids[place]!] = value(ids[place]!, told);
  return out;
}

/** Links are as known as their ends: all among the nodes of a view are on it. */
export function tied(nodes: Table<NodeData>, known: Known): Record<Id, EdgeData> {
  const out: Record<Id, EdgeData> = {};
  for (const edge of Object.values(known.edges)) if (nodes[edge.source] && nodes[edge.target]) out[edge.id] = edge;
  return out;
}

function next(before: View, step: Step, ids: Id[], known: Known): View {
  const nodes = applied(before.nodes, step.nodes, ids, (id): NodeData => known.nodes[id] ?? { id, missing: true });
  const flag = (change: Change | undefined, table: Table<true>) => applied(table, change, ids, () => true as const);
  return {
    ...before,
    nodes,
    edges: step.nodes ? tied(nodes, known) : before.edges,
    pos: applied(before.pos, step.pos, ids, (_id, told) => told as Point),
    hidden: flag(step.hidden, before.hidden),
    pinned: flag(step.pinned, before.pinned),
    marked: flag(step.marked, before.marked),
    groups: applied(before.groups, step.groups, ids, (_id, told) => told as View["groups"][Id]),
    drawings: applied(before.drawings, step.drawings, ids, (_id, told) => told as View["drawings"][Id]),
    focus: step.focus === undefined ? before.focus : step.focus && Object.fromEntries(step.focus.map((at) => [ids[at]!, true])),
    filter: step.filter ?? before.filter,
    look: step.look ?? before.look,
    of: step.of ?? before.of,
  };
}

/** The history that a text tells, with what the server says of its nodes now; null where it is no such text. */
export function read(text: string | null, known: Known): History<View> | null {
  if (!text) return null;
  try {
    const { version, ids, at, steps } = JSON.parse(text) as Text;
    if (version !== 1 || !steps[at]) return null;
    const views: View[] = [];
    for (const step of steps) views.push(next(views[views.length - 1] ?? EMPTY, step, ids, known));
    if (!ids.length) return null; // of a chart on which nothing ever was
    return { past: views.slice(0, at), now: views[at]!, future: views.slice(at + 1) };
  } catch {
    return null; // cut off or of another version: the chart begins anew
  }
}

export interface Viewport {
  readonly zoom: number;
  readonly pan: { readonly x: number; readonly y: number };
}

/** A place in the browser's memory of this tab, for one case; without a name nothing is kept. */
export class Shelf {
  private readonly name: string;

  constructor(of: string | undefined) {
    this.name = of ? `jejak-chart:${of}` : "";
  }

  /** Keep where the reader looks. */
  look(at: Viewport): void {
    this.keepText("at", JSON.stringify(at));
  }

  looked(): Viewport | null {
    const text = this.text("at");
    return text ? (JSON.parse(text) as Viewport) : null;
  }

  /** Keep a short text under a name of its own; there is always room for one. */
  keepText(of: string, text: string): void {
    if (this.name) sessionStorage.setItem(`${this.name}:${of}`, text);
  }

  text(of: string): string | null {
    return this.name ? sessionStorage.getItem(`${this.name}:${of}`) : null;
  }

  get(): string | null {
    return this.name ? sessionStorage.getItem(this.name) : null;
  }

  /** Keep a history; where there is no room for all of it, the newer half of its past. */
  put(history: History<View>, writer: Writer): void {
    if (!this.name) return;
    try {
      sessionStorage.setItem(this.name, writer.write(history)); // throws where there is no room
    } catch {
      const half = history.past.slice(Math.ceil(history.past.length / 2));
      if (half.length < history.past.length) this.put({ past: half, now: history.now, future: [] }, new Writer());
    }
  }
}
