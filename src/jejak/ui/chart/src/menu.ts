/** Lines of the context menu, for what is selected; labels are words that the page gives by these names. */
export interface MenuLine {
  readonly word: string;
  readonly command: string;
  readonly how?: string;
  /** The key that does the same. */
  readonly key?: string;
  /** A line is drawn above. */
  readonly apart?: boolean;
}

export interface Chosen {
  readonly nodes: number;
  readonly links: number;
  readonly groups: number;
  readonly pinned: boolean;
}

const line = (word: string, command: string, key = "", how?: string): MenuLine => ({ word, command, key, how });
const apart = (first: MenuLine): MenuLine => ({ ...first, apart: true });

const FREE: readonly MenuLine[] = [
  line("undo", "undo", "Ctrl Z"),
  line("redo", "redo", "Ctrl Y"),
  apart(line("showAll", "showAll", "A")),
  line("filter", "panel", "V"),
  line("selectAll", "selectAll", "Ctrl A"),
  line("fit", "fit", "F"),
  apart(line("groupCommunity", "groupBy", "Shift C", "community")),
  line("groupAddress", "groupBy", "Shift H", "address"),
  line("groupAgency", "groupBy", "Shift O", "agency"),
  apart(line("drawText", "drawText", "Shift T", "here")),
  line("drawArrow", "drawArrow", "Shift A"),
  line("stateEntity", "stateEntity", "Shift E", "here"),
  apart(line("force", "arrange", "1", "force")),
  line("stages", "arrange", "2", "stages"),
  line("time", "arrange", "5", "time"),
];

/** The menu for a selection; without one, for the chart itself. */
export function menuOf({ nodes, links, groups, pinned }: Chosen): MenuLine[] {
  if (!nodes && !links) return [...FREE];
  const detail = nodes + links === 1 && !groups ? [line("detail", "openDetail", "Enter"), line("card", "card", "Shift N")] : [];
  if (!nodes) return [...detail, line("hide", "hide", "H")];
  const all = nodes - groups;
  const expand = all ? [line("expand", "expandSelected", "E")] : [];
  const choose = all === 1 && nodes === 1 ? [line("expandChoose", "expandDialog", "X")] : [];
  const open = groups ? [line("open", "expandGroups", "U")] : [];
  const two = [
    apart(line("pathShortest", "findPaths", "S", "shortest")),
    line("pathAll", "findPaths", "D", "all"),
    line("pathTime", "findPaths", "T", "time"),
  ];
  const several = [
    ...(all === 2 && nodes === 2 ? two : []),
    line("common", "common", "M"),
    apart(line("alignLeft", "align", "7", "left")),
    line("alignTop", "align", "8", "top"),
  ];
  return [
    ...detail,
    ...expand,
    ...choose,
    ...open,
    apart(line("focus", "focus", "O")),
    line("hide", "hide", "H"),
    line(pinned ? "release" : "pin", "togglePin", "P"),
    line(nodes > 1 ? "group" : "leaves", "collapse", "C"),
    line("selectNeighbours", "selectNeighbours", "N"),
    apart(line("drawFrame", "drawFrame", "Shift F")),
    ...(nodes === 2 ? [line("arrowBetween", "drawArrow", "Shift A")] : []),
    ...(all === 2 && nodes === 2 ? [line("stateLink", "stateLink", "Shift L")] : []),
    ...(nodes > 1 ? several : []),
    apart(line("stateEntity", "stateEntity", "Shift E", "here")),
  ];
}
