/** One lane for each selected entity: its links as marks by layer, its dated parts as bands below them. */
import type { ReactNode } from "react";
import { dayWord, DAY } from "./calendar";
import type { Controller } from "./controller";
import { drawnOf, marksOf, type Drawn } from "./lanes";
import { filled, worded, type Words } from "./panels";
import { datedParts } from "./roles";
import { LAYERS, stageInk } from "./style";
import { placeOf, type Scale } from "./timebrush";
import type { EdgeData, Id, NodeData, Table } from "./view";

type React = typeof import("react");
const { createElement: h, memo, useRef, useState } = (window as unknown as { React: React }).React;

/** So many lanes; more than that nobody compares. */
export const LANES = 12;
const MARKS = 18; // height of the marks of a lane
const BAND = 6;
const BANDS = 3;

export interface LanesProps {
  readonly chart: Controller;
  readonly words: Words;
  readonly ids: readonly Id[];
  readonly nodes: Table<NodeData>;
  readonly edges: readonly EdgeData[];
  readonly scale: Scale;
}

const called = (node: NodeData | undefined): string => String(node?.label ?? node?.id ?? "");

/** A time in words, as the detail beside the chart writes it. */
export function periodWord(words: Words, language: string, from: number | null, to: number | null): string {
  const [first, last] = [from, to].map((at) => (at === null ? "" : dayWord(at, language))) as [string, string];
  if (first && last) return first === last ? first : worded(words, "fromTo").replace("{first}", first).replace("{last}", last);
  return first ? worded(words, "since").replace("{day}", first) : worded(words, "untilDay").replace("{day}", last);
}

/** What a mark says to who points at it, or hears it. */
function markWord({ words, nodes, scale }: LanesProps, { edge, other, span, links }: Drawn): string {
  const [link] = String(edge.label ?? "").split("\n");
  const arrow = edge.undirected ? "–" : edge.target === other ? "→" : "←";
  const some = links < Number(edge.count ?? 1) ? ` (${filled(worded(words, "ofThese"), links)})` : "";
  return `${link}${some} ${arrow} ${called(nodes[other])}, ${periodWord(words, scale.language, span[0], span[1])}`;
}

function shape({ left, right, edge }: Drawn): ReactNode {
  const fill = LAYERS[String(edge.layer ?? "")] ?? "#868e96";
  const y = MARKS / 2;
  if (right - left < 3) return h("circle", { cx: (left + right) / 2, cy: y, r: 4.5, fill });
  return h("rect", { x: left, y: y - 3.5, width: right - left, height: 7, rx: 3, fill });
}

/** Bands of dated parts, each on the first line that is free; those beyond the last line lie on it. */
function bands({ words, scale }: LanesProps, node: NodeData): ReactNode[] {
  const ends: number[] = [];
  return datedParts(node)
    .filter(({ from, until }) => from !== undefined || until !== undefined)
    .filter(({ from = -Infinity, until = Infinity }) => until > scale.axis.from && from < scale.axis.to)
    .map(({ part, told, stage, from, until }, at) => {
      const [left, right] = [placeOf(scale, from ?? scale.axis.from), placeOf(scale, until ?? scale.axis.to)];
      const free = ends.findIndex((end) => end <= left);
      const line = free >= 0 ? free : Math.min(ends.length, BANDS - 1);
      ends[line] = right;
      const word = `${told}: ${periodWord(words, scale.language, from ?? null, until === undefined ? null : until - DAY)}`;
      return h(
        "g",
        { key: `${part} ${at}`, role: "img", "aria-label": word },
        h("title", null, word),
        h("rect", { x: left, y: MARKS + line * BAND, width: Math.max(3, right - left), height: BAND - 2, rx: 2, fill: stageInk(stage), className: "jejak-time-band" }),
      );
    });
}

/** How high a lane is. */
const heightOf = (node: NodeData): number => MARKS + BAND * Math.min(BANDS, Math.max(1, datedParts(node).length)) + 2;

/** Choose the link of a mark beside who is selected, and show who says so. */
function open(chart: Controller, ids: readonly Id[], edge: Id): void {
  const nodes = chart.selectedNodes();
  chart.choose([...(nodes.length ? nodes : ids), edge]);
  chart.openDetail(edge);
}

/** Where an arrow key leads among lanes of marks; null where there is nothing. */
function next(lanes: readonly (readonly Drawn[])[], [lane, at]: readonly [number, number], key: string): readonly [number, number] | null {
  const along = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (along) return lanes[lane]?.[at + along] ? [lane, at + along] : null;
  if (key === "Home" || key === "End") return [lane, key === "Home" ? 0 : lanes[lane]!.length - 1];
  const down = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!down) return null;
  const x = lanes[lane]?.[at]?.left ?? 0;
  for (let to = lane + down; lanes[to]; to += down) {
    const near = lanes[to]!.map((mark, place) => [Math.abs(mark.left - x), place] as const).sort((a, b) => a[0] - b[0])[0];
    if (near) return [to, near[1]];
  }
  return null;
}

/** All lanes; the arrow keys go from mark to mark, Enter opens one. Drawn anew only when what they show changes. */
export const Lanes = memo(function Lanes(props: LanesProps): ReactNode {
  const { chart, words, nodes, edges, scale } = props;
  const box = useRef<HTMLUListElement | null>(null);
  const [here, setHere] = useState<readonly [number, number]>([0, 0]);
  const ids = props.ids.slice(0, LANES);
  const marks = marksOf(ids, edges);
  const lanes = ids.map((id) => drawnOf(marks.get(id)!.filter(({ span }) => span[1] >= scale.axis.from && span[0] < scale.axis.to), (at) => placeOf(scale, at)));
  const begin = lanes[here[0]]?.[here[1]] ? here : [lanes.findIndex((lane) => lane.length), 0];
  const walk = (event: { key: string; preventDefault(): void; stopPropagation(): void }) => {
    const to = next(lanes, begin as [number, number], event.key);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    setHere(to);
    box.current!.querySelector<SVGElement>(`[data-mark="${to.join()}"]`)?.focus();
  };
  const mark = (drawn: Drawn, lane: number, at: number) =>
    h(
      "g",
      {
        key: `${drawn.edge.id} ${drawn.left} ${drawn.right}`,
        role: "button",
        "data-mark": `${lane},${at}`,
        "data-link": drawn.edge.id,
        tabIndex: lane === begin[0] && at === begin[1] ? 0 : -1,
        "aria-label": markWord(props, drawn),
        onClick: () => {
          setHere([lane, at]);
          open(chart, ids, drawn.edge.id);
        },
        onKeyDown: (event: { key: string; preventDefault(): void; stopPropagation(): void }) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          event.stopPropagation();
          open(chart, ids, drawn.edge.id);
        },
      } as object,
      h("title", null, markWord(props, drawn)),
      shape(drawn),
    );
  return h(
    "ul",
    { ref: box, className: "jejak-time-lanes", "aria-label": worded(words, "lanes"), onKeyDown: walk } as object,
    ids.map((id, lane) => {
      const node = nodes[id] ?? { id };
      return h(
        "li",
        { key: id, "data-lane": id },
        h("span", { className: "jejak-time-name", style: { width: scale.left - 10 }, title: called(node) }, called(node)),
        h(
          "svg",
          { width: scale.left + scale.width + 14, height: heightOf(node), role: "group", "aria-label": called(node) },
          bands(props, node),
          lanes[lane]!.map((drawn, at) => mark(drawn, lane, at)),
          lanes[lane]!.length ? null : h("text", { x: scale.left + 4, y: 13 }, worded(words, "noDated")),
        ),
      );
    }),
    props.ids.length > LANES ? h("li", { className: "jejak-time-more" }, filled(worded(words, "moreLanes"), (props.ids.length - LANES).toLocaleString(scale.language))) : null,
  );
});
