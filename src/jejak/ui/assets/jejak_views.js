/* Saved views: what the chart hands over to be saved, the address of the open view, and its keys on the whole chart page. */
(() => {
  const keep = () => window.dash_clientside.no_update;
  const HANDED = ["saveView", "saveViewAs", "listViews"];
  const chart = () => (document.getElementById("chart") || {})._jejak;

  const viewDraft = (event) => (event && HANDED.includes(event.type) ? event : keep());

  // what stands in the box, whether the page has been told of its last letter yet or not
  const viewNamed = (press, enter) => {
    if (!press && !enter) return keep();
    return { name: document.getElementById("view-name").value, nonce: `${Date.now()}-${Math.random()}` };
  };

  // the dialog may take the place of another one, which gives the focus back when it is gone
  const viewFocus = (opened) => {
    if (opened) setTimeout(() => document.getElementById("view-name").select(), 350);
    return keep();
  };

  // the address names the open view, which is then all that it says of the chart; another view in it is asked for
  const viewAddress = (opened, path, search) => {
    const byAddress = window.dash_clientside.callback_context.triggered.some((one) => one.prop_id.startsWith("url."));
    const asked = new URLSearchParams(search || "").get("view");
    if (path !== "/chart" || !chart()) return keep();
    if (byAddress && asked && asked !== chart().view.of) {
      chart().saving.askAddress(search);
      return keep();
    }
    if (!opened || window.location.pathname !== path) return keep();
    const address = new URL(window.location.href);
    if (opened.id) {
      address.searchParams.set("view", opened.id);
      ["focus", "syndicate"].forEach((name) => address.searchParams.delete(name));
    } else address.searchParams.delete("view");
    const wanted = address.toString().replaceAll("%2C", ",");
    if (wanted !== window.location.href) window.history.replaceState(window.history.state, "", wanted);
    return keep();
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.jejak = Object.assign({}, window.dash_clientside.jejak, { viewDraft, viewNamed, viewFocus, viewAddress });

  // where the chart itself has the focus it answers by itself
  const KEYS = { s: "saveView", S: "saveViewAs", o: "listViews" };
  document.addEventListener(
    "keydown",
    (event) => {
      const page = document.getElementById("chart-page");
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()];
      if (!command || !page || page.hidden || !chart()) return;
      event.preventDefault();
      if (event.target.closest("#chart") || document.querySelector("[role=dialog]")) return;
      chart().run(command);
    },
    true,
  );
})();
