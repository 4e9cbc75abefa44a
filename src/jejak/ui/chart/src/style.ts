/** How kinds look: shape and icon as well as colour, so that nothing is told by colour alone. */
import type { NodeSingular, StylesheetStyle } from "cytoscape";
import { badgeAddress, cardAddress, iconAddress, ICON_KINDS } from "./icons";
import looks from "./looks.json";
import type { Look as Shown } from "./view";

interface Look {
  readonly shape: string;
  readonly fill: string;
}

const LOOKS: Readonly<Record<string, Look>> = looks.kinds;
const OTHER: Look = looks.kinds.unknown_party;
export const LAYERS: Readonly<Record<string, string>> = looks.layers;

/** Colour of the badge of a part: by its stage of the chain, so that who does the same stands out. */
export const stageInk = (stage: unknown): string => looks.stages[Number(stage)] ?? "#495057";

export const lookOf = (kind: string): Look => LOOKS[kind] ?? OTHER;

interface Inks {
  readonly ink: string;
  readonly line: string;
  readonly paper: string;
  readonly mark: string;
}
const LIGHT: Inks = { ink: "#1f2933", line: "#94a0ad", paper: "#ffffff", mark: "#e8590c" };
const DARK: Inks = { ink: "#e9ecef", line: "#6b7580", paper: "#242424", mark: "#ffa94d" };

export const inks = (dark: boolean): Inks => (dark ? DARK : LIGHT);

function nodeRules({ ink, line, paper }: Inks, scale: number): object[] {
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        shape: OTHER.shape,
        "background-color": OTHER.fill,
        "background-image": iconAddress("unknown_party", "#ffffff"),
        "background-width": "64%",
        "background-height": "64%",
        width: 34,
        height: 34,
        "font-size": 12 * scale,
        "font-family": "system-ui, sans-serif",
        color: ink,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "wrap",
        "text-max-width": `${120 * scale}px`,
        "text-outline-color": paper,
        "text-outline-width": 2,
        "min-zoomed-font-size": 5,
        "border-width": 1,
        "border-color": line,
      },
    },
    ...ICON_KINDS.map((kind) => ({
      selector: `node[kind="${kind}"]`,
      style: {
        shape: lookOf(kind).shape,
        "background-color": lookOf(kind).fill,
        "background-image": iconAddress(kind, "#ffffff"),
      },
    })),
    {
      selector: "node[?masked]",
      style: {
        "background-color": lookOf("masked").fill,
        "border-width": 3,
        "border-style": "dashed",
        "border-color": "#74b816",
      },
    },
    {
      selector: 'node[?masked][kind="person"]',
      style: { "background-image": iconAddress("masked", "#ffffff") },
    },
    ...BADGES.map(badgeRule),
    { selector: 'node[kind="group"]', style: { width: 50, height: 50, "font-weight": "bold" } },
  ];
}

interface Badge {
  readonly image: (node: NodeSingular) => string;
  readonly across: string;
}
const PART: Badge = { image: (node) => badgeAddress(String(node.data("part")), stageInk(node.data("stage"))), across: "118%" };
const CARDS: Badge = { image: (node) => cardAddress(Number(node.data("cards"))), across: "-18%" };
const BADGES: readonly (readonly [selector: string, badges: readonly Badge[]])[] = [
  ["node[part][!masked]", [PART]],
  ["node[cards]", [CARDS]],
  ["node[part][!masked][cards]", [PART, CARDS]],
];

/** The icon of a node with badges above it: of its part at the right, of its notes at the left. */
function badgeRule([selector, badges]: (typeof BADGES)[number]): object {
  const own = (node: NodeSingular) => {
    const { kind, masked } = node.data();
    return iconAddress(masked && kind === "person" ? "masked" : String(kind), "#ffffff");
  };
  const each = <T>(first: T, of: (badge: Badge) => T): T[] => [first, ...badges.map(of)];
  return {
    selector,
    style: {
      "background-image": (node: NodeSingular) => [own(node), ...badges.map(({ image }) => image(node))],
      "background-width": each("64%", () => "17px"),
      "background-height": each("64%", () => "17px"),
      "background-position-x": each("50%", ({ across }) => across),
      "background-position-y": each("50%", () => "-18%"),
      "background-clip": each("none", () => "none"),
      "background-image-containment": each("inside", () => "over"),
      "bounds-expansion": 8,
    },
  };
}

/** Links as wide as their number, or as the size of their sum, tell. */
const WIDTHS: Readonly<Record<Shown["width"], object>> = {
  count: { selector: "edge[weight]", style: { width: "mapData(weight, 1, 20, 1.6, 7)" } },
  amount: { selector: "edge[heft]", style: { width: "mapData(heft, 0, 6, 1.2, 9)" } },
};

function edgeRules({ ink, line, paper }: Inks, { width }: Shown, scale: number): object[] {
  return [
    {
      selector: "edge",
      style: {
        width: 1.6,
        "line-color": line,
        "target-arrow-color": line,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        "curve-style": "bezier",
        label: "data(label)",
        "font-size": 9 * Math.min(scale, 1.3),
        "font-family": "system-ui, sans-serif",
        color: ink,
        "text-rotation": "autorotate",
        "text-wrap": "wrap",
        "line-height": 1.15,
        "text-outline-color": paper,
        "text-outline-width": 2,
        "min-zoomed-font-size": 6,
      },
    },
    { selector: "edge[!label]", style: { label: "" } },
    WIDTHS[width],
    ...Object.entries(LAYERS).map(([layer, colour]) => ({
      selector: `edge[layer="${layer}"]`,
      style: { "line-color": colour, "target-arrow-color": colour },
    })),
    { selector: "edge[?undirected]", style: { "target-arrow-shape": "none" } },
    { selector: 'edge[kind="bundle"]', style: { width: 3, "line-style": "dashed" } },
  ];
}

const ACROSS = "mapData(size, 0, 7, 24, 78)"; // the binary logarithm of the neighbours in the case: from none to some hundred
const ACROSS_NEAR = ACROSS.replace("size", "near");
const ACROSS_LIFT = "mapData(lift, 0, 1, 34, 84)"; // the square of the share of actors with a lower value
const across = (selector: string, size: string): object[] => [{ selector, style: { width: size, height: size } }];
const SIZES: Readonly<Record<string, object[]>> = {
  same: [],
  degree: across("node[size][!masked]", ACROSS),
  chart: across("node[near]", ACROSS_NEAR),
};
const BY_MEASURE = across("node[lift]", ACROSS_LIFT);

/** The whole sheet for one theme and one choice of what size and width stand for; labels are `scale` times as large. */
export function sheet(dark: boolean, look: Shown, scale: number): StylesheetStyle[] {
  const colours = inks(dark);
  const { mark } = colours;
  return [
    ...nodeRules(colours, scale),
    ...(SIZES[look.size] ?? BY_MEASURE),
    ...edgeRules(colours, look, scale),
    { selector: ".pinned", style: { "border-width": 3, "border-style": "solid", "border-color": "#1971c2" } },
    { selector: ".mute", style: { "text-opacity": 0 } },
    { selector: ".faded", style: { opacity: 0.22 } },
    { selector: ".dim", style: { opacity: 0.12, label: "", events: "yes" } },
    {
      selector: ".path",
      style: { "line-color": "#e03131", "target-arrow-color": "#e03131", "border-color": "#e03131", width: 4 },
    },
    { selector: "node.path", style: { width: 40, height: 40, "border-width": 4 } },
    {
      selector: ":selected",
      style: {
        "border-width": 4,
        "border-style": "solid",
        "border-color": mark,
        "line-color": mark,
        "target-arrow-color": mark,
      },
    },
    { selector: "node:selected", style: { "font-weight": "bold", "z-index": 10 } },
  ] as unknown as StylesheetStyle[];
}
