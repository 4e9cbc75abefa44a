/** The chart's whole state as one immutable value, and the pure function that makes the next one. */
import { shifted, sized, type Drawing } from "./drawings";
import { NO_FILTER, type Filter } from "./filter";
import { collapse, collapseAll, moveGroup, type Group, type Planned } from "./groups";
import { place } from "./placing";
import type { Opening } from "./saving";
import type { Became } from "./today";

export type Id = string;
export type Point = readonly [number, number];
export type Table<T> = Readonly<Record<Id, T>>;

export interface NodeData {
  id: Id;
  label?: string;
  kind?: string;
  /** Only its id is known yet: it was on the chart before a reload and the server has not sent it again. */
  missing?: true;
  [more: string]: unknown;
}

export interface EdgeData {
  id: Id;
  source: Id;
  target: Id;
  label?: string;
  [more: string]: unknown;
}

/** What size of nodes and width of links stand for. */
export interface Look {
  /** "same", "degree" (neighbours in the case), "chart" (neighbours on it), or the analysis that ranks. */
  readonly size: string;
  readonly width: "count" | "amount";
  /** Communities have a hull around them. */
  readonly communities?: boolean;
}

export interface View {
  readonly nodes: Table<NodeData>;
  readonly edges: Table<EdgeData>;
  readonly pos: Table<Point>;
  /** Hidden by hand. */
  readonly hidden: Table<true>;
  readonly pinned: Table<true>;
  readonly groups: Table<Group>;
  readonly drawings: Table<Drawing>;
  readonly filter: Filter;
  /** Only these are looked at; null: everything. */
  readonly focus: Table<true> | null;
  /** Highlighted nodes and links, as those of a path. */
  readonly marked: Table<true>;
  readonly look: Look;
  /** The saved view that this is a version of, or "". */
  readonly of: Id;
}

/** What the server says has changed. `seq` counts from 1; see Controller.feed. */
export interface Delta {
  seq?: number;
  /** Everything that was told is told again. */
  reset?: boolean;
  /** Everything is taken off first. */
  clear?: boolean;
  add?: { nodes?: (NodeData & { x?: number; y?: number })[]; edges?: EdgeData[] };
  remove?: Id[];
  /** What was told under some ids stands under others now, or is gone. */
  became?: Became;
  patch?: Record<Id, Record<string, unknown>>;
  /** These are highlighted from now on, and nothing else. */
  mark?: Id[];
  /** These were asked for by name: hidden ones among them are seen again. */
  show?: Id[];
  /** A saved view that takes the place of the chart. */
  opens?: Opening;
  /** What is new is closed in its communities. */
  together?: true;
}

export type Action =
  | { type: "delta"; delta: Delta }
  | { type: "move"; to: Record<Id, Point> }
  | { type: "hide" | "show" | "pin" | "unpin" | "mark"; ids: Id[] }
  | { type: "showAll" | "expandAll" }
  | { type: "focus"; ids: Id[] | null }
  | { type: "filter"; filter: Filter }
  | { type: "look"; look: Look }
  | { type: "open"; view: View }
  | { type: "collapse"; id: Id; members: Id[] }
  | { type: "collapseAll"; groups: readonly Planned[] }
  | { type: "expand"; id: Id }
  | { type: "draw"; drawing: Drawing }
  | { type: "erase"; id: Id }
  | { type: "shift" | "size"; id: Id; by: Point };

export const EMPTY: View = {
  nodes: {},
  edges: {},
  pos: {},
  hidden: {},
  pinned: {},
  groups: {},
  drawings: {},
  filter: NO_FILTER,
  focus: null,
  marked: {},
  look: { size: "same", width: "count" },
  of: "",
};

function without<T>(table: Table<T>, ids: Iterable<Id>): Record<Id, T> {
  const out = { ...table };
  for (const id of ids) delete out[id];
  return out;
}

export function flagged(table: Table<true>, ids: Iterable<Id>): Record<Id, true> {
  const out = { ...table };
  for (const id of ids) out[id] = true;
  return out;
}

function patched<T extends { id: Id }>(table: Record<Id, T>, id: Id, data: Record<string, unknown>): void {
  const old = table[id];
  if (old) table[id] = { ...old, ...data, id };
}

function applyDelta(old: View, delta: Delta): View {
  const view = delta.clear ? { ...EMPTY, look: old.look } : old;
  const gone = delta.remove ?? [];
  const nodes = without(view.nodes, gone);
  const edges = without(view.edges, gone);
  const pos = without(view.pos, gone);
  for (const edge of delta.add?.edges ?? []) edges[edge.id] = edge;
  const fresh: Id[] = [];
  for (const { x, y, ...data } of delta.add?.nodes ?? []) {
    nodes[data.id] = data as NodeData;
    if (pos[data.id]) continue; // a known node never moves because the server sent it again
    if (x !== undefined && y !== undefined) pos[data.id] = [x, y];
    else fresh.push(data.id);
  }
  for (const [id, data] of Object.entries(delta.patch ?? {})) {
    patched(nodes, id, data);
    patched(edges, id, data);
  }
  for (const edge of Object.values(edges)) if (!nodes[edge.source] || !nodes[edge.target]) delete edges[edge.id];
  place(fresh, edges, pos);
  // who comes anew, or is asked for again, is seen
  const come = (delta.add?.nodes ?? []).map((node) => node.id).filter((id) => !view.nodes[id]);
  return {
    ...view,
    nodes,
    edges,
    pos,
    hidden: without(view.hidden, [...gone, ...come, ...(delta.show ?? [])]),
    pinned: without(view.pinned, gone),
    focus: view.focus && flagged(view.focus, [...come, ...(delta.show ?? [])]),
    marked: delta.mark ? flagged({}, delta.mark) : view.marked,
  };
}

function move(view: View, to: Record<Id, Point>): View {
  const pos: Record<Id, Point> = { ...view.pos };
  const groups: Record<Id, Group> = { ...view.groups };
  for (const [id, point] of Object.entries(to)) {
    if (view.pinned[id]) continue;
    const group = groups[id];
    if (group) moveGroup(group, [point[0] - group.at[0], point[1] - group.at[1]], pos, groups);
    else pos[id] = point;
  }
  return { ...view, pos, groups };
}

/** Move a drawing; a frame takes along what lies inside, but for what is pinned. */
function shift(view: View, id: Id, by: Point): View {
  if (!view.drawings[id] || !(by[0] || by[1])) return view;
  const { to, drawings } = shifted(view, id, by);
  return { ...move(view, to), drawings };
}

function size(view: View, id: Id, by: Point): View {
  const old = view.drawings[id];
  return old ? { ...view, drawings: { ...view.drawings, [id]: sized(old, by) } } : view;
}

const isEmpty = (table: object) => Object.keys(table).length === 0;

/** The view after one action; the same object when nothing changed. */
export function reduce(view: View, action: Action): View {
  switch (action.type) {
    case "delta":
      return applyDelta(view, action.delta);
    case "move":
      return move(view, action.to);
    case "hide":
      return action.ids.length ? { ...view, hidden: flagged(view.hidden, action.ids) } : view;
    case "show":
      return { ...view, hidden: without(view.hidden, action.ids) };
    case "showAll":
      return isEmpty(view.hidden) && !view.focus ? view : { ...view, hidden: {}, focus: null };
    case "focus":
      return action.ids || view.focus ? { ...view, focus: action.ids && flagged({}, action.ids) } : view;
    case "filter":
      return { ...view, filter: action.filter };
    case "mark":
      return isEmpty(view.marked) && !action.ids.length ? view : { ...view, marked: flagged({}, action.ids) };
    case "look":
      return { ...view, look: action.look };
    case "open":
      return action.view;
    case "pin":
      return action.ids.length ? { ...view, pinned: flagged(view.pinned, action.ids) } : view;
    case "unpin":
      return action.ids.length ? { ...view, pinned: without(view.pinned, action.ids) } : view;
    case "collapse":
      return collapse(view, action.id, action.members);
    case "collapseAll":
      return collapseAll(view, action.groups);
    case "expand":
      return view.groups[action.id] ? { ...view, groups: without(view.groups, [action.id]) } : view;
    case "expandAll":
      return isEmpty(view.groups) ? view : { ...view, groups: {} };
    case "draw":
      return { ...view, drawings: { ...view.drawings, [action.drawing.id]: action.drawing } };
    case "erase":
      return view.drawings[action.id] ? { ...view, drawings: without(view.drawings, [action.id]) } : view;
    case "shift":
      return shift(view, action.id, action.by);
    case "size":
      return size(view, action.id, action.by);
  }
}
