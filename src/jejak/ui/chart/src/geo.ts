/** The map's camera: Web Mercator on a square of side 1, looked at with so many pixels to the side. All pure. */
export type Spot = readonly [number, number];

export interface Camera {
  /** What stands in the middle, on the square. */
  readonly x: number;
  readonly y: number;
  /** Pixels to the side of the square. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

const AROUND_M = 40_075_017;
const POLE = 85.05;
const LEAST = 300;
/** Ten metres to the pixel: no place is known better. */
const MOST = AROUND_M / 10;
/** One fit shows no less than some ten kilometres. */
const FIT_MOST = AROUND_M / 100;

/** Latitude and longitude in degrees → place on the square. */
export function project(lat: number, lon: number): Spot {
  const turn = (Math.max(-POLE, Math.min(POLE, lat)) * Math.PI) / 180;
  return [lon / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + turn / 2)) / (2 * Math.PI)];
}

export function onScreen(camera: Camera, [x, y]: Spot): Spot {
  return [(x - camera.x) * camera.scale + camera.width / 2, (y - camera.y) * camera.scale + camera.height / 2];
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** A camera that has not left the world. */
function bounded(camera: Camera): Camera {
  return { ...camera, x: clamp(camera.x, 0, 1), y: clamp(camera.y, 0, 1), scale: clamp(camera.scale, LEAST, MOST) };
}

export const panned = (camera: Camera, dx: number, dy: number): Camera =>
  bounded({ ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale });

/** Zoom; what is at this pixel stays there. */
export function zoomed(camera: Camera, by: number, [px, py]: Spot): Camera {
  const scale = clamp(camera.scale * by, LEAST, MOST);
  const [dx, dy] = [px - camera.width / 2, py - camera.height / 2];
  return bounded({
    ...camera,
    scale,
    x: camera.x + dx / camera.scale - dx / scale,
    y: camera.y + dy / camera.scale - dy / scale,
  });
}

export const sized = (camera: Camera, width: number, height: number): Camera => ({ ...camera, width, height });

/** A camera of this size that shows all of these places, with so many pixels around them. */
export function fitted(spots: readonly Spot[], width: number, height: number, margin: number): Camera {
  const [xs, ys] = [spots.map(([x]) => x), spots.map(([, y]) => y)];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = [Math.max(width - 2 * margin, 40), Math.max(height - 2 * margin, 40)] as const;
  const scale = Math.min(FIT_MOST, room[0] / Math.max(east - west, 1e-9), room[1] / Math.max(south - north, 1e-9));
  return bounded({ x: (west + east) / 2, y: (north + south) / 2, scale, width, height });
}

/** The longest round distance that is no longer than so many pixels, in the middle of the picture. */
export function scaleBar(camera: Camera, most: number): { metres: number; pixels: number } {
  const lat = Math.atan(Math.sinh((0.5 - camera.y) * 2 * Math.PI));
  const perPixel = (AROUND_M * Math.cos(lat)) / camera.scale;
  const power = 10 ** Math.floor(Math.log10(most * perPixel));
  const metres = power * ([5, 2].find((step) => step * power <= most * perPixel) ?? 1);
  return { metres, pixels: metres / perPixel };
}
