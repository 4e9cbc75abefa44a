/** Makes the canvas equal to a projected view, and reads positions and shapes back. */
import cytoscape, { type Core, type ElementDefinition, type NodeCollection, type NodeSingular } from "cytoscape";
import dagre from "cytoscape-dagre";
import fcose from "cytoscape-fcose";
import { muted, type Label } from "./labels";
import type { Drawn, Picture } from "./project";
import { sheet } from "./style";
import { EMPTY, type Id, type Look, type Point } from "./view";

cytoscape.use(fcose as cytoscape.Ext);
cytoscape.use(dagre as cytoscape.Ext);

const MANY = 1000;
const LAYER_CACHE_AREA = 4000 * 4000;
const GLIDE_MS = 320;
const GLIDE_MOST = 600; // more moving nodes than this stutter without a graphics card

export function create(container: HTMLElement, dark: boolean, options: object = {}): Core {
  return cytoscape({
    container,
    style: sheet(dark, EMPTY.look, 1),
    minZoom: 0.02,
    maxZoom: 4,
    boxSelectionEnabled: true,
    selectionType: "single",
    ...options,
  });
}

/** Above this drawn area Cytoscape gives up its layer cache; panning a bitmap is then 3 to 4 times faster. */
export function tune(cy: Core): void {
  const box = cy.elements().boundingBox();
  const scale = cy.zoom() * window.devicePixelRatio;
  const { renderer } = cy as unknown as { renderer(): { textureOnViewport: boolean } }; // private, so only here
  renderer.call(cy).textureOnViewport = box.w * box.h * scale * scale > LAYER_CACHE_AREA;
}

const classesOf = ({ classes, pinned }: Drawn): string => (pinned ? `${classes} pinned` : classes);

function definition(drawn: Drawn): ElementDefinition {
  const { data, pos, pinned } = drawn;
  const classes = classesOf(drawn);
  if (!pos) return { group: "edges", data: { ...data } as unknown as cytoscape.EdgeDataDefinition, classes };
  return {
    group: "nodes",
    data: { ...data },
    position: { x: pos[0], y: pos[1] },
    locked: !!pinned,
    classes,
  };
}

function update(cy: Core, before: Drawn, now: Drawn): void {
  const element = cy.getElementById(now.data.id);
  if (now.data !== before.data) {
    element.removeData();
    element.data(now.data);
  }
  if (classesOf(now) !== classesOf(before)) element.classes(classesOf(now));
  if (!now.pos) return;
  const at = element.position();
  if (now.pos[0] !== at.x || now.pos[1] !== at.y) element.unlock().position({ x: now.pos[0], y: now.pos[1] });
  element[now.pinned ? "lock" : "unlock"]();
}

const rewired = (before: Drawn, now: Drawn) =>
  before.data.source !== now.data.source || before.data.target !== now.data.target;

/** Bring the canvas from one picture to the next; what is the same object in both is not touched. */
export function sync(cy: Core, before: Picture, next: Picture): void {
  cy.batch(() => {
    const fresh: Drawn[] = [];
    for (const [id, old] of Object.entries(before)) {
      const now = next[id];
      if (!now || rewired(old, now)) cy.getElementById(id).remove();
    }
    for (const [id, now] of Object.entries(next)) {
      const old = before[id];
      if (!old || rewired(old, now) || cy.getElementById(id).empty()) fresh.push(now);
      else if (now !== old) update(cy, old, now);
    }
    cy.add(fresh.filter((one) => one.pos).map(definition));
    cy.add(fresh.filter((one) => !one.pos).map(definition));
  });
}

export function positions(cy: Core): Record<Id, Point> {
  const out: Record<Id, Point> = {};
  cy.nodes().forEach((node) => {
    const { x, y } = node.position();
    out[node.id()] = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  });
  return out;
}

/** How much larger labels are written at a zoom, in few steps: far away they stay readable as long as there is room. */
const WRITTEN: readonly (readonly [zoom: number, factor: number])[] = [
  [0.8, 1],
  [0.6, 1.3],
  [0.45, 1.6],
  [0, 2],
];
const LEGIBLE_MOST = 500; // more labels than this would lie on each other
export const scaleOf = (cy: Core): number =>
  cy.nodes().length > LEGIBLE_MOST ? 1 : WRITTEN.find(([zoom]) => cy.zoom() >= zoom)![1];

export function restyle(cy: Core, dark: boolean, look: Look, scale: number): void {
  cy.style(sheet(dark, look, scale));
}

/** Whose label goes first: a group by its members, else who is drawn larger. */
const rankOf = (node: NodeSingular): number => {
  const { members, lift, near, size } = node.data();
  return Number(members ?? (lift === undefined ? (near ?? size ?? 0) : 10 + 10 * lift));
};

const labelOf = (node: NodeSingular, scale: number): Label => ({
  id: node.id(),
  x: node.position().x,
  y: node.position().y + node.height() / 2 + 4,
  text: String(node.data("label") ?? ""),
  font: 12 * scale,
  room: 120 * scale,
  weight:
    (node.selected() ? 100 : 0) + (node.hasClass("path") ? 50 : 0) + rankOf(node),
});

/** Write no label on another: the less important one waits until the reader comes nearer. */
export function declutter(cy: Core, scale: number): void {
  const nodes = cy.nodes().toArray() as NodeSingular[];
  const seen = nodes.filter((node) => !node.hasClass("dim") && !node.hasClass("faded"));
  const quiet = nodes.length > MANY ? new Set<Id>() : muted(seen.map((node) => labelOf(node, scale)));
  cy.batch(() => nodes.forEach((node) => void node.toggleClass("mute", quiet.has(node.id()))));
}

/** Whether the reader has asked the machine for less movement. */
const still = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Let nodes that stand at their new places already glide there from the old ones, to be followed by eye. */
export function glide(cy: Core, from: Readonly<Record<Id, Point>>): void {
  const ids = Object.keys(from);
  if (still() || ids.length > GLIDE_MOST) return;
  for (const id of ids) {
    const node = cy.getElementById(id);
    const [x, y] = from[id]!;
    if (node.empty() || node.locked()) continue;
    const there = { ...node.position() };
    node.position({ x, y });
    node.animate({ position: there }, { duration: GLIDE_MS, easing: "ease-out-cubic" });
  }
}

/** Bring whatever still glides to its place. */
export const settle = (cy: Core): void => void cy.nodes(":animated").stop(true, true);

/** Layout options by size: layouts block the page, so large charts get the draft quality. Pinned nodes stay. */
function force(nodes: NodeCollection, randomize: boolean): cytoscape.LayoutOptions {
  const pinned = (nodes.toArray() as NodeSingular[]).filter((node) => node.locked());
  const fixed = pinned.map((node) => ({ nodeId: node.id(), position: { ...node.position() } }));
  return {
    name: "fcose",
    quality: nodes.length > MANY ? "draft" : "default",
    animate: false,
    fit: false,
    randomize,
    nodeDimensionsIncludeLabels: true,
    idealEdgeLength: 70,
    nodeSeparation: 60,
    nodeRepulsion: 5000,
    gravity: 0.4,
    ...(fixed.length ? { fixedNodeConstraint: fixed } : {}),
  } as unknown as cytoscape.LayoutOptions;
}

const LAYERED = { name: "dagre", rankDir: "LR", rankSep: 90, nodeSep: 30, animate: false, fit: false };

/** Where a layout of Cytoscape would put these nodes; on the canvas nothing has moved afterwards. */
export function laidOut(nodes: NodeCollection, how: "force" | "layered", randomize: boolean): Record<Id, Point> {
  const before = (nodes.toArray() as NodeSingular[]).map((node) => ({ node, at: { ...node.position() } }));
  const options = how === "force" ? force(nodes, randomize) : (LAYERED as unknown as cytoscape.LayoutOptions);
  nodes.union(nodes.edgesWith(nodes)).layout(options).run();
  const out: Record<Id, Point> = {};
  for (const { node, at } of before) {
    const { x, y } = node.position();
    if (!node.locked()) out[node.id()] = [Math.round(x), Math.round(y)];
    node.position(at);
  }
  return out;
}
