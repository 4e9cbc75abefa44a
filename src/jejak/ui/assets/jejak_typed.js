/* What stands in a text field counts when it is left and when a button is pressed: a field tells the page a moment later, on a slow machine too late. */
(() => {
  const FIELD = ".mantine-TextInput-input[id], .mantine-Textarea-input[id]";
  const KEEPS = [
    { inside: "#note-text", button: "note-keep" },
    { inside: "#hand-body", button: "hand-keep" },
  ];
  const BODY = "hand-body"; // its fields are made anew for another type, by an answer that may not know what was typed since
  const typed = new Set();
  const entered = new Map();

  const component = (id) => {
    try {
      return window.dash_component_api.getLayout(id);
    } catch {
      return undefined; // it answers so where nothing of that name is there: the field is being taken off the page
    }
  };

  // what the page knows already is not told again: it would be answered again, too
  const say = (name, value) => {
    const id = name.startsWith("{") ? JSON.parse(name) : name;
    const there = component(id);
    if (there && (there.props.value ?? "") !== value) window.dash_clientside.set_props(id, { value });
  };

  const tell = () => {
    for (const { id, value, isConnected } of typed) if (isConnected) say(id, value);
    typed.clear();
  };

  // what was typed stands in the field that took the place of another; nothing of it is left when the dialog is closed
  const restore = () => {
    if (!document.getElementById(BODY)) entered.clear();
    for (const [id, value] of entered) {
      const field = document.getElementById(id);
      if (field && field.value !== value) say(id, value);
    }
  };

  document.addEventListener(
    "input",
    ({ target }) => {
      if (!target.matches(FIELD)) return;
      typed.add(target);
      if (target.closest("#hand-fields")) entered.set(target.id, target.value);
    },
    true,
  );
  document.addEventListener("click", ({ target }) => target.closest("button, [role=button]") && tell(), true);
  document.addEventListener("focusout", tell, true); // before the page hears that the field was left
  new MutationObserver(() => entered.size && restore()).observe(document.documentElement, { childList: true, subtree: true });

  // Ctrl and Enter keep what a dialog states, as its button does
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const kept = KEEPS.find(({ inside }) => event.target.closest?.(inside));
    if (!kept) return;
    event.preventDefault();
    document.getElementById(kept.button).click();
  });
})();
