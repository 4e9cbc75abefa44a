/* The map below the chart: it opens and shuts, shows what the chart shows, shares the one selection, and has a height. */
(() => {
  const keep = () => window.dash_clientside.no_update;
  const [LEAST, MOST, STEP] = [15, 85, 5]; // per cent of the page

  // it can have the focus as soon as it is seen
  const focusMap = (tries) => {
    const map = document.getElementById("map");
    if (map.offsetParent) map.focus({ preventScroll: true });
    else if (tries) setTimeout(focusMap, 25, tries - 1);
  };

  const mapOpen = (ofChart, ofMap, open) => {
    const { triggered } = window.dash_clientside.callback_context;
    const told = triggered.map((one) => one.value && one.value.type);
    if (told.includes("close")) {
      document.getElementById("chart").focus({ preventScroll: true });
      return false;
    }
    if (!told.includes("map")) return keep();
    if (!open) focusMap(40);
    return !open;
  };
  const mapPanel = (open) => !open;

  // what is drawn, and what stands inside groups that are drawn
  const mapShown = (shown, view) => {
    if (!shown) return keep();
    const hidden = new Set((view && view.hidden) || []);
    const groups = Object.entries((view && view.groups) || {}).filter(([id]) => !hidden.has(id));
    return [...new Set([...shown, ...groups.flatMap(([, group]) => group.members)])];
  };

  const mapTheme = (dark) => (dark ? "dark" : "light");
  const mapDetail = (event) => (event && event.type === "openDetail" ? event.id : keep());
  const selectionToMap = (held, chosen) => ((held || []).join() === (chosen || []).join() ? keep() : held || []);

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.jejak = Object.assign({}, window.dash_clientside.jejak, {
    mapOpen, mapPanel, mapShown, mapTheme, mapDetail, selectionToMap,
  });

  // ---- the bar between chart and map ----

  const setHeight = (percent) => {
    const height = Math.min(MOST, Math.max(LEAST, percent));
    const bar = document.getElementById("map-bar");
    bar.closest(".jejak-middle").style.setProperty("--jejak-map-height", `${height}%`);
    bar.setAttribute("aria-valuenow", String(Math.round(height)));
  };
  let held = false;
  document.addEventListener("pointerdown", (event) => {
    held = event.target.id === "map-bar";
    if (held) event.target.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { bottom, height } = event.target.closest(".jejak-middle").getBoundingClientRect();
    setHeight((100 * (bottom - event.clientY)) / height);
  });
  document.addEventListener("pointerup", () => (held = false));
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "map-bar") return;
    const now = Number(event.target.getAttribute("aria-valuenow"));
    const to = { ArrowUp: now + STEP, ArrowDown: now - STEP, Home: MOST, End: LEAST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setHeight(to);
  });
})();
