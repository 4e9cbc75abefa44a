/** What keys do while the chart has the focus; every pointer action has one. */
export type KeyAction =
  | { name: "run"; command: string; args?: Readonly<Record<string, unknown>> }
  | { name: "detail" | "clear" | "menu" }
  | { name: "zoom"; by: number }
  | { name: "step"; dx: -1 | 0 | 1; dy: -1 | 0 | 1; extend: boolean };

const run = (command: string, how?: string): KeyAction =>
  how ? { name: "run", command, args: { how } } : { name: "run", command };

const PLAIN: Readonly<Record<string, KeyAction>> = {
  e: run("expandSelected"),
  x: run("expandDialog"),
  h: run("hide"),
  delete: run("hide"),
  a: run("showAll"),
  o: run("focus"),
  n: run("selectNeighbours"),
  c: run("collapse"),
  u: run("expandGroups"),
  p: run("togglePin"),
  b: run("map"),
  f: run("fit"),
  v: run("panel"),
  k: run("timeline"),
  r: run("lasso"),
  s: run("findPaths", "shortest"),
  d: run("findPaths", "all"),
  t: run("findPaths", "time"),
  m: run("common"),
  z: run("look", "size"),
  w: run("look", "width"),
  l: run("arrange", "force"),
  "1": run("arrange", "force"),
  "2": run("arrange", "stages"),
  "3": run("arrange", "circle"),
  "4": run("arrange", "grid"),
  "5": run("arrange", "time"),
  "7": run("align", "left"),
  "8": run("align", "top"),
  "9": run("align", "across"),
  "0": run("align", "down"),
  enter: { name: "detail" },
  escape: { name: "clear" },
  contextmenu: { name: "menu" },
  "+": { name: "zoom", by: 1.25 },
  "=": { name: "zoom", by: 1.25 },
  "-": { name: "zoom", by: 0.8 },
};
const SHIFT: Readonly<Record<string, KeyAction>> = {
  t: run("drawText"),
  f: run("drawFrame"),
  a: run("drawArrow"),
  l: run("stateLink"),
  e: run("stateEntity"),
  n: run("card"),
  c: run("groupBy", "community"),
  h: run("groupBy", "address"),
  o: run("groupBy", "agency"),
  b: run("look", "communities"),
  z: run("sizes"),
};
const CONTROL: Readonly<Record<string, KeyAction>> = {
  z: run("undo"),
  y: run("redo"),
  a: run("selectAll"),
  s: run("saveView"),
  o: run("listViews"),
};
const CONTROL_SHIFT: Readonly<Record<string, KeyAction>> = {
  ...CONTROL,
  z: run("redo"),
  s: run("saveViewAs"),
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
  if (event.ctrlKey || event.metaKey) return (event.shiftKey ? CONTROL_SHIFT : CONTROL)[key] ?? null;
  if (key === "f10") return event.shiftKey ? { name: "menu" } : null;
  const arrow = ARROWS[key];
  if (arrow) return { name: "step", dx: arrow[0], dy: arrow[1], extend: event.shiftKey };
  return (event.shiftKey ? SHIFT[key] : undefined) ?? PLAIN[key] ?? null;
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
