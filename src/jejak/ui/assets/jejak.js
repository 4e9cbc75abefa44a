/* What the page does without the server: tab id, routing between page and chart, one selection, tools, theme, keys. */
(() => {
  // for screen readers and hyphenation: the page stands before the server has said its language
  document.documentElement.lang = (/jejak_language=(\w+)/.exec(document.cookie) || ["", "en"])[1];

  const keep = () => window.dash_clientside.no_update;
  const nonce = () => `${Date.now()}-${Math.random()}`;

  const tab = (_when, id) => id || crypto.randomUUID();

  const ASKED = ["expandRequest", "gap", "paths", "common", "recall", "openView"];

  const chartEvent = (event) => {
    const out = [keep(), keep(), keep()];
    if (!event) return out;
    if (event.type === "openDetail") out[1] = event.id;
    else if (event.type === "expandDialog") out[2] = event;
    else if (ASKED.includes(event.type)) out[0] = event;
    return out;
  };

  const expandChosen = (clicks, about, kinds, since, until, limit) => {
    if (!clicks || !about) return [keep(), keep()];
    const form = { kinds, since, until, limit };
    return [{ type: "expandChosen", id: about.id, undone: about.undone, form, nonce: nonce() }, false];
  };

  const pressedId = () => {
    const { triggered, triggered_id: id } = window.dash_clientside.callback_context;
    return id && triggered.some((one) => one.value) ? id.id : null;
  };

  const hit = () => {
    const id = pressedId();
    if (!id) return [keep(), keep()];
    document.activeElement.blur();
    return window.location.pathname === "/chart" ? [{ type: "put", id, nonce: nonce() }, keep()] : [keep(), `/entities?id=${id}`];
  };

  // the dialog stands at once; the record comes when the server has read it
  const recordWaits = () => {
    const { triggered, triggered_id: id } = window.dash_clientside.callback_context;
    if (!id || !triggered.some((one) => one.value)) return [keep(), keep()];
    return [{ namespace: "dash_mantine_components", type: "Loader", props: { size: "sm" } }, true];
  };

  // ---- one selection of entities for every view; ids alone, never names ----

  const entities = (ids) => (ids || []).filter((id) => /^[0-9a-f]{32}$/.test(id));
  const same = (left, right) => (left || []).join() === (right || []).join();
  const unless = (wanted, held) => (same(wanted, held) ? keep() : wanted);

  const selectionOfAddress = (search, held) => {
    const wanted = new URLSearchParams(search || "").get("sel");
    return wanted === null ? keep() : unless(entities(wanted.split(",")), held);
  };
  const selectionOfChart = (chosen, held) => unless(entities(chosen), held);
  const selectionToChart = (held, chosen) => (same(held, entities(chosen)) ? keep() : held || []);
  const selectionToAddress = (held) => {
    const address = new URL(window.location.href);
    if (held && held.length) address.searchParams.set("sel", held.join());
    else address.searchParams.delete("sel");
    const wanted = address.toString().replaceAll("%2C", ",");
    if (wanted !== window.location.href) window.history.replaceState(window.history.state, "", wanted);
    return keep();
  };

  const compare = (presses, ticked, ids) => {
    const ranks = (ids || []).filter((_id, at) => ticked[at]).map((id) => id.rank);
    const asked = window.dash_clientside.callback_context.triggered.some((t) => t.prop_id === "compare-go.n_clicks" && t.value);
    return [ranks.length !== 2, asked && ranks.length === 2 ? `/syndicates?compare=${ranks.join()}` : keep()];
  };

  // the record of a source that is open stands in the address
  const recordAddress = (shown) => {
    const address = new URL(window.location.href);
    if (!shown || address.pathname !== "/sources" || (shown.asked === 1 && !address.searchParams.has("record"))) return keep();
    address.searchParams.set("batch", shown.batch.slice(0, 16));
    address.searchParams.set("record", shown.record);
    window.history.replaceState(window.history.state, "", address.toString());
    return keep();
  };

  const closed = () => false;

  const toTop = () => {
    document.getElementById("page").scrollTo(0, 0);
    return keep();
  };

  const openKeys = (presses) => (presses ? true : keep());

  const tool = () => {
    const pressed = window.dash_clientside.callback_context.triggered_id;
    const clicks = window.dash_clientside.callback_context.triggered[0];
    if (!pressed || !clicks || !clicks.value) return keep();
    const [name, how] = pressed.name.split(":");
    const args = how ? { how } : {};
    const chart = document.getElementById("chart");
    chart.focus({ preventScroll: true });
    document.querySelectorAll("details.jejak-menu[open]").forEach((menu) => menu.removeAttribute("open"));
    return { name, args, nonce: nonce() };
  };

  const route = (path) => {
    const chart = path === "/chart";
    const outputs = window.dash_clientside.callback_context.outputs_list[2];
    const known = outputs.some((output) => output.id.path === path);
    const here = known ? path : "/";
    const classes = outputs.map((output) => (output.id.path === here ? "jejak-nav jejak-here" : "jejak-nav"));
    return [!chart, chart, classes];
  };

  const theme = (dark) => {
    const scheme = dark ? "dark" : "light";
    document.body.dataset.agThemeMode = scheme;
    return [scheme, scheme];
  };

  const language = (code) => {
    document.cookie = `jejak_language=${code}; path=/; SameSite=Strict`;
    window.location.reload();
    return true;
  };

  // the chosen one of a long list is in sight
  const showChosen = (list) => {
    const chosen = document.querySelector(`#${list} .jejak-here`);
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
    return keep();
  };

  // ---- rows of a result: each is about some entities, its ids ----

  // a table that was told which rows to select answers with that order first, and with the rows afterwards
  const listed = (rows) => (Array.isArray(rows) ? rows : []);
  const idsOf = (rows) => [...new Set(listed(rows).flatMap((row) => row.ids))];
  const rowsOf = (rows, held) => {
    const chosen = new Set(held || []);
    return listed(rows).filter((row) => row.ids.length && row.ids.every((id) => chosen.has(id)));
  };
  const places = (rows) => listed(rows).map((row) => row.row).sort().join();

  const selectionOfRows = (selected, rows, held) =>
    !Array.isArray(selected) || places(rowsOf(rows, held)) === places(selected) ? keep() : unless(idsOf(selected), held);
  const selectionToRows = (held, rows, selected) => {
    const wanted = rowsOf(rows, held);
    return places(wanted) === places(selected) ? keep() : { ids: wanted.map((row) => row.row) };
  };
  const pickRows = (clicks, double, selected, shown, first) => {
    const pressed = window.dash_clientside.callback_context.triggered.some((one) => one.value);
    const some = listed(selected).length ? selected : listed(shown).slice(0, first || 20);
    return pressed && some.length ? { rows: some.map((row) => Number(row.row)), nonce: nonce() } : keep();
  };

  // numbers on the axes of pictures, as the language writes them
  const figures = (value) =>
    typeof value === "number"
      ? new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 4 }).format(value)
      : String(value);
  const shares = (value) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 }).format(value);
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, { jejakNumber: figures, jejakShare: shares });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    jejak: {
      tab, chartEvent, expandChosen, hit, recordWaits, tool, route, theme, language, compare, openKeys, closed, recordAddress, toTop,
      showChosen, selectionOfRows, selectionToRows, pickRows,
      selectionOfAddress, selectionOfChart, selectionToChart, selectionToAddress,
    },
  });

  // ---- keys ----

  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  const box = () => document.getElementById("search");
  const hits = () => [...document.querySelectorAll("#hits .jejak-hit")];
  let chosen = -1;

  const choose = (place) => {
    chosen = place;
    hits().forEach((button, at) => button.classList.toggle("jejak-chosen", at === place));
    if (place >= 0) hits()[place].scrollIntoView({ block: "nearest" });
  };

  // Enter takes the hits of the very text in the box, and waits for them where the server has not answered yet
  const take = (text, until) => {
    const shown = document.querySelector("#hits [data-for]");
    if (shown && shown.dataset.for === text) {
      const found = hits()[Math.max(chosen, 0)];
      if (found) found.click();
    } else if (Date.now() < until && box().value === text) setTimeout(() => take(text, until), 40);
  };

  const inSearch = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(Math.min(Math.max(chosen + step, 0), hits().length - 1));
    } else if (event.key === "Enter") take(event.target.value, Date.now() + 10000);
    else if (event.key === "Escape") event.target.blur();
    else choose(-1);
  };

  // a menu closes when the reader does something else
  const menus = (but) => document.querySelectorAll("details.jejak-menu[open]").forEach((menu) => but !== menu && menu.removeAttribute("open"));
  document.addEventListener("click", (event) => menus(event.target.closest("details.jejak-menu")));
  document.addEventListener("keydown", (event) => event.key === "Escape" && menus(null));

  // a button of the page that names its key; never while a dialog is open, the page works, or the key is held down
  const pressKeyOfPage = (letter, event) => {
    if (event.shiftKey || document.querySelector("[role=dialog]") || event.target.closest("[role=combobox], [role=radiogroup]")) return false;
    const button = document.querySelector(`#page [data-hot="${CSS.escape(letter)}"]`);
    if (!button) return false;
    if (!event.repeat && !button.disabled && !button.closest(".jejak-busy")) button.click();
    return true;
  };

  let going = 0; // until when the next letter names a page

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target.id === "search") return inSearch(event);
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const letter = event.key.toLowerCase();
      const link = Date.now() < going && document.querySelector(`.jejak-nav-line[data-key="${CSS.escape(letter)}"] a`);
      const was = going;
      going = 0;
      if (link) link.click();
      else if (letter === "g" && !was) going = Date.now() + 1500;
      else if (letter === "/") box().focus();
      else if (letter === "?") document.getElementById("keys-open").click();
      else if (!pressKeyOfPage(letter, event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
})();
