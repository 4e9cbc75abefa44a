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

/** Wait for one stroke over `box`, told in places of `canvas`; returns a function that gives the lasso up. */
export function lasso(box: HTMLElement, canvas: HTMLElement, done: (hit: (spot: Spot) => boolean) => void): () => void {
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
  Object.assign(line.style, { fill: "rgba(240,140,0,.15)", stroke: "#f08c00" });
  box.appendChild(layer);
  const spots: Spot[] = [];
  layer.onpointerdown = (event) => {
    event.stopPropagation();
    layer.setPointerCapture(event.pointerId);
    spots.length = 0;
  };
  layer.onpointermove = (event) => {
    event.stopPropagation();
    if (!layer.hasPointerCapture(event.pointerId)) return;
    const [outer, inner] = [box.getBoundingClientRect(), canvas.getBoundingClientRect()];
    spots.push({ x: event.clientX - inner.left, y: event.clientY - inner.top });
    const [dx, dy] = [inner.left - outer.left, inner.top - outer.top];
    line.setAttribute("points", spots.map((p) => `${p.x + dx},${p.y + dy}`).join(" "));
  };
  layer.onpointerup = (event) => {
    event.stopPropagation();
    layer.remove();
    done((spot) => inside(spots, spot));
  };
  return () => layer.remove();
}
