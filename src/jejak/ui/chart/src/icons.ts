/** Small line drawings on a grid of 24 by 24, given to Cytoscape as data addresses; declared in schemas/looks.json. */
import looks from "./looks.json";

const KINDS: Readonly<Record<string, { icon: string }>> = looks.kinds;

export const ICON_KINDS: readonly string[] = Object.keys(KINDS);

/** The drawing as an SVG path; kinds without one of their own get the unknown one. */
export const iconPath = (kind: string): string => (KINDS[kind] ?? looks.kinds.unknown_party).icon;

/** The drawing as an image address, in one colour. */
export function iconAddress(kind: string, colour: string): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" fill="none" stroke="${colour}" ` +
    `stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="${iconPath(kind)}"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/** Parts that somebody may play, each with one sign of its own. */
const PARTS: Readonly<Record<string, string>> = looks.parts;

/** The badge of a part: its sign in a disc with a light rim. */
export function badgeAddress(part: string, colour: string): string {
  const sign = PARTS[part] ?? "M8 12h8M12 8v8";
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" fill="none" stroke="#ffffff" ` +
    `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">` +
    `<circle cx="12" cy="12" r="11" fill="${colour}" stroke-width="1.6"/>` +
    `<g transform="translate(3.6 3.6) scale(0.7)"><path d="${sign}"/></g></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

const MOST_TOLD = 9;

/** The sign of notes: a slip with their number. */
export function cardAddress(count: number): string {
  const told = count > MOST_TOLD ? `${MOST_TOLD}+` : String(count);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" stroke="#6b4e00" stroke-linejoin="round">` +
    `<path d="M2 2h20v13l-7 7H2Z" fill="#ffd43b" stroke-width="1.6"/><path d="M22 15h-7v7" fill="none" stroke-width="1.6"/>` +
    `<text x="${told.length > 1 ? 11 : 10}" y="15.5" font-family="sans-serif" font-size="13" font-weight="bold" fill="#3d2c00" stroke="none" text-anchor="middle">${told}</text></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

export const PART_NAMES: readonly string[] = Object.keys(PARTS);
export const partPath = (part: string): string => PARTS[part] ?? "M8 12h8M12 8v8";
