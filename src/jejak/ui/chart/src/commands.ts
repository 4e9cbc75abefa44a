/** What the page, the menu and the keys can ask a chart to do, by name. */
import type { Alignment } from "./arrange";
import type { Controller } from "./controller";
import { groupId } from "./facts";
import { neighbours, NO_FILTER } from "./filter";
import { nodesOf } from "./groups";
import { HAND } from "./hand";
import { lasso } from "./lasso";
import { chooseSize, nextLook } from "./looking";
import { DRAWING } from "./pen";
import type { Id } from "./view";

type Args = Readonly<Record<string, unknown>>;
type Run = (chart: Controller, ids: Id[], args: Args) => void;

const PATHS_BETWEEN = 2;


/** Entities among these; a group stands for all inside. */
const entities = (chart: Controller, ids: readonly Id[]): Id[] =>
  ids.flatMap((id) => nodesOf(id, chart.view.groups)).filter((id) => chart.view.nodes[id]);

/** Whoever on the chart is tied to nobody but this one. */
function leaves(chart: Controller, id: Id): Id[] {
  const around = chart.cy.getElementById(id).neighborhood().nodes();
  return around.filter((node) => node.neighborhood().nodes().length === 1).map((node) => node.id());
}

/** One entity: its leaves become one. Several: they do. */
const collapse: Run = (chart, ids, args) => {
  const nodes = ids.filter((id) => chart.cy.getElementById(id).isNode());
  const members = nodes.length === 1 ? leaves(chart, nodes[0]!) : nodes;
  if (members.length < 2) {
    chart.onSay(nodes.length ? "noLeaves" : "needSome");
    return;
  }
  const id = String(args.id ?? groupId());
  chart.act({ type: "collapse", id, members });
  if (nodes.length > 1) chart.choose([id]);
};

/** The selection where there is one of several, else all that is seen, by what they have in common. */
const groupBy: Run = (chart, ids, args) => {
  const chosen = ids.length > 1 ? ids : chart.cy.nodes().map((node) => node.id());
  const some = entities(chart, chosen);
  if (some.length) chart.facts.groupBy(String(args.how), some);
  else chart.onSay("needSome");
};

const focus: Run = (chart, ids) => {
  const some = entities(chart, ids);
  if (!some.length) {
    if (chart.view.focus) chart.act({ type: "focus", ids: null });
    else chart.onSay("needSome");
    return;
  }
  const near = neighbours(chart.view.edges);
  chart.act({ type: "focus", ids: [...new Set(some.flatMap((id) => [id, ...(near.get(id) ?? [])]))] });
};

const findPaths: Run = (chart, ids, args) => {
  const ends = ids.filter((id) => chart.view.nodes[id]);
  if (ends.length !== PATHS_BETWEEN) chart.onSay("needTwo");
  else chart.emit("paths", { from: ends[0], to: ends[1], kind: args.how });
};

const common: Run = (chart, ids) => {
  const some = ids.filter((id) => chart.view.nodes[id]);
  if (some.length < PATHS_BETWEEN) chart.onSay("needSeveral");
  else chart.emit("common", { ids: some });
};

const hide: Run = (chart, ids) => {
  if (ids.length) chart.act({ type: "hide", ids });
  else chart.onSay("needSome");
};

const pick: Run = (chart) => {
  chart.stopLasso?.();
  chart.stopLasso = lasso(chart.box, chart.cy.container()!, (hit) => {
    chart.stopLasso = null;
    chart.cy
      .nodes()
      .filter((node) => hit(node.renderedPosition()))
      .select();
  });
};

export const COMMANDS: Readonly<Record<string, Run>> = {
  undo: (chart) => chart.travel(true),
  redo: (chart) => chart.travel(false),
  hide,
  show: (chart, ids) => chart.act({ type: "show", ids }),
  showAll: (chart) => chart.act({ type: "showAll" }),
  showHand: (chart) => chart.act({ type: "show", ids: Object.keys(chart.view.hidden) }),
  clearFilter: (chart) => chart.act({ type: "filter", filter: NO_FILTER }),
  focus,
  clearFocus: (chart) => chart.act({ type: "focus", ids: null }),
  pin: (chart, ids) => chart.act({ type: "pin", ids }),
  unpin: (chart, ids) => chart.act({ type: "unpin", ids }),
  togglePin: (chart) => {
    const ids = chart.selectedNodes();
    chart.act({ type: ids.every((id) => chart.view.pinned[id]) ? "unpin" : "pin", ids });
  },
  collapse,
  groupBy,
  expandGroups: (chart, ids) => {
    const chosen = ids.filter((id) => chart.view.groups[id]);
    if (chosen.length) chosen.forEach((id) => chart.act({ type: "expand", id }));
    else chart.act({ type: "expandAll" });
  },
  openGroups: (chart) => chart.act({ type: "expandAll" }),
  expandSelected: (chart, ids) => {
    const nodes = ids.filter((id) => chart.cy.getElementById(id).isNode());
    if (nodes.length) chart.expand(nodes);
    else chart.onSay("needSome");
  },
  expandDialog: (chart, ids) => {
    const id = ids.find((one) => chart.view.nodes[one]);
    if (id) chart.emit("expandDialog", { id, undone: chart.undone() });
    else chart.onSay("needSome");
  },
  openDetail: (chart, ids) => {
    if (ids[0]) chart.openDetail(ids[0]);
  },
  look: (chart, _ids, args) => chart.act({ type: "look", look: nextLook(chart.view.look, args.how) }),
  sizes: chooseSize,
  panel: (chart) => chart.onPanel(),
  timeline: (chart) => chart.onTimeline(),
  map: (chart) => chart.emit("map"),
  fit: (chart, ids, args) => chart.fit(args.ids ? chart.pick(ids) : undefined),
  select: (chart, ids) => chart.choose(ids),
  selectAll: (chart) => chart.choose(chart.cy.nodes().map((node) => node.id())),
  selectNeighbours: (chart) => {
    const chosen = chart.cy.nodes(":selected");
    chart.choose(chosen.union(chosen.neighborhood().nodes()).map((node) => node.id()));
  },
  arrange: (chart, _ids, args) => chart.arrange(String(args.how ?? "force")),
  align: (chart, _ids, args) => chart.align(args.how as Alignment),
  mark: (chart, ids) => chart.act({ type: "mark", ids }),
  clearMarks: (chart) => chart.act({ type: "mark", ids: [] }),
  findPaths,
  common,
  lasso: pick,
  saveView: (chart) => chart.saving.hand("saveView"),
  saveViewAs: (chart) => chart.saving.hand("saveViewAs"),
  listViews: (chart) => chart.emit("listViews"),
  viewSaved: (chart, _ids, args) => chart.saving.saved(String(args.id), Number(args.version), String(args.sign)),
  ...DRAWING,
  ...HAND,
};

