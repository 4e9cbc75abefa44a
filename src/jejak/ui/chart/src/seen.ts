/** What is seen of a view beyond ids: what is pale, and what closed groups hold; for the server, which hands it on. */
import { leftOut } from "./filter";
import { nodesOf, standIns } from "./groups";
import type { Picture } from "./project";
import type { Id, View } from "./view";

export interface Seen {
  /** Entities, groups and links that the filter makes pale; those at closed groups too. */
  readonly pale: readonly Id[];
  /** Closed groups on the canvas, each with the entities that it is said to hold. */
  readonly closed: readonly (readonly [group: Id, members: readonly Id[]])[];
  /** Links that are drawn as part of one at a closed group. */
  readonly within: readonly Id[];
}

const isPale = (classes: string): boolean => classes.split(" ").includes("dim");

export function seenOf(picture: Picture, view: View): Seen {
  const gone = leftOut(view);
  const removes = view.filter.mode === "remove";
  const top = standIns(view.groups);
  const known = (id: Id) => !!view.nodes[id] && !view.nodes[id]!.missing;
  const closed = Object.keys(view.groups)
    .filter((id) => picture[id])
    .map((id) => [id, nodesOf(id, view.groups).filter(known)] as const);
  const within = Object.values(view.edges).filter(({ id, source, target }) => {
    const [from, to] = [top[source] ?? source, top[target] ?? target];
    const apart = from !== to && (from !== source || to !== target) && picture[from] && picture[to];
    return apart && !view.hidden[id] && !(removes && gone.edges.has(id));
  });
  const drawn = Object.values(picture).filter(({ classes }) => isPale(classes));
  const pale = [...drawn.map(({ data }) => data.id), ...within.map(({ id }) => id).filter((id) => gone.edges.has(id))];
  return { pale: pale.sort(), closed, within: within.map(({ id }) => id).sort() };
}
