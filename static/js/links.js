// Links within the site take the place of the page they are on: the history never grows, so that
// Back leads away from us. Before something is lost, the browser asks.
// A classic script in the head: no link can be pressed before it is ready.
"use strict";
{
  const OTHERS = "[data-in-place], [data-action='leave'], [target], [download]";

  function isPlainClick(event) {
    const keys =
      event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    return event.button === 0 && !keys && !event.defaultPrevented;
  }

  // A part of this page gets the focus without an address of its own.
  function goToPart(id) {
    const part = document.getElementById(id);
    if (!part) return;
    if (part.tabIndex < 0) part.tabIndex = -1;
    const legend = part.closest("fieldset")?.querySelector("legend");
    (legend ?? part).scrollIntoView();
    part.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.matches(OTHERS) || !isPlainClick(event)) return;
    if (link.origin !== location.origin) return;
    event.preventDefault();
    if (link.hash && link.pathname === location.pathname) {
      goToPart(decodeURIComponent(link.hash.slice(1)));
    } else {
      location.replace(link.href);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.documentElement.dataset.unsaved === "yes")
      event.preventDefault();
  });
}
