/** What is on the canvas: hidden things left out, collapsed groups drawn as one node, their edges bundled. */
import { leftOut, neighbours, sumsOf, type LeftOut } from "./filter";
import { groupLabel, nodesOf, standIns } from "./groups";
import { nodeAt } from "./roles";
import { NOTHING, type Told } from "./told";
import type { EdgeData, Id, NodeData, Point, Table, View } from "./view";

export interface Drawn {
  readonly data: Readonly<Record<string, unknown>> & { readonly id: Id };
  readonly pos?: Point;
  readonly pinned?: boolean;
  /** Classes of the sheet, with a space between them. */
  readonly classes: string;
}

export type Picture = Readonly<Record<Id, Drawn>>;

/** How many entities are not seen, by the reason. */
export interface Why {
  readonly hand: number;
  readonly focus: number;
  readonly filter: number;
  readonly grouped: number;
}

/** How many notes of the case stand on each entity and link. */
export type Cards = Table<number>;

function alike(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  if (one === other) return true;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The largest sum of a link on the chart, by currency. */
function largest(view: View): Record<string, number> {
  const out: Record<string, number> = {};
  for (const edge of Object.values(view.edges)) {
    for (const [currency, sum] of Object.entries(sumsOf(edge))) out[currency] = Math.max(out[currency] ?? 0, sum);
  }
  return out;
}

/** Keep an object that says the same as before, so that the canvas can skip it by identity. */
function reuse(before: Drawn | undefined, now: Drawn): Drawn {
  if (!before || before.classes !== now.classes || !before.pinned !== !now.pinned) return now;
  if (before.pos !== now.pos && (!before.pos || !now.pos || before.pos.join() !== now.pos.join())) return now;
  return alike(before.data, now.data) ? before : now;
}

/** The picture of one view while it is being made. */
class Drawing {
  readonly gone: LeftOut;
  readonly standIn: Record<Id, Id>;
  private readonly anyMarked: boolean;
  private readonly largest: Record<string, number>;
  private readonly near: ReadonlyMap<Id, ReadonlySet<Id>> | null;

  constructor(
    private readonly view: View,
    private readonly before: Picture,
    private readonly cards: Cards,
    private readonly told: Told,
    readonly out: Record<Id, Drawn> = {},
  ) {
    this.gone = leftOut(view);
    this.standIn = standIns(view.groups);
    this.anyMarked = Object.keys(view.marked).length > 0;
    this.largest = view.look.width === "amount" ? largest(view) : {};
    this.near = view.look.size === "chart" ? neighbours(view.edges) : null;
  }

  /** With what its size tells; nobody protected has a size of their own. */
  private sized(node: NodeData): NodeData {
    if (node.masked) return node;
    if (this.near) return { ...node, near: Math.round(100 * Math.log2(1 + (this.near.get(node.id)?.size ?? 0))) / 100 };
    const share = this.told.ranks[this.view.look.size]?.[node.id];
    return typeof share === "number" ? { ...node, lift: Math.round(1000 * share * share) / 1000 } : node;
  }

  /** With how much of the largest sum a link weighs, where width tells amounts. */
  private weighed(edge: EdgeData): EdgeData {
    if (this.view.look.width !== "amount") return edge;
    const shares = Object.entries(sumsOf(edge)).map(([currency, sum]) => sum / (this.largest[currency] || 1));
    return { ...edge, heft: Math.round(60 * Math.sqrt(Math.max(0, ...shares))) / 10 };
  }

  /** The number of notes on some entities or links, where there are any. */
  private noted(ids: readonly Id[]): { cards?: number } {
    const cards = ids.reduce((sum, id) => sum + (this.cards[id] ?? 0), 0);
    return cards ? { cards } : {};
  }

  /** A link with a sign for its notes. */
  private signed<T extends { id: Id; label?: unknown }>(edge: T, ids: readonly Id[]): T {
    const { cards } = this.noted(ids);
    return cards ? { ...edge, cards, label: `${edge.label ?? ""} ✎${cards}`.trim() } : edge;
  }

  private readonly removes = () => this.view.filter.mode === "remove";

  private classes(pale: boolean, ids: readonly Id[]): string {
    const mark = this.anyMarked ? (ids.some((id) => this.view.marked[id]) ? "path" : "faded") : "";
    return [pale ? "dim" : "", mark].filter(Boolean).join(" ");
  }

  private put(drawn: Drawn): void {
    this.out[drawn.data.id] = reuse(this.before[drawn.data.id], drawn);
  }

  node(node: NodeData): void {
    const { id } = node;
    const { view, gone } = this;
    const pale = gone.nodes.has(id);
    if (view.hidden[id] || this.standIn[id] || node.missing || (view.focus && !view.focus[id])) return;
    if (pale && this.removes()) return;
    const classes = this.classes(pale, [id]);
    const now = this.sized(nodeAt(node, view.filter.to));
    const data = this.cards[id] ? { ...now, ...this.noted([id]) } : now;
    this.put({ data, pos: view.pos[id]!, pinned: !!view.pinned[id], classes });
  }

  group(id: Id): void {
    const { view, gone } = this;
    if (this.standIn[id] || view.hidden[id]) return;
    const members = nodesOf(id, view.groups).filter((one) => view.nodes[one] && !view.nodes[one]!.missing);
    if (!members.some((one) => !view.focus || view.focus[one])) return;
    const pale = members.every((one) => gone.nodes.has(one));
    if (pale && this.removes()) return;
    const data = { id, label: groupLabel(id, view, this.told), kind: "group", members: members.length, ...this.noted(members) };
    this.put({ data, pos: view.groups[id]!.at, pinned: !!view.pinned[id], classes: this.classes(pale, members) });
  }

  /** Draw a link between two that are drawn; the bundle that it belongs to where a group stands for an end. */
  edge(edge: EdgeData): Id | null {
    if (this.view.hidden[edge.id]) return null;
    const pale = this.gone.edges.has(edge.id);
    const source = this.standIn[edge.source] ?? edge.source;
    const target = this.standIn[edge.target] ?? edge.target;
    if (!this.out[source] || !this.out[target] || (pale && this.removes())) return null;
    if (source !== edge.source || target !== edge.target) return source === target ? null : `~${source}~${target}`;
    this.put({ data: this.signed(this.weighed(edge), [edge.id]), classes: this.classes(pale, [edge.id]) });
    return null;
  }

  edges(): void {
    const bundles = new Map<Id, EdgeData[]>();
    for (const edge of Object.values(this.view.edges)) {
      const id = this.edge(edge);
      if (!id) continue;
      const held = bundles.get(id);
      if (held) held.push(edge);
      else bundles.set(id, [edge]);
    }
    for (const [id, inside] of bundles) this.bundle(id, inside);
  }

  private bundle(id: Id, inside: readonly EdgeData[]): void {
    const first = inside[0]!;
    const source = this.standIn[first.source] ?? first.source;
    const target = this.standIn[first.target] ?? first.target;
    const layers = new Set(inside.map((edge) => edge.layer));
    const layer = layers.size === 1 ? { layer: first.layer } : {};
    const towards = inside.every((edge) => edge.undirected) ? { undirected: true } : {};
    const data = { id, source, target, label: String(inside.length), kind: "bundle", ...layer, ...towards };
    const pale = inside.every((edge) => this.gone.edges.has(edge.id));
    const ids = inside.map((edge) => edge.id);
    this.put({ data: this.signed(data, ids), classes: this.classes(pale, ids) });
  }
}

/** What a picture was made of, and what the filter left out. */
interface Made {
  readonly view: View;
  readonly gone: LeftOut;
  readonly cards: Cards;
  readonly told: Told;
}
const MADE = new WeakMap<Picture, Made>();

/** Ids that are in one of two sets alone. */
function* changed(one: ReadonlySet<Id>, other: ReadonlySet<Id>): Generator<Id> {
  for (const id of one) if (!other.has(id)) yield id;
  for (const id of other) if (!one.has(id)) yield id;
}

/** Whether two views differ in their filters alone, and these in what they make pale. */
function onlyPaler(view: View, old: View): boolean {
  const { filter, ...rest } = view;
  const same = Object.entries(rest).every(([name, table]) => old[name as keyof View] === table);
  return same && filter.mode === "dim" && old.filter.mode === "dim" && !Object.keys(view.groups).length;
}

/** As the period of the filter moves, most stays as it was: only what became pale, or is not any more, is made anew. */
function again(drawing: Drawing, { nodes, edges, filter }: View, old: { readonly view: View; readonly gone: LeftOut }): void {
  for (const id of changed(old.gone.nodes, drawing.gone.nodes)) drawing.node(nodes[id]!);
  for (const id of changed(old.gone.edges, drawing.gone.edges)) drawing.edge(edges[id]!);
  if (filter.to !== old.view.filter.to) for (const node of Object.values(nodes)) if (node.roles) drawing.node(node);
}

/** Project a view; objects of `before` are reused where nothing changed. O(nodes + edges). */
export function project(view: View, before: Picture = {}, cards: Cards = {}, told: Told = NOTHING): Picture {
  const old = MADE.get(before);
  const paler = old && old.cards === cards && old.told === told && onlyPaler(view, old.view);
  const drawing = new Drawing(view, before, cards, told, paler ? { ...before } : {});
  if (paler) again(drawing, view, old);
  else {
    for (const id of Object.keys(view.groups)) drawing.group(id);
    for (const node of Object.values(view.nodes)) drawing.node(node);
    drawing.edges();
  }
  MADE.set(drawing.out, { view, gone: drawing.gone, cards, told });
  return drawing.out;
}

/** Why entities of a view are not seen; each counts once, by what was done to it by hand first. */
export function why(view: View): Why {
  const { nodes } = leftOut(view);
  const standIn = standIns(view.groups);
  const counts = { hand: 0, focus: 0, filter: 0, grouped: 0 };
  for (const { id, missing } of Object.values(view.nodes)) {
    if (missing) continue;
    const top = standIn[id];
    if (view.hidden[id] || (top && view.hidden[top])) counts.hand++;
    else if (view.focus && !view.focus[id]) counts.focus++;
    else if (nodes.has(id)) counts.filter++;
    else if (top) counts.grouped++;
  }
  return counts;
}
