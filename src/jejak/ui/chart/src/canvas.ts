/** Makes the canvas equal to a projected view, and reads positions and shapes back. */
import cytoscape, { type Core, type EdgeSingular, type ElementDefinition, type NodeSingular } from "cytoscape";
import dagre from "cytoscape-dagre";
import fcose from "cytoscape-fcose";
import type { Drawn, Picture } from "./project";
import { sheet } from "./style";
import { toSvg, type SvgEdge, type SvgNode } from "./svg";
import type { Id, Point } from "./view";

cytoscape.use(fcose as cytoscape.Ext);
cytoscape.use(dagre as cytoscape.Ext);

const MANY = 1000;
const LAYER_CACHE_AREA = 4000 * 4000;

export function create(container: HTMLElement, dark: boolean, options: object = {}): Core {
  return cytoscape({
    container,
    style: sheet(dark),
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

function definition({ data, pos, pinned }: Drawn): ElementDefinition {
  if (!pos) return { group: "edges", data: { ...data } as unknown as cytoscape.EdgeDataDefinition };
  return {
    group: "nodes",
    data: { ...data },
    position: { x: pos[0], y: pos[1] },
    locked: !!pinned,
    classes: pinned ? "pinned" : "",
  };
}

function update(cy: Core, before: Drawn, now: Drawn): void {
  const element = cy.getElementById(now.data.id);
  if (now.data !== before.data) {
    element.removeData();
    element.data(now.data);
  }
  if (!now.pos) return;
  const at = element.position();
  if (now.pos[0] !== at.x || now.pos[1] !== at.y) element.unlock().position({ x: now.pos[0], y: now.pos[1] });
  element[now.pinned ? "lock" : "unlock"]().toggleClass("pinned", !!now.pinned);
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
    out[node.id()] = [x, y];
  });
  return out;
}

/** Layout options by size: layouts block the page, so large charts get the draft quality. */
export function layoutOptions(cy: Core, args: Record<string, unknown>): cytoscape.LayoutOptions {
  const quality = cy.nodes().length > MANY ? "draft" : "default";
  return {
    name: "fcose",
    quality,
    animate: false,
    fit: false,
    randomize: false,
    nodeDimensionsIncludeLabels: true,
    idealEdgeLength: 80,
    nodeSeparation: 70,
    nodeRepulsion: 6000,
    ...args,
  } as unknown as cytoscape.LayoutOptions;
}

function number(element: NodeSingular | EdgeSingular, name: string): number {
  return Number((element as unknown as { numericStyle(name: string): number }).numericStyle(name)) || 0;
}

function nodeShape(node: NodeSingular): SvgNode {
  return {
    ...node.position(),
    w: node.width(),
    h: node.height(),
    shape: node.style("shape"),
    fill: node.style("background-color"),
    stroke: node.style("border-color"),
    strokeWidth: number(node, "border-width"),
    opacity: number(node, "opacity"),
    label: node.style("label"),
    fontSize: number(node, "font-size"),
    color: node.style("color"),
  };
}

function edgeShape(edge: EdgeSingular): SvgEdge {
  const end = (at: cytoscape.Position | undefined, other: cytoscape.Position): [number, number] =>
    at && Number.isFinite(at.x) ? [at.x, at.y] : [other.x, other.y];
  return {
    points: [
      end(edge.sourceEndpoint(), edge.source().position()),
      end(edge.targetEndpoint(), edge.target().position()),
    ],
    controls: (edge.controlPoints() ?? []).map((p): [number, number] => [p.x, p.y]),
    stroke: edge.style("line-color"),
    width: number(edge, "width"),
    dash: edge.style("line-style") === "dashed" ? "6 3" : "",
    arrow: edge.style("target-arrow-shape") !== "none",
    opacity: number(edge, "opacity"),
    label: edge.style("label"),
    fontSize: number(edge, "font-size"),
    color: edge.style("color"),
  };
}

/** The chart as SVG text with vector shapes only. */
export function svg(cy: Core, title: string): string {
  const box = cy.elements().boundingBox({ includeLabels: true });
  const frame = { x1: box.x1 - 20, y1: box.y1 - 20, w: box.w + 40, h: box.h + 40 };
  const visibleNodes = cy.nodes(":visible").map(nodeShape);
  return toSvg(visibleNodes, cy.edges(":visible").map(edgeShape), frame, "#ffffff", title);
}
