/** Vector export: plain shapes in, SVG text out. No DOM, no canvas. */
type Corner = readonly [number, number];

interface Painted {
  stroke: string;
  opacity: number;
  label: string;
  fontSize: number;
  color: string;
}

export interface SvgNode extends Painted {
  x: number;
  y: number;
  w: number;
  h: number;
  shape: string;
  fill: string;
  strokeWidth: number;
}

export interface SvgEdge extends Painted {
  points: [number, number][];
  controls: [number, number][];
  width: number;
  dash: string;
  arrow: boolean;
}

export interface Frame {
  x1: number;
  y1: number;
  w: number;
  h: number;
}

const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text.replace(NOT_XML, "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

const regular = (corners: number, turn: number): Corner[] =>
  Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return [Math.cos(angle), Math.sin(angle)];
  });

const UNIT: Readonly<Record<string, readonly Corner[]>> = {
  diamond: regular(4, -Math.PI / 2),
  triangle: [
    [0, -1],
    [1, 1],
    [-1, 1],
  ],
  hexagon: regular(6, 0),
  pentagon: regular(5, -Math.PI / 2),
  octagon: regular(8, Math.PI / 8),
};

function text(at: Corner, { label, fontSize, color }: Painted, below: boolean): string {
  if (!label) return "";
  const first = below ? "0.9em" : "-0.2em";
  const x = rounded(at[0]);
  const lines = label
    .split("\n")
    .map((line, i) => `<tspan x="${x}" dy="${i ? "1.15em" : first}">${escaped(line)}</tspan>`);
  const style = `font-size="${rounded(fontSize)}" fill="${escaped(color)}" text-anchor="middle"`;
  return `<text x="${x}" y="${rounded(at[1])}" ${style}>${lines.join("")}</text>`;
}

function outline({ x, y, w, h, shape }: SvgNode, paint: string): string {
  const [rx, ry] = [w / 2, h / 2];
  const unit = UNIT[shape.replace(/^round-/, "")];
  if (unit) {
    const points = unit.map(([a, b]) => `${rounded(x + a * rx)},${rounded(y + b * ry)}`).join(" ");
    return `<polygon points="${points}" ${paint}/>`;
  }
  if (shape.includes("rectangle")) {
    const corner = shape.startsWith("round") ? rounded(Math.min(w, h) / 4) : "0";
    const box = `x="${rounded(x - rx)}" y="${rounded(y - ry)}" width="${rounded(w)}" height="${rounded(h)}"`;
    return `<rect ${box} rx="${corner}" ${paint}/>`;
  }
  return `<ellipse cx="${rounded(x)}" cy="${rounded(y)}" rx="${rounded(rx)}" ry="${rounded(ry)}" ${paint}/>`;
}

function drawNode(node: SvgNode): string {
  const { fill, stroke, strokeWidth, opacity, x, y, h } = node;
  const paint = `fill="${escaped(fill)}" stroke="${escaped(stroke)}" stroke-width="${rounded(strokeWidth)}"`;
  return `<g opacity="${rounded(opacity)}">${outline(node, paint)}${text([x, y + h / 2], node, true)}</g>`;
}

/** Quadratic pieces, joined half-way between control points; a straight line without them. */
function track(from: Corner, to: Corner, controls: readonly Corner[]): string {
  let path = `M${rounded(from[0])} ${rounded(from[1])}`;
  controls.forEach((control, i) => {
    const next = controls[i + 1];
    const end: Corner = next ? [(control[0] + next[0]) / 2, (control[1] + next[1]) / 2] : to;
    path += `Q${rounded(control[0])} ${rounded(control[1])} ${rounded(end[0])} ${rounded(end[1])}`;
  });
  return controls.length ? path : `${path}L${rounded(to[0])} ${rounded(to[1])}`;
}

function arrowHead(before: Corner, tip: Corner, { width, stroke }: SvgEdge): string {
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  const size = 4 + 2 * width;
  const wing = (turn: number): Corner => [
    tip[0] + size * Math.cos(angle + turn),
    tip[1] + size * Math.sin(angle + turn),
  ];
  const points = [tip, wing(2.7), wing(-2.7)].map((p) => `${rounded(p[0])},${rounded(p[1])}`).join(" ");
  return `<polygon points="${points}" fill="${escaped(stroke)}"/>`;
}

function drawEdge(edge: SvgEdge): string {
  const { points, controls, stroke, width, dash, arrow, opacity } = edge;
  const [from, to] = [points[0]!, points[points.length - 1]!];
  const bend = controls[0];
  const middle: Corner = bend
    ? [(from[0] + 2 * bend[0] + to[0]) / 4, (from[1] + 2 * bend[1] + to[1]) / 4]
    : [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const dashes = dash ? ` stroke-dasharray="${escaped(dash)}"` : "";
  const paint = `fill="none" stroke="${escaped(stroke)}" stroke-width="${rounded(width)}"${dashes}`;
  const head = arrow ? arrowHead(controls[controls.length - 1] ?? from, to, edge) : "";
  const line = `<path d="${track(from, to, controls)}" ${paint}/>`;
  return `<g opacity="${rounded(opacity)}">${line}${head}${text(middle, edge, false)}</g>`;
}

/** The whole picture. */
export function toSvg(
  nodes: readonly SvgNode[],
  edges: readonly SvgEdge[],
  frame: Frame,
  background = "#ffffff",
  title = "",
): string {
  const [x, y, w, h] = [frame.x1, frame.y1, frame.w, frame.h].map(rounded);
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${w} ${h}" width="${w}" height="${h}" font-family="sans-serif">`;
  const paper = `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${escaped(background)}"/>`;
  const shapes = edges.map(drawEdge).join("") + nodes.map(drawNode).join("");
  return `${open}<title>${escaped(title)}</title>${paper}${shapes}</svg>`;
}
