/** What is kept of a view when it is saved: ids, numbers and fixed words; and a view made of it again, exactly. */
import type { Drawing, End } from "./drawings";
import type { Viewport } from "./saved";
import { EMPTY, flagged, type EdgeData, type Id, type NodeData, type Point, type Table, type View } from "./view";

/** Where the reader looks, and how large the canvas was. */
export interface Sight {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type DrawingRow = readonly [kind: Drawing["kind"], id: Id, one: End, other: End, text: number];

/** A saved view; the server knows the same parts and refuses any other (`case/chart_state.py`). */
export interface State {
  readonly ids: readonly Id[];
  readonly pos: readonly Point[];
  readonly hidden: readonly Id[];
  readonly pinned: readonly Id[];
  readonly marked: readonly Id[];
  readonly focus: readonly Id[] | null;
  readonly groups: readonly (readonly [Id, readonly Id[], Point])[];
  /** What groups have in common, where that is told. */
  readonly shared?: readonly (readonly [group: Id, kind: string, id: string])[];
  /** What is drawn by hand: where it lies and how large it is, or from where to where; and the number of its text. */
  readonly drawings: readonly DrawingRow[];
  readonly filter: Readonly<Record<string, unknown>>;
  readonly look: Readonly<Record<string, unknown>>;
  readonly viewport?: Sight | null;
}

const MARKS = ["hidden", "pinned", "marked"] as const;
const WHOLE = ["filter", "look"] as const;

const isTable = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/** Tables of what is chosen as sorted lists, and back. */
const listed = (part: object) => {
  const rows = Object.entries(part).map(([name, value]) => [name, isTable(value) ? Object.keys(value).sort() : value] as const);
  return Object.fromEntries(rows.sort(([one], [other]) => (one < other ? -1 : 1)));
};
const tabled = (part: object) =>
  Object.fromEntries(Object.entries(part).map(([name, value]) => [name, Array.isArray(value) ? flagged({}, value as Id[]) : value]));

const rowOf = (one: Drawing): DrawingRow =>
  one.kind === "arrow" ? [one.kind, one.id, one.from, one.to, one.text] : [one.kind, one.id, one.at, one.size, one.text];
const drawingOf = ([kind, id, one, other, text]: DrawingRow): Drawing =>
  kind === "arrow" ? { kind, id, from: one, to: other, text } : { kind, id, at: one as Point, size: other as Point, text };

const byId = <T extends { readonly id: Id }>(table: Table<T>): T[] =>
  Object.values(table).sort((one, other) => (one.id < other.id ? -1 : 1));

/** The state of a view; marks of what is not on it any more are left out. */
export function stateOf(view: View): State {
  const ids = Object.keys(view.nodes).sort();
  const there = (id: Id) => id in view.nodes || id in view.groups || id in view.edges;
  const marks = (table: Table<true>) => Object.keys(table).filter(there).sort();
  return {
    ids,
    pos: ids.map((id) => view.pos[id]!),
    hidden: marks(view.hidden),
    pinned: marks(view.pinned),
    marked: marks(view.marked),
    focus: view.focus && marks(view.focus),
    groups: byId(view.groups).map(({ id, members, at }) => [id, members, at]),
    shared: byId(view.groups).flatMap(({ id, of }) => (of ? [[id, of.kind, of.id] as const] : [])),
    drawings: byId(view.drawings).map(rowOf),
    filter: listed(view.filter),
    look: listed(view.look),
  };
}

/** The view of a state: with the nodes and links that the server tells, and nothing besides. */
export function viewOf(state: State, of: Id, known: Table<NodeData>, edges: readonly EdgeData[]): View {
  const nodes: Record<Id, NodeData> = {};
  const pos: Record<Id, Point> = {};
  state.ids.forEach((id, at) => {
    nodes[id] = known[id] ?? { id, missing: true };
    pos[id] = state.pos[at]!;
  });
  const tied = edges.filter(({ source, target }) => nodes[source] && nodes[target]);
  const marks = Object.fromEntries(MARKS.map((name) => [name, flagged({}, state[name] ?? [])]));
  const shared = new Map((state.shared ?? []).map(([group, kind, id]) => [group, { of: { kind, id } }]));
  const whole = Object.fromEntries(WHOLE.map((name) => [name, { ...EMPTY[name], ...tabled(state[name] ?? {}) }]));
  return {
    ...EMPTY,
    of,
    nodes,
    pos,
    edges: Object.fromEntries(tied.map((edge) => [edge.id, edge])),
    ...(marks as Pick<View, (typeof MARKS)[number]>),
    ...(whole as unknown as Pick<View, (typeof WHOLE)[number]>),
    focus: state.focus ? flagged({}, state.focus) : null,
    groups: Object.fromEntries((state.groups ?? []).map(([id, members, at]) => [id, { id, members, at, ...shared.get(id) }])),
    drawings: Object.fromEntries((state.drawings ?? []).map((row) => [row[1], drawingOf(row)])),
  };
}

/** A short sign of a state, to tell whether it is the same one: 32 bits of FNV-1a over its text. */
export function signOf(state: State): string {
  let sum = 0x811c9dc5;
  for (const letter of JSON.stringify(state)) sum = Math.imul(sum ^ letter.codePointAt(0)!, 0x01000193);
  return (sum >>> 0).toString(16);
}

/** Where to look on a canvas of another size: at the same part of the chart, all of it. */
export function sightOn({ zoom, x, y, width, height }: Sight, now: { width: number; height: number }): Viewport {
  if (!width || !height || (width === now.width && height === now.height)) return { zoom, pan: { x, y } };
  const scale = Math.min(now.width / width, now.height / height);
  const centre = (at: number, size: number, to: number) => to / 2 - (size / 2 - at) * scale;
  return { zoom: zoom * scale, pan: { x: centre(x, width, now.width), y: centre(y, height, now.height) } };
}
