/** The chart's whole state as one immutable value, and the pure function that makes the next one. */
import { place } from "./placing";

export type Id = string;
export type Point = readonly [number, number];

export interface NodeData {
  id: Id;
  label?: string;
  kind?: string;
  [more: string]: unknown;
}

export interface EdgeData {
  id: Id;
  source: Id;
  target: Id;
  label?: string;
  [more: string]: unknown;
}

export interface Group {
  id: Id;
  label: string;
  members: readonly Id[];
  at: Point;
}

export interface View {
  readonly nodes: Readonly<Record<Id, NodeData>>;
  readonly edges: Readonly<Record<Id, EdgeData>>;
  readonly pos: Readonly<Record<Id, Point>>;
  readonly hidden: Readonly<Record<Id, true>>;
  readonly pinned: Readonly<Record<Id, true>>;
  readonly groups: Readonly<Record<Id, Group>>;
  readonly notes: Readonly<Record<Id, string>>;
}

/** What the server says has changed. `seq` counts from 1; see Controller.feed. */
export interface Delta {
  seq?: number;
  reset?: boolean;
  add?: { nodes?: (NodeData & { x?: number; y?: number })[]; edges?: EdgeData[] };
  remove?: Id[];
  patch?: Record<Id, Record<string, unknown>>;
}

export type Action =
  | { type: "delta"; delta: Delta }
  | { type: "move"; to: Record<Id, Point> }
  | { type: "hide" | "show" | "pin" | "unpin"; ids: Id[] }
  | { type: "showAll" }
  | { type: "collapse"; id: Id; label: string; members: Id[] }
  | { type: "expand"; id: Id }
  | { type: "note"; id: Id; text: string };

export const EMPTY: View = { nodes: {}, edges: {}, pos: {}, hidden: {}, pinned: {}, groups: {}, notes: {} };

type Table<T> = Readonly<Record<Id, T>>;

function without<T>(table: Table<T>, ids: Iterable<Id>): Record<Id, T> {
  const out = { ...table };
  for (const id of ids) delete out[id];
  return out;
}

function flagged(table: Table<true>, ids: Iterable<Id>): Record<Id, true> {
  const out = { ...table };
  for (const id of ids) out[id] = true;
  return out;
}

function patched<T extends { id: Id }>(table: Record<Id, T>, id: Id, data: Record<string, unknown>): void {
  const old = table[id];
  if (old) table[id] = { ...old, ...data, id };
}

function applyDelta(view: View, delta: Delta): View {
  const base = delta.reset ? EMPTY : view;
  const gone = delta.remove ?? [];
  const nodes = without(base.nodes, gone);
  const edges = without(base.edges, gone);
  const pos = without(base.pos, gone);
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
  return { ...base, nodes, edges, pos, hidden: without(base.hidden, gone), pinned: without(base.pinned, gone) };
}

function move(view: View, to: Record<Id, Point>): View {
  const pos: Record<Id, Point> = { ...view.pos };
  const groups: Record<Id, Group> = { ...view.groups };
  for (const [id, point] of Object.entries(to)) {
    if (view.pinned[id]) continue;
    const group = groups[id];
    if (!group) {
      pos[id] = point;
      continue;
    }
    const [dx, dy] = [point[0] - group.at[0], point[1] - group.at[1]];
    for (const member of group.members) pos[member] = [pos[member]![0] + dx, pos[member]![1] + dy];
    groups[id] = { ...group, at: point };
  }
  return { ...view, pos, groups };
}

function collapse(view: View, id: Id, label: string, wanted: Id[]): View {
  const taken = new Set(Object.values(view.groups).flatMap((group) => group.members));
  const members = wanted.filter((member) => view.nodes[member] && !taken.has(member));
  if (!members.length) return view;
  const mean = (axis: 0 | 1) => members.reduce((sum, member) => sum + view.pos[member]![axis], 0) / members.length;
  const group: Group = { id, label: `${label} (${members.length})`, members, at: [mean(0), mean(1)] };
  return { ...view, groups: { ...view.groups, [id]: group } };
}

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
      return Object.keys(view.hidden).length ? { ...view, hidden: {} } : view;
    case "pin":
      return { ...view, pinned: flagged(view.pinned, action.ids) };
    case "unpin":
      return { ...view, pinned: without(view.pinned, action.ids) };
    case "collapse":
      return collapse(view, action.id, action.label, action.members);
    case "expand":
      return view.groups[action.id] ? { ...view, groups: without(view.groups, [action.id]) } : view;
    case "note":
      return {
        ...view,
        notes: action.text ? { ...view.notes, [action.id]: action.text } : without(view.notes, [action.id]),
      };
  }
}
