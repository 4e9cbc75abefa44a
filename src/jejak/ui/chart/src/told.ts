/** What the page tells beside the graph itself: names of what groups share, communities, places in a ranking. */
import type { Id, Table, View } from "./view";

export interface Told {
  /** How is called what groups have in common, by its id. */
  readonly names: Table<string>;
  /** In which community an entity is; null: in none. */
  readonly communities: Table<number | null>;
  /** By measure and entity, the share of ranked actors with a lower value; null: not ranked. */
  readonly ranks: Table<Table<number | null>>;
}

export const NOTHING: Told = { names: {}, communities: {}, ranks: {} };

/** Sizes that need no analysis. */
export const PLAIN_SIZES: readonly string[] = ["same", "degree", "chart"];

/** A grouping that the reader wants. */
export interface Wish {
  readonly how: string;
  readonly ids: readonly Id[];
  readonly nonce: string;
}

/** All that the page has still to tell; each asking repeats what is unanswered. */
export interface Asked {
  readonly names: Id[];
  readonly communities: Id[];
  readonly measure: string;
  readonly ranked: Id[];
  readonly group: Wish | null;
}

/** What the page has told of it. */
export interface Answer {
  readonly nonce?: string;
  readonly names?: Table<string>;
  readonly communities?: Table<number | null>;
  readonly ranked?: Table<number | null>;
  /** The nonce of the wish that `groups` fulfil. */
  readonly group?: string;
  readonly groups?: readonly { of: string; members: Id[] }[];
}

/** What a view needs and nobody has told yet; null where nothing is lacking. */
export function lacking({ nodes, groups, look }: View, told: Told, group: Wish | null): Asked | null {
  const known = Object.values(nodes).filter((node) => !node.missing);
  const shared = Object.values(groups).flatMap(({ of }) => (of ? [of.id] : []));
  const names = [...new Set(shared)].filter((id) => !(id in told.names));
  const without = (table: Table<unknown>) => known.filter(({ id }) => !(id in table)).map(({ id }) => id);
  const communities = look.communities ? without(told.communities) : [];
  const ranks = !PLAIN_SIZES.includes(look.size);
  const ranked = ranks ? without(told.ranks[look.size] ?? {}) : [];
  const none = !names.length && !communities.length && !ranked.length && !group;
  return none ? null : { names, communities, measure: ranked.length ? look.size : "", ranked, group };
}

const filled = <T>(ids: readonly Id[], value: T, table: Table<T> | undefined): Record<Id, T> => ({
  ...Object.fromEntries(ids.map((id) => [id, value])),
  ...table,
});

/** What is told with an answer besides; of what it is silent about nobody is asked again. */
export function having(told: Told, asked: Asked, { names, communities, ranked }: Answer): Told {
  const { measure } = asked;
  const ranks = measure
    ? { ...told.ranks, [measure]: { ...told.ranks[measure], ...filled(asked.ranked, null, ranked) } }
    : told.ranks;
  return {
    ...told,
    names: { ...told.names, ...filled(asked.names, "", names) },
    communities: { ...told.communities, ...filled(asked.communities, null, communities) },
    ranks,
  };
}
