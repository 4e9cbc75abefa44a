/** Which links of a view the time under the chart is about, and the lanes of who is selected. */
import { leftOut } from "./filter";
import { nodesOf, standIns } from "./groups";
import { spansOf, type Span } from "./timeline";
import type { EdgeData, Id, View } from "./view";

/** The links that would be seen at any time: whatever hides them but the period of the filter leaves them out. */
export function linksOf(view: View): EdgeData[] {
  const { nodes, edges, hidden, focus, groups } = view;
  const gone = leftOut({ ...view, filter: { ...view.filter, from: null, to: null } });
  const top = standIns(groups);
  const seen = (id: Id) =>
    !!nodes[id] && !nodes[id]!.missing && !hidden[id] && !hidden[top[id] ?? id] && (!focus || !!focus[id]);
  const folded = ({ source, target }: EdgeData) => top[source] !== undefined && top[source] === top[target];
  return Object.values(edges).filter(
    (edge) => !hidden[edge.id] && !gone.edges.has(edge.id) && !folded(edge) && seen(edge.source) && seen(edge.target),
  );
}

/** The entities of a selection: those inside its groups too; the two ends of links where nothing else is selected. */
export function entitiesOf(selected: readonly Id[], { nodes, edges, groups }: View): Id[] {
  const some = selected.flatMap((id) => nodesOf(id, groups)).filter((id) => nodes[id] && !nodes[id]!.missing);
  const ends = selected.flatMap((id) => (edges[id] ? [edges[id]!.source, edges[id]!.target] : []));
  return [...new Set(some.length ? some : ends)];
}

/** Links of one bundle that are at the same time, in the lane of one of their ends. */
export interface Mark {
  readonly edge: EdgeData;
  readonly other: Id;
  readonly span: Span;
}

const earlier = (a: Mark, b: Mark): number =>
  a.span[0] - b.span[0] || a.span[1] - b.span[1] || (a.edge.id < b.edge.id ? -1 : 1);

/** The dated links of each entity in their order; a link between two of them stands in both lanes. */
export function marksOf(ids: readonly Id[], edges: readonly EdgeData[]): ReadonlyMap<Id, readonly Mark[]> {
  const out = new Map<Id, Mark[]>(ids.map((id) => [id, []]));
  const put = (edge: EdgeData, here: Id, other: Id) => {
    for (const span of spansOf(edge)) out.get(here)?.push({ edge, other, span });
  };
  for (const edge of edges) {
    put(edge, edge.source, edge.target);
    if (edge.source !== edge.target) put(edge, edge.target, edge.source);
  }
  for (const lane of out.values()) lane.sort(earlier);
  return out;
}

/** A mark as it is drawn: from one place to another, for so many links. */
export interface Drawn extends Mark {
  readonly left: number;
  readonly right: number;
  readonly links: number;
}

/** Marks at their places; those of one bundle that would lie on each other become one. */
export function drawnOf(marks: readonly Mark[], place: (at: number) => number): Drawn[] {
  const out = new Map<string, Drawn>();
  for (const mark of marks) {
    const [first, last, count] = mark.span;
    const [left, right] = [Math.round(place(first)), Math.round(place(last))];
    const key = `${mark.edge.id} ${mark.other} ${left} ${right}`;
    const held = out.get(key);
    const span: Span = held ? [held.span[0], Math.max(held.span[1], last), held.links + count] : mark.span;
    out.set(key, { ...mark, span, left, right, links: span[2] });
  }
  return [...out.values()];
}
