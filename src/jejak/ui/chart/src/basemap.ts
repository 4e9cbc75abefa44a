/** The base map on a canvas: land, borders, and faint names of countries and towns to find one's way. */
import { onScreen, project, type Camera, type Spot } from "./geo";
import { roomFor, type Box } from "./marks";

/** What the server sends of a map file: areas as rings and lines, each a row of longitudes and latitudes. */
export interface BaseFile {
  readonly areas: readonly (readonly number[])[];
  readonly lines: readonly (readonly number[])[];
}

/** Names that stand on the map: `rank` 0 is a country, 1 a town. */
export interface Label {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly rank: 0 | 1;
}

interface Line {
  readonly points: Float32Array;
  readonly west: number;
  readonly north: number;
  readonly east: number;
  readonly south: number;
}

export interface Base {
  readonly areas: readonly Line[];
  readonly lines: readonly Line[];
}

interface Inks {
  readonly sea: string;
  readonly land: string;
  readonly border: string;
  readonly country: string;
  readonly town: string;
}
const LIGHT: Inks = { sea: "#dfe9f0", land: "#fbfaf6", border: "#b4bec7", country: "#6b7883", town: "#59656f" };
const DARK: Inks = { sea: "#161e25", land: "#2b3137", border: "#56616b", country: "#8f9ba6", town: "#a5b0ba" };

const STEP = 0.7; // points nearer to the last one are not drawn
const COUNTRIES = [900, 60_000] as const; // scales at which they are written
const TOWNS = 7000;

function lineOf(flat: readonly number[]): Line {
  const points = new Float32Array(flat.length);
  let [west, north, east, south] = [1, 1, 0, 0];
  for (let i = 0; i < flat.length; i += 2) {
    const [x, y] = project(flat[i + 1]!, flat[i]!);
    points[i] = x;
    points[i + 1] = y;
    [west, north, east, south] = [Math.min(west, x), Math.min(north, y), Math.max(east, x), Math.max(south, y)];
  }
  return { points, west, north, east, south };
}

export const baseOf = (file: BaseFile): Base => ({ areas: file.areas.map(lineOf), lines: file.lines.map(lineOf) });

/** Add a line to the path, if any of it may be seen. */
function trace(context: CanvasRenderingContext2D, line: Line, camera: Camera): void {
  const { scale, width, height } = camera;
  const [left, top] = onScreen(camera, [line.west, line.north]);
  const [right, bottom] = onScreen(camera, [line.east, line.south]);
  if (right < 0 || bottom < 0 || left > width || top > height || (right - left < 1 && bottom - top < 1)) return;
  const { points } = line;
  const [dx, dy] = [width / 2 - camera.x * scale, height / 2 - camera.y * scale];
  let [px, py] = [points[0]! * scale + dx, points[1]! * scale + dy];
  context.moveTo(px, py);
  for (let i = 2; i < points.length; i += 2) {
    const [x, y] = [points[i]! * scale + dx, points[i + 1]! * scale + dy];
    if (Math.abs(x - px) < STEP && Math.abs(y - py) < STEP) continue;
    context.lineTo(x, y);
    [px, py] = [x, y];
  }
}

/** Draw it all; names leave alone what is `taken`. */
export function drawBase(canvas: HTMLCanvasElement, base: Base | null, labels: readonly Label[], camera: Camera, dark: boolean, taken: Box[]): void {
  const context = canvas.getContext("2d")!;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const inks = dark ? DARK : LIGHT;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = inks.sea;
  context.fillRect(0, 0, camera.width, camera.height);
  context.lineJoin = "round";
  context.strokeStyle = inks.border;
  context.fillStyle = inks.land;
  context.lineWidth = 0.9;
  context.beginPath();
  base?.areas.forEach((line) => {
    trace(context, line, camera);
    context.closePath();
  });
  context.fill("evenodd");
  context.stroke();
  context.beginPath();
  base?.lines.forEach((line) => trace(context, line, camera));
  context.stroke();
  if (base) write(context, labels, camera, inks, taken);
}

function write(context: CanvasRenderingContext2D, labels: readonly Label[], camera: Camera, inks: Inks, taken: Box[]): void {
  const { scale } = camera;
  const wanted = labels.filter(({ rank }) => (rank ? scale > TOWNS : scale > COUNTRIES[0] && scale < COUNTRIES[1]));
  const placed = wanted.map((label) => {
    const [x, y]: Spot = onScreen(camera, project(label.lat, label.lon));
    return { ...label, name: label.rank ? label.name : label.name.toUpperCase(), x, y: label.rank ? y + 10 : y, dot: y };
  });
  const inside = placed.filter(({ x, y }) => x > 0 && y > 0 && x < camera.width && y < camera.height);
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { name, x, y, rank, dot } of roomFor(inside, taken)) {
    context.font = `${rank ? 10.5 : 11}px system-ui, sans-serif`;
    context.lineWidth = 2.5;
    context.strokeStyle = inks.land;
    context.strokeText(name, x, y);
    context.fillStyle = rank ? inks.town : inks.country;
    context.fillText(name, x, y);
    if (rank) context.fillRect(x - 1.2, dot - 1.2, 2.4, 2.4);
  }
}
