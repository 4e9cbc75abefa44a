/* Sends a dropped or chosen file to the server with progress; the server alone decides whether it is taken. */
(() => {
  const zoneOf = (element) => (element && element.closest ? element.closest("#import-zone") : null);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  let sending = null;

  const tell = (text) => set("import-fault", { children: text });

  const send = (zone, file) =>
    new Promise((done) => {
      const { to, header, largest, large, failed } = zone.dataset;
      if (file.size > Number(largest)) {
        tell(large);
        return done(null);
      }
      const request = new XMLHttpRequest();
      sending = request;
      request.open("POST", to);
      request.setRequestHeader(header, encodeURIComponent(file.name));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) set("import-progress", { value: String(Math.floor((100 * event.loaded) / event.total)) });
      };
      request.onload = () => {
        const answer = request.response || {};
        if (!answer.id) tell(answer.error || failed);
        done(answer.id || null);
      };
      request.onerror = () => {
        tell(failed);
        done(null);
      };
      request.onabort = () => done(null);
      request.send(file);
    });

  const sendAll = async (zone, files) => {
    const { page, sending: words } = zone.dataset;
    tell("");
    const taken = [];
    for (const file of files) {
      set("import-sending", { children: words.replace("{name}", file.name) });
      set("import-progress", { value: "0" });
      set("import-sending-line", { hidden: false });
      taken.push(await send(zone, file));
    }
    sending = null;
    set("import-sending-line", { hidden: true });
    const arrived = taken.filter(Boolean);
    if (files.length === 1 && arrived.length) set("url", { href: `${page}?file=${arrived[0]}&step=read` });
    else if (arrived.length) set("url", { href: `${page}?file=&step=${Date.now()}` });
  };

  const choose = (zone) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.onchange = () => sendAll(zone, [...input.files]);
    input.click();
  };

  document.addEventListener("click", (event) => {
    const zone = zoneOf(event.target);
    if (zone && !sending) choose(zone);
    else if (event.target.id === "import-stop-sending" && sending) sending.abort();
    else if (event.target.closest(".jejak-import-next, .jejak-import-way a")) document.getElementById("page").scrollTo(0, 0);
  });

  const over = (zone, on) => zone && zone.classList.toggle("jejak-import-over", on);
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault(); // else the browser leaves the screen and opens the file
    over(zoneOf(event.target), true);
  });
  document.addEventListener("dragleave", (event) => over(zoneOf(event.target), false));
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const zone = zoneOf(event.target);
    over(zone, false);
    if (zone && !sending) sendAll(zone, [...event.dataTransfer.files]);
  });
})();
