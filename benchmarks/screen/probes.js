// Run in the page: real mouse events at every frame, real renders counted.
(() => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const mouse = (target, type, x, y, buttons) =>
    target.dispatchEvent(
      new MouseEvent(type, { clientX: x, clientY: y, button: 0, buttons, bubbles: true, cancelable: true, view: window }),
    );

  // Hold the mouse down at a place of the canvas and move it back and forth; renders and frames per second.
  async function moved(cy, at, ms, where) {
    const canvas = cy.container().querySelector("canvas");
    const box = cy.container().getBoundingClientRect();
    const [x, y] = [box.x + at.x, box.y + at.y];
    let renders = 0;
    const count = () => void renders++;
    const before = JSON.stringify(where());
    mouse(canvas, "mousemove", x, y, 0);
    mouse(canvas, "mousedown", x, y, 1);
    mouse(window, "mousemove", x + 8, y + 8, 1); // past the threshold of a click
    await frame();
    cy.on("render", count);
    const start = performance.now();
    let frames = 0;
    let changed = false;
    while (performance.now() - start < ms) {
      const turn = frames++ / 15;
      mouse(window, "mousemove", x + 150 * Math.sin(turn), y + 80 * Math.sin(turn / 2), 1);
      await frame();
      changed ||= JSON.stringify(where()) !== before;
    }
    const seconds = (performance.now() - start) / 1000;
    cy.off("render", count);
    mouse(window, "mouseup", x, y, 0);
    await frame();
    if (!changed) throw new Error("nothing has moved");
    return { renders: renders / seconds, frames: frames / seconds };
  }

  // The place of the canvas that is farthest from every node; the chart moves where a link is held, too.
  function free(cy) {
    const nodes = cy.nodes().map((node) => node.renderedPosition());
    let best = { x: 5, y: 5, room: -1 };
    for (let x = 20; x < cy.width(); x += 20) {
      for (let y = 20; y < cy.height(); y += 20) {
        const room = Math.min(...nodes.map((node) => Math.hypot(node.x - x, node.y - y)));
        if (room > best.room) best = { x, y, room };
      }
    }
    return best;
  }

  // The node with most room around it: what is held there is that node and no other one above it.
  function lonely(cy) {
    const places = cy.nodes().map((node) => [node.id(), node.position()]);
    const room = ([id, here]) => Math.min(...places.map(([other, p]) => (other === id ? Infinity : Math.hypot(p.x - here.x, p.y - here.y))));
    return places.map((one) => [room(one), one[0]]).sort((a, b) => b[0] - a[0])[0][1];
  }

  async function rendered(cy, act) {
    const start = performance.now();
    const done = new Promise((tell) => cy.one("render", tell));
    act();
    await Promise.race([done, frame().then(frame).then(frame).then(frame)]);
    await frame();
    return performance.now() - start;
  }

  async function until(test, ms = 120000) {
    const start = performance.now();
    while (!test()) {
      if (performance.now() - start > ms) throw new Error("it did not come");
      await frame();
    }
    await frame();
    return performance.now() - start;
  }

  window.probe = {
    zoom: (cy, level) => void cy.zoom({ level, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    pan: (cy, ms) => moved(cy, free(cy), ms, () => cy.pan()),
    lonely,
    drag: (cy, id, ms) => moved(cy, cy.getElementById(id).renderedPosition(), ms, () => cy.getElementById(id).position()),
    rendered,
    until,
  };
})();
