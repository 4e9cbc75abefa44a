/* What the page does without the server: tab id, routing between page and chart, tools, theme, language, the "/" key. */
(() => {
  // for screen readers and hyphenation: the page stands before the server has said its language
  document.documentElement.lang = (/jejak_language=(\w+)/.exec(document.cookie) || ["", "en"])[1];

  const keep = () => window.dash_clientside.no_update;
  const nonce = () => `${Date.now()}-${Math.random()}`;

  const tab = (_when, id) => id || crypto.randomUUID();

  const chartEvent = (event) => {
    if (!event) return [keep(), keep()];
    if (event.type === "openDetail") return [keep(), event.id];
    if (event.type === "expandRequest" || event.type === "gap") return [event, keep()];
    return [keep(), keep()];
  };

  // the text is read from the box itself: its debounced value may not have reached the page yet
  const submit = (presses) => {
    const text = document.getElementById("search").value;
    return presses && text ? { type: "find", text, nonce: nonce() } : keep();
  };

  const tool = () => {
    const pressed = window.dash_clientside.callback_context.triggered_id;
    const clicks = window.dash_clientside.callback_context.triggered[0];
    if (!pressed || !clicks || !clicks.value) return keep();
    const [name, layout] = pressed.name.split(":");
    const args = layout === "dagre" ? { name: "dagre", rankDir: "LR", rankSep: 90, nodeSep: 30 } : {};
    document.getElementById("chart").focus({ preventScroll: true });
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

  const rankingToChart = (clicks, double, selected) => {
    const id = selected && selected.length ? selected[0].id : null;
    const triggers = window.dash_clientside.callback_context.triggered;
    const asked = triggers.some((t) => t.value && !t.prop_id.endsWith(".selectedRows"));
    return [!id, id && asked ? `/chart?focus=${id}` : keep()];
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    jejak: { tab, chartEvent, submit, tool, route, theme, language, rankingToChart },
  });

  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    if (window.location.pathname !== "/chart") document.querySelector('a[href="/chart"]').click();
    setTimeout(() => document.getElementById("search").focus(), 50);
  });
})();
