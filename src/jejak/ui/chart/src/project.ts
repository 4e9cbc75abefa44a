/** What is on the canvas: hidden things left out, collapsed groups drawn as one node, their edges bundled. */
import type { Id, NodeData, Point, View } from "./view";

export interface Drawn {
  readonly data: Readonly<Record<string, unknown>> & { readonly id: Id };
  readonly pos?: Point;
  readonly pinned?: boolean;
}

export type Picture = Readonly<Record<Id, Drawn>>;

function drawNode(view: View, node: NodeData): Drawn {
  const note = view.notes[node.id];
  const data = note ? { ...node, note, label: `${node.label ?? node.id}\n✎ ${note}` } : node;
  return { data, pos: view.pos[node.id]!, pinned: !!view.pinned[node.id] };
}

/** Keep an object that says the same as before, so that the canvas can skip it by identity. */
function reuse(before: Drawn | undefined, now: Drawn): Drawn {
  const same = before && before.data === now.data && before.pos === now.pos && !before.pinned === !now.pinned;
  return same ? before : now;
}

/** Project a view; objects of `before` are reused where nothing changed. O(nodes + edges). */
export function project(view: View, before: Picture = {}): Picture {
  const out: Record<Id, Drawn> = {};
  const standIn: Record<Id, Id> = {};
  for (const group of Object.values(view.groups)) {
    for (const member of group.members) standIn[member] = group.id;
    if (view.hidden[group.id]) continue;
    const data = { id: group.id, label: group.label, kind: "group" };
    out[group.id] = { data, pos: group.at, pinned: !!view.pinned[group.id] };
  }
  for (const node of Object.values(view.nodes)) {
    if (!view.hidden[node.id] && !standIn[node.id]) out[node.id] = reuse(before[node.id], drawNode(view, node));
  }
  const bundled: Record<Id, number> = {};
  for (const edge of Object.values(view.edges)) {
    if (view.hidden[edge.id]) continue;
    const source = standIn[edge.source] ?? edge.source;
    const target = standIn[edge.target] ?? edge.target;
    if (!out[source] || !out[target]) continue;
    if (source === edge.source && target === edge.target) {
      out[edge.id] = reuse(before[edge.id], { data: edge });
    } else if (source !== target) {
      const id = `~${source}~${target}`;
      bundled[id] = (bundled[id] ?? 0) + 1;
      out[id] = { data: { id, source, target, label: String(bundled[id]), kind: "bundle" } };
    }
  }
  return out;
}
