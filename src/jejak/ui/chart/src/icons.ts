/** One small line drawing per kind of entity, on a grid of 24 by 24, given to Cytoscape as a data address. */
const PATHS: Readonly<Record<string, string>> = {
  person: "M12 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM5 20c0-4 3-6 7-6s7 2 7 6",
  household_employer: "M4 11.5 12 5l8 6.5M6.5 10v9.5h11V10M12 12.5a1.8 1.8 0 1 1 0 .1M9 19c0-2 1.3-3 3-3s3 1 3 3",
  organisation: "M5 20V6l7-2.5V20M12 9h7v11M3.5 20h17M8 9h1M8 12.5h1M8 16h1M15 12.5h1M15 16h1",
  identity_document:
    "M4 6h16v12H4ZM8.5 9.5a1.7 1.7 0 1 1 0 .1M6 15.5c.3-1.5 1.2-2 2.5-2s2.2.5 2.5 2M14 10h3.5M14 13.5h3.5",
  licence: "M6 4h12v16H6ZM9 8h6M9 11h6M12 14.5a1.6 1.6 0 1 1 0 .1",
  contract: "M7 4h7l3.5 3.5V20H7ZM14 4v3.5h3.5M9.5 12h5.5M9.5 15.5h5.5",
  account: "M3.5 7h17v10.5h-17ZM3.5 10.5h17M6.5 14.5h4",
  phone: "M8 3.5h8v17H8ZM11 18h2",
  sim: "M7 4h7l3.5 3.5V20H7ZM9.5 12h5.5v5H9.5Z",
  device: "M4 6h16v10H4ZM9 20h6M12 16v4",
  email: "M3.5 6.5h17v11h-17ZM4 7l8 6 8-6",
  social_account: "M12 12.5a.5.5 0 1 1 0-1M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0c0 4 5 3 4.5-1A8 8 0 1 0 16 19",
  advert: "M4 10v4l9 4V6ZM13 8.5c3 0 5 1 5 3.5s-2 3.5-5 3.5M7 15.5V19h3v-2",
  address: "M4 11.5 12 5l8 6.5M6.5 10v9.5h11V10M10.5 19.5V14h3v5.5",
  location: "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11ZM12 8.5a1.8 1.8 0 1 1 0 .1",
  border_point: "M6 21V4M6 5h12l-3 3.5L18 12H6",
  trip: "M6 18.5a2 2 0 1 1 0-.1M18 7.5a2 2 0 1 1 0-.1M8 18h6c4 0 4-5 0-5h-4c-4 0-4-5.5 0-5.5h6",
  vehicle: "M3.5 16v-4l2.5-5h12l2.5 5v4ZM3.5 12h17M7 18.5a1.5 1.5 0 1 1 0-.1M17 18.5a1.5 1.5 0 1 1 0-.1",
  vessel: "M3.5 14h17l-3 5.5h-11ZM12 14V4l6 7h-6",
  aircraft: "M12 3.5v17M12 9 3.5 14M12 9l8.5 5M12 17l-3.5 3M12 17l3.5 3",
  employment: "M4 8.5h16v10.5H4ZM9 8.5V5.5h6v3M4 13h16",
  debt: "M12 4v16M15.5 7.5c-1-1-2-1.5-3.5-1.5-4.5 0-4.5 5.5 0 6s4.5 6 0 6c-1.5 0-2.5-.5-3.5-1.5",
  incident: "M12 4 21 19.5H3ZM12 10v4.5M12 17v.5",
  event: "M4.5 6h15v14h-15ZM4.5 10h15M8.5 3.5V7M15.5 3.5V7",
  case: "M3.5 7h6l2 2.5h9V19h-17Z",
  evidence_item: "M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12ZM15 15l5.5 5.5",
  statement: "M4 5h16v11h-9l-4 4v-4H4ZM8 9h8M8 12h5",
  recruitment: "M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM3.5 19c0-3.5 2.5-5 5.5-5s5.5 1.5 5.5 5M18 8v6M15 11h6",
  unknown_party: "M8.5 9a3.5 3.5 0 1 1 5.5 3c-1.5 1-2 1.5-2 3M12 18.5v.5",
  masked: "M12 3.5 19 6v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6ZM9 12l2 2 4-4.5",
  group: "M8 6.5a2.5 2.5 0 1 1 0 .1M16 6.5a2.5 2.5 0 1 1 0 .1M4 17c0-3 2-4 4-4s4 1 4 4M12 17c0-3 2-4 4-4s4 1 4 4",
};

export const ICON_KINDS: readonly string[] = Object.keys(PATHS);

/** The drawing as an SVG path; kinds without one of their own get the unknown one. */
export const iconPath = (kind: string): string => PATHS[kind] ?? PATHS.unknown_party!;

/** The drawing as an image address, in one colour. */
export function iconAddress(kind: string, colour: string): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" fill="none" stroke="${colour}" ` +
    `stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="${iconPath(kind)}"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/** Parts that somebody may play, each with one sign of its own. */
const PARTS: Readonly<Record<string, string>> = {
  recruiter: "M6 9v6M6 10.5 16 6v12L6 13.5M16 9.5c3 0 3 5 0 5", // a loud-hailer
  agency: "M7 19V6h10v13M10 9h4M10 12h4M10 15h4",
  documents: "M7 5h7l3 3v11H7ZM10 12h4M10 15h4",
  guarantor: "M12 5l6 2.5v4c0 4-2.5 6-6 7.5-3.5-1.5-6-3.5-6-7.5v-4Z",
  official: "M5 9l7-4 7 4ZM7 10v7M12 10v7M17 10v7M5 19h14",
  transporter: "M5 16v-3l2-5h10l2 5v3ZM8 18a1 1 0 1 1 0-.1M16 18a1 1 0 1 1 0-.1",
  harbourer: "M5 12l7-6 7 6M7 11v8h10v-8",
  exploiter: "M6 18 16 8M13 5l6 6M6 18l2 1-3 1Z",
  employer: "M5 9h14v9H5ZM9 9V6h6v3",
  money: "M5 8h14v8H5ZM12 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  financier: "M12 5v14M15 8c-1-1-5-2-5.5.7C9 12 15 11.500 15 14.500c0 2.500-5 2.500-6.500 1",
  creditor: "M6 6h12v12H6ZM9 12h6",
  broker: "M8 12a2 2 0 1 1-4 0 2 2 0 0 1 4 0M20 12a2 2 0 1 1-4 0 2 2 0 0 1 4 0M8 12h8",
  organiser: "M12 4v5M12 9H6v5M12 9h6v5M4 14h4v4H4ZM16 14h4v4h-4ZM10 4h4",
};

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

export const PART_NAMES: readonly string[] = Object.keys(PARTS);
export const partPath = (part: string): string => PARTS[part] ?? "M8 12h8M12 8v8";
