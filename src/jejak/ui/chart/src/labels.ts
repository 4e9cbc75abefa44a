/** Which labels are written where not all have room: the more important one of two that would lie on each other. */
export interface Label {
  readonly id: string;
  /** Middle of the node, and the top of its label, in the chart's own units. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly font: number;
  readonly room: number;
  /** Higher goes first. */
  readonly weight: number;
}

const LETTER = 0.56; // of the size of the type, on average
const CELL = 160;

interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

function boxOf({ x, y, text, font, room }: Label): Box {
  const lines = text.split("\n").flatMap((line) => {
    const long = line.length * font * LETTER;
    return Array.from({ length: Math.max(1, Math.ceil(long / room)) }, () => Math.min(long, room));
  });
  const half = Math.max(...lines) / 2;
  return { x1: x - half, x2: x + half, y1: y, y2: y + lines.length * font * 1.1 };
}

const cells = (box: Box): string[] => {
  const out: string[] = [];
  for (let x = Math.floor(box.x1 / CELL); x <= Math.floor(box.x2 / CELL); x++) {
    for (let y = Math.floor(box.y1 / CELL); y <= Math.floor(box.y2 / CELL); y++) out.push(`${x} ${y}`);
  }
  return out;
};

const meet = (a: Box, b: Box): boolean => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

/** Ids whose labels find no room; O(labels), by a grid of cells. */
export function muted(labels: readonly Label[]): Set<string> {
  const taken = new Map<string, Box[]>();
  const out = new Set<string>();
  for (const label of [...labels].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))) {
    const box = boxOf(label);
    const near = cells(box);
    if (near.some((cell) => taken.get(cell)?.some((other) => meet(box, other)))) {
      out.add(label.id);
      continue;
    }
    for (const cell of near) (taken.get(cell) ?? taken.set(cell, []).get(cell)!).push(box);
  }
  return out;
}
