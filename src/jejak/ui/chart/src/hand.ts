/** Stating an entity or a link by hand: the chart tells the page where or between whom, and the page asks for the rest. */
import type { Controller } from "./controller";
import { placeBeside, STEP } from "./placing";
import type { Id, Point } from "./view";

/** What the page is asked to open its dialog for; `at` is where a new entity goes. */
export type Stating =
  | { readonly kind: "link"; readonly ends: readonly [Id, Id]; readonly nonce: string }
  | { readonly kind: "entity"; readonly at: Point; readonly nonce: string };

const nonce = (): string => `${Date.now()}-${Math.random()}`;
const ask = (chart: Controller, hand: Stating): void => chart.out()({ hand });

/** The two ends in the order in which they were selected; null where not exactly two entities are. */
export function endsOf(chosen: readonly Id[], known: Readonly<Record<Id, unknown>>): readonly [Id, Id] | null {
  return chosen.length === 2 && chosen.every((id) => known[id]) ? [chosen[0]!, chosen[1]!] : null;
}

/** The place that is pointed at, or a free one beside it where something stands. */
export function freeAt(at: Point, taken: readonly Point[]): Point {
  const close = taken.some(([x, y]) => Math.hypot(x - at[0], y - at[1]) < STEP / 2);
  return close ? placeBeside(at, taken) : at;
}

const here = (chart: Controller, menu: boolean): Point =>
  freeAt(chart.pen.pointed(menu), chart.cy.nodes().map((node) => [node.position().x, node.position().y] as const));

export const HAND: Readonly<Record<string, (chart: Controller, ids: Id[], args: Readonly<Record<string, unknown>>) => void>> = {
  stateLink: (chart) => {
    const ends = endsOf(chart.pen.inOrder(), chart.view.nodes);
    if (ends) ask(chart, { kind: "link", ends, nonce: nonce() });
    else chart.onSay("needEnds");
  },
  stateEntity: (chart, _ids, args) => ask(chart, { kind: "entity", at: here(chart, args.how === "here"), nonce: nonce() }),
};
