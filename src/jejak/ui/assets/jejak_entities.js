/* The table of entities: it marks the one selection and writes it, keeps its filters in the address, opens profiles by key. */
(() => {
  const GRID = "entities-grid";
  const FILTERS = ["etype", "roles", "country", "protection", "n_sources", "n_links"]; // codes and numbers, never texts
  const BY_HAND = ["rowClicked", "checkboxSelected", "spaceKey"];
  const keep = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);

  let held = [];
  let added = false; // whether the last click adds to the selection
  document.addEventListener("click", (event) => (added = event.ctrlKey || event.metaKey || event.shiftKey), true);

  const mark = (grid) => {
    const wanted = new Set(held);
    for (const newValue of [true, false]) {
      const nodes = [];
      grid.forEachNode((node) => {
        if (node.data && wanted.has(node.data.id) === newValue && Boolean(node.isSelected()) !== newValue) nodes.push(node);
      });
      if (nodes.length) grid.setNodesSelected({ nodes, newValue, source: "api" });
    }
  };

  // a plain click chooses one row; all else adds to or takes from the selection, of which only a part may be in the table
  const chosen = ({ api: grid, source }) => {
    if (!BY_HAND.includes(source)) return;
    const seen = new Set();
    const on = [];
    grid.forEachNode((node) => {
      if (!node.data) return;
      seen.add(node.data.id);
      if (node.isSelected()) on.push(node.data.id);
    });
    const others = source === "rowClicked" && !added ? [] : held.filter((id) => !seen.has(id));
    held = [...others, ...on];
    set("selection", { data: held });
  };

  const open = ({ data }) => {
    if (!data) return;
    if (!held.includes(data.id)) set("selection", { data: [data.id] });
    set("url", { href: `/entities?id=${data.id}` });
  };

  const listen = (grid) => {
    if (grid.jejak) return;
    grid.jejak = true;
    grid.addEventListener("modelUpdated", () => mark(grid));
    grid.addEventListener("selectionChanged", chosen);
    grid.addEventListener("rowDoubleClicked", open);
    grid.addEventListener("cellKeyDown", (event) => event.event.key === "Enter" && open(event));
    mark(grid);
  };

  const withGrid = (act) => window.dash_ag_grid.getApiAsync(GRID).then(act, () => {});

  const entitiesMark = (selection) => {
    held = selection || [];
    withGrid((grid) => {
      listen(grid);
      mark(grid);
    });
    return keep();
  };

  const entitiesFilter = (_text, ...values) => {
    const address = new URL(window.location.href);
    FILTERS.forEach((name, at) => {
      const value = values[at];
      const wanted = Array.isArray(value) ? value.join() : value > 0 ? String(value) : "";
      if (wanted) address.searchParams.set(name, wanted);
      else address.searchParams.delete(name);
    });
    window.history.replaceState(window.history.state, "", address.toString().replaceAll("%2C", ","));
    withGrid((grid) => grid.purgeInfiniteCache());
    return keep();
  };

  const entitiesClear = (clicks) => (clicks ? ["", [], [], [], [], "", ""] : Array(7).fill(keep()));

  Object.assign(window.dash_clientside.jejak, { entitiesMark, entitiesFilter, entitiesClear });
})();
