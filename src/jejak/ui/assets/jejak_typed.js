/* What stands in a text field counts when a button is pressed: a field tells the page a moment later, on a slow machine too late. */
(() => {
  const FIELD = ".mantine-TextInput-input[id], .mantine-Textarea-input[id]";
  const KEEPS = [
    { inside: "#note-text", button: "note-keep" },
    { inside: "#hand-body", button: "hand-keep" },
  ];
  const typed = new Set();

  const tell = () => {
    for (const { id, value, isConnected } of typed)
      if (isConnected) window.dash_clientside.set_props(id.startsWith("{") ? JSON.parse(id) : id, { value });
    typed.clear();
  };

  document.addEventListener("input", ({ target }) => target.matches(FIELD) && typed.add(target), true);
  document.addEventListener("click", ({ target }) => target.closest("button, [role=button]") && tell(), true);

  // Ctrl and Enter keep what a dialog states, as its button does
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const kept = KEEPS.find(({ inside }) => event.target.closest?.(inside));
    if (!kept) return;
    event.preventDefault();
    document.getElementById(kept.button).click();
  });
})();
