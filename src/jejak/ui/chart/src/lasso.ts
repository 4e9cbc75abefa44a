/** Free-hand selection: one pointer stroke over the chart gives a hit test in rendered coordinates. */
export interface Spot {
  x: number;
  y: number;
}

/** Even-odd rule: is the spot inside the polygon? */
export function inside(polygon: readonly Spot[], spot: Spot): boolean {
  let hit = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i]!, polygon[j]!];
    const crosses = a.y > spot.y !== b.y > spot.y;
    if (crosses && spot.x < ((b.x - a.x) * (spot.y - a.y)) / (b.y - a.y) + a.x) hit = !hit;
  }
  return hit;
}

/** Wait for one stroke over `box`, told in places of `canvas`; returns a function that gives it up. */
function trace(box: HTMLElement, canvas: HTMLElement, straight: boolean, done: (spots: Spot[]) => void): () => void {
  const svg = "http://www.w3.org/2000/svg";
  const layer = document.createElementNS(svg, "svg");
  Object.assign(layer.style, {
    position: "absolute",
    inset: "0",
    width: "100%",
    height: "100%",
    zIndex: "20",
    cursor: "crosshair",
  });
  const line = layer.appendChild(document.createElementNS(svg, "polygon"));
  Object.assign(line.style, { fill: "rgba(240,140,0,.15)", stroke: "#f08c00", strokeWidth: straight ? "2" : "1" });
  box.appendChild(layer);
  const spots: Spot[] = [];
  const note = (event: PointerEvent) => {
    const [outer, inner] = [box.getBoundingClientRect(), canvas.getBoundingClientRect()];
    if (straight) spots.splice(1);
    spots.push({ x: event.clientX - inner.left, y: event.clientY - inner.top });
    const [dx, dy] = [inner.left - outer.left, inner.top - outer.top];
    line.setAttribute("points", spots.map((p) => `${p.x + dx},${p.y + dy}`).join(" "));
  };
  layer.onpointerdown = (event) => {
    event.stopPropagation();
    layer.setPointerCapture(event.pointerId);
    spots.length = 0;
    note(event);
  };
  layer.onpointermove = (event) => {
    event.stopPropagation();
    if (layer.hasPointerCapture(event.pointerId)) note(event);
  };
  layer.onpointerup = (event) => {
    event.stopPropagation();
    layer.remove();
    done(spots);
  };
  return () => layer.remove();
}

/** Select by a free line around; see `trace`. */
export function lasso(box: HTMLElement, canvas: HTMLElement, done: (hit: (spot: Spot) => boolean) => void): () => void {
  return trace(box, canvas, false, (spots) => done((spot) => inside(spots, spot)));
}

/** Show a straight line by pressing at its beginning and releasing at its end; see `trace`. */
export function stroke(box: HTMLElement, canvas: HTMLElement, done: (from: Spot, to: Spot) => void): () => void {
  return trace(box, canvas, true, (spots) => done(spots[0]!, spots[spots.length - 1]!));
}
