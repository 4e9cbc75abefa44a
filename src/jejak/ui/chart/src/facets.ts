/** What a view holds, counted: for the filter and the legend. */
import { layerOf, partOf, sumsOf } from "./filter";
import type { Picture } from "./project";
import { nodeAt } from "./roles";
import type { View } from "./view";

export interface Row {
  readonly name: string;
  readonly label: string;
  readonly count: number;
  /** Stage of a part. */
  readonly stage?: unknown;
}

class Counter {
  private readonly rows = new Map<string, Row>();

  add(name: string, label: unknown, stage?: unknown): void {
    const old = this.rows.get(name);
    this.rows.set(name, { name, label: String(label ?? name), count: (old?.count ?? 0) + 1, stage });
  }

  list(): Row[] {
    return [...this.rows.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
  }
}

export interface Facets {
  readonly kinds: Row[];
  readonly parts: Row[];
  readonly layers: Row[];
  readonly currencies: string[];
}

/** Everything on the chart, hidden or not. */
export function facetsOf(view: View): Facets {
  const [kinds, parts, layers] = [new Counter(), new Counter(), new Counter()];
  const currencies = new Set<string>();
  for (const one of Object.values(view.nodes)) {
    if (one.missing) continue;
    const node = nodeAt(one, view.filter.to);
    kinds.add(String(node.kind ?? ""), node.kindLabel);
    parts.add(partOf(node), node.partLabel ?? "", node.stage);
  }
  for (const edge of Object.values(view.edges)) {
    layers.add(layerOf(edge), edge.layerLabel ?? "");
    for (const currency of Object.keys(sumsOf(edge))) currencies.add(currency);
  }
  return { kinds: kinds.list(), parts: parts.list(), layers: layers.list(), currencies: [...currencies].sort() };
}

/** What is drawn: kinds with protected people as one of their own, parts, and layers of links. */
export function legendOf(picture: Picture): Omit<Facets, "currencies"> {
  const [kinds, parts, layers] = [new Counter(), new Counter(), new Counter()];
  for (const { data, pos } of Object.values(picture)) {
    if (!pos) {
      if (data.layer) layers.add(String(data.layer), data.layerLabel);
      continue;
    }
    if (data.kind !== "group") kinds.add(data.maskedLabel ? "masked" : String(data.kind ?? ""), data.maskedLabel ?? data.kindLabel);
    if (data.part && !data.masked) parts.add(String(data.part), data.partLabel, data.stage);
  }
  return { kinds: kinds.list(), parts: parts.list(), layers: layers.list() };
}
