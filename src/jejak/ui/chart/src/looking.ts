/** What the size of nodes tells and whether communities are outlined: how the reader goes from one to the next. */
import type { Controller } from "./controller";
import type { Look } from "./view";

const NEXT_SIZE: Readonly<Record<string, string>> = { same: "degree", degree: "chart" };
const LATER_MS = 60; // the legend comes back when the filter is closed

/** The look after the next of its choices. */
export function nextLook(look: Look, how: unknown): Look {
  if (how === "size") return { ...look, size: NEXT_SIZE[look.size] ?? "same" };
  if (how === "communities") return { ...look, communities: !look.communities };
  return { ...look, width: look.width === "count" ? "amount" : "count" };
}

/** Bring the reader to where sizes are chosen, in the legend. */
export function chooseSize(chart: Controller): void {
  if (chart.cy.nodes().empty()) {
    chart.onSay("needSome");
    return;
  }
  const legend = () => chart.box.querySelector<HTMLDetailsElement>(".jejak-legend");
  if (!legend()) chart.onPanel();
  window.setTimeout(() => {
    legend()?.setAttribute("open", "");
    legend()?.querySelector("select")?.focus();
  }, LATER_MS);
}
