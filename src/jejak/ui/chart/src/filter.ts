/** Which nodes and links a filter leaves out; it never moves anything. */
import { partAt, type DatedPart } from "./roles";
import { inTime } from "./timeline";
import type { EdgeData, Id, NodeData, Table, View } from "./view";

export interface Filter {
  /** What is left out stays pale at its place, or is not drawn. */
  readonly mode: "dim" | "remove";
  /** Types, parts and layers that are left out; the part "" is of those without one. */
  readonly kinds: Table<true>;
  readonly parts: Table<true>;
  readonly layers: Table<true>;
  /** Least number of neighbours on the chart. */
  readonly degree: number;
  /** Least sum of a link in one currency; links without any sum stay. */
  readonly amount: number;
  readonly currency: string;
  /** First moment, and the one after the last (ms UTC); links without a date stay unless `undated` is false. */
  readonly from: number | null;
  readonly to: number | null;
  readonly undated: boolean;
  /** Worst grade that stays, as `B3`; what has no grade is left out by any. */
  readonly grade: string;
}

export const NO_FILTER: Filter = {
  mode: "dim",
  kinds: {},
  parts: {},
  layers: {},
  degree: 0,
  amount: 0,
  currency: "",
  from: null,
  to: null,
  undated: true,
  grade: "",
};

export interface LeftOut {
  readonly nodes: ReadonlySet<Id>;
  readonly edges: ReadonlySet<Id>;
}

const NOTHING: LeftOut = { nodes: new Set(), edges: new Set() };

export const partOf = (one: NodeData | DatedPart | undefined): string => String(one?.part ?? "");
export const layerOf = (edge: EdgeData): string => String(edge.layer ?? "");
export const sumsOf = (edge: EdgeData): Readonly<Record<string, number>> =>
  (edge.sums as Record<string, number> | undefined) ?? {};

/** Whether a grade is at least as good as another, by letter and by digit; F and 6 say that nobody can tell. */
export function gradeReaches(grade: unknown, least: string): boolean {
  if (!least) return true;
  if (typeof grade !== "string" || grade.length < 2 || grade[0] === "F" || grade[1] === "6") return false;
  return grade[0]! <= least[0]! && grade[1]! <= least[1]!;
}

function sumReaches(edge: EdgeData, { amount, currency }: Filter): boolean {
  const sums = sumsOf(edge);
  const known = Object.keys(sums);
  if (!amount || !known.length) return true;
  return known.some((one) => (!currency || one === currency) && sums[one]! >= amount);
}

const edgePasses = (edge: EdgeData, filter: Filter): boolean =>
  !filter.layers[layerOf(edge)] &&
  sumReaches(edge, filter) &&
  inTime(edge, filter, filter.undated) &&
  gradeReaches(edge.grade, filter.grade);

const nodePasses = (node: NodeData, filter: Filter, degree: number): boolean =>
  !filter.kinds[String(node.kind ?? "")] &&
  !filter.parts[partOf(partAt(node, filter.to))] &&
  degree >= filter.degree &&
  gradeReaches(node.grade, filter.grade);

const AROUND = new WeakMap<Table<EdgeData>, ReadonlyMap<Id, ReadonlySet<Id>>>();

/** Neighbours of every node on the chart. */
export function neighbours(edges: Table<EdgeData>): ReadonlyMap<Id, ReadonlySet<Id>> {
  let out = AROUND.get(edges);
  if (!out) AROUND.set(edges, (out = around(edges)));
  return out;
}

function around(edges: Table<EdgeData>): Map<Id, Set<Id>> {
  const out = new Map<Id, Set<Id>>();
  const add = (one: Id, other: Id) => (out.get(one) ?? out.set(one, new Set()).get(one)!).add(other);
  for (const { source, target } of Object.values(edges)) {
    if (source === target) continue;
    add(source, target);
    add(target, source);
  }
  return out;
}

/** Whether anything is filtered, however it is shown. */
export const filters = (filter: Filter): boolean =>
  [filter.kinds, filter.parts, filter.layers].some((table) => Object.keys(table).length > 0) ||
  filter.degree > 0 ||
  filter.amount > 0 ||
  filter.from !== null ||
  filter.to !== null ||
  filter.grade !== "";

/** The last answer: what is drawn, counted and told of one view asks for it several times. */
let held: readonly [View, LeftOut] | null = null;

/** What a view's filter leaves out: links by themselves, and nodes by themselves or as all their links went. */
export function leftOut(view: View): LeftOut {
  if (!filters(view.filter)) return NOTHING;
  if (held?.[0] !== view) held = [view, sortedOut(view)];
  return held[1];
}

function sortedOut({ nodes, edges, filter }: View): LeftOut {
  const near = neighbours(edges);
  const goneNodes = new Set<Id>();
  const goneEdges = new Set<Id>();
  for (const node of Object.values(nodes)) {
    if (!nodePasses(node, filter, near.get(node.id)?.size ?? 0)) goneNodes.add(node.id);
  }
  const tied = new Set<Id>();
  for (const edge of Object.values(edges)) {
    if (!edgePasses(edge, filter)) goneEdges.add(edge.id);
    else {
      tied.add(edge.source);
      tied.add(edge.target);
    }
  }
  for (const id of near.keys()) if (!tied.has(id)) goneNodes.add(id);
  for (const edge of Object.values(edges)) {
    if (goneNodes.has(edge.source) || goneNodes.has(edge.target)) goneEdges.add(edge.id);
  }
  return { nodes: goneNodes, edges: goneEdges };
}
