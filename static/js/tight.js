// In a frame that is sandboxed without its own origin nothing of ours can load: no style, no
// script, no form. Then one link remains, out of the frame. This script stands in the page itself.
"use strict";
if (self.origin === "null") {
  document.addEventListener("DOMContentLoaded", () => {
    const way = document.querySelector("[data-tight]");
    way.hidden = false;
    document.body.replaceChildren(way);
    // Whatever the site around us has behind the frame, these words can be read.
    Object.assign(document.documentElement.style, {
      background: "Canvas",
      color: "CanvasText",
      font: "18px/1.5 system-ui, sans-serif",
    });
  });
}
