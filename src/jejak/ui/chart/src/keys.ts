/** What keys do while the chart has the focus; every pointer action has one. */
export type KeyAction =
  | { name: "expand" | "detail" | "hide" | "showAll" | "undo" | "redo" | "fit" | "layout" | "pin" | "clear" }
  | { name: "zoom"; by: number }
  | { name: "step"; dx: -1 | 0 | 1; dy: -1 | 0 | 1; extend: boolean };

const PLAIN: Readonly<Record<string, KeyAction>> = {
  e: { name: "expand" },
  enter: { name: "detail" },
  h: { name: "hide" },
  delete: { name: "hide" },
  a: { name: "showAll" },
  f: { name: "fit" },
  l: { name: "layout" },
  p: { name: "pin" },
  escape: { name: "clear" },
  "+": { name: "zoom", by: 1.25 },
  "=": { name: "zoom", by: 1.25 },
  "-": { name: "zoom", by: 0.8 },
};
const ARROWS: Readonly<Record<string, readonly [-1 | 0 | 1, -1 | 0 | 1]>> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
};

export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** The action of a key press, or null when the key belongs to somebody else. */
export function actionOf(event: Key): KeyAction | null {
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") return { name: event.shiftKey ? "redo" : "undo" };
    return key === "y" ? { name: "redo" } : null;
  }
  const arrow = ARROWS[key];
  if (arrow) return { name: "step", dx: arrow[0], dy: arrow[1], extend: event.shiftKey };
  return PLAIN[key] ?? null;
}

export interface Placed {
  id: string;
  x: number;
  y: number;
}

/** The nearest node in a direction: distance along it counts once, distance across it counts twice. */
export function nearest(from: Placed, others: readonly Placed[], dx: number, dy: number): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const other of others) {
    const [along, across] = [
      (other.x - from.x) * dx + (other.y - from.y) * dy,
      Math.abs((other.x - from.x) * dy) + Math.abs((other.y - from.y) * dx),
    ];
    const cost = along + 2 * across;
    if (other.id !== from.id && along > 0 && across <= 2 * along && cost < least) [best, least] = [other.id, cost];
  }
  return best;
}
