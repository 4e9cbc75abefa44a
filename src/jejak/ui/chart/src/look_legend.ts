/** In the legend: what the size of nodes tells, chosen there, and the communities that are outlined. */
import { communitiesOf, inkOf } from "./hulls";
import type { Around } from "./panels";
import { PLAIN_SIZES } from "./told";

type React = typeof import("react");
const { createElement: h } = (window as unknown as { React: React }).React;

const MEASURE = "measure:"; // words of measures begin with it
const STEPS = [0, 0.5, 1] as const;

/** Every choice of a size with what it is called, the analyses last. */
const sizes = (words: Around["words"]): [string, string][] => [
  ...PLAIN_SIZES.map((name): [string, string] => [name, words[`size:${name}`] ?? name]),
  ...Object.entries(words)
    .filter(([name]) => name.startsWith(MEASURE))
    .map(([name, text]): [string, string] => [name.slice(MEASURE.length), text]),
];

/** Discs as large as the least, the middle and the greatest on the chart are drawn. */
function discs() {
  const disc = (share: number) => {
    const across = (34 + 50 * share * share) / 2.4;
    return h("span", { key: share, className: "jejak-disc", style: { width: across, height: across } });
  };
  return h("span", { className: "jejak-discs", "aria-hidden": true }, STEPS.map(disc));
}

/** The choice of what size tells, and how to read it. */
export function SizeLegend({ chart, words, view }: Around) {
  const { size } = view.look;
  const measured = !PLAIN_SIZES.includes(size);
  const note = measured ? words.rankNote : words[`sizeNote:${size}`];
  return h(
    "div",
    null,
    h(
      "label",
      { className: "jejak-sizes" },
      h("span", null, words.size ?? "size"),
      h(
        "select",
        {
          value: size,
          onChange: (event: { currentTarget: EventTarget }) =>
            chart.act({ type: "look", look: { ...view.look, size: (event.currentTarget as HTMLSelectElement).value } }),
        },
        sizes(words).map(([name, text]) => h("option", { key: name, value: name }, text)),
      ),
    ),
    measured ? discs() : null,
    note ? h("p", null, note) : null,
  );
}

/** The communities that are outlined, each with a way to select its members. */
export function CommunityLegend({ chart, words, view, picture }: Around) {
  if (!view.look.communities) return null;
  const found = communitiesOf(picture, chart.facts.told.communities);
  const line = (n: number, ids: readonly string[]) => {
    const { colour, ink, dash } = inkOf(n);
    const style = dash ? "dashed" : "solid";
    return h(
      "li",
      { key: n },
      h(
        "button",
        { type: "button", title: words.selectThese, onClick: () => chart.choose(ids) },
        h("span", { className: "jejak-badge-number", style: { background: colour, color: ink, borderStyle: style }, "aria-hidden": true }, n),
        (words.community ?? "").replace("{n}", String(n)),
        h("small", null, ids.length),
      ),
    );
  };
  return h(
    "div",
    null,
    h("h4", null, words.communities),
    h("ul", { className: "jejak-communities" }, found.map(({ n, ids }) => line(n, ids))),
    h("p", null, found.length ? words.communityNote : words.noCommunity),
  );
}
