// Leave now: by the button, by Esc three times, or by the event `leave:now` (the sealed frame's Esc).
// The screen goes blank first, the rest is gone before the other page answers, and because the
// address is replaced, Back leads to what was open before us. A classic script in the head: nothing
// of ours is on the screen before it is ready.
"use strict";
{
  const WITHIN_MS = 2000;
  const PRESSES = 3;

  let button;
  let hasLeft = false;
  let presses = [];

  // True if the browser let us go; false if a frame around us forbids it.
  function leave() {
    button ??= document.querySelector('[data-action="leave"]');
    // Nobody is asked whether they really want to leave: links.js looks at this mark.
    delete document.documentElement.dataset.unsaved;
    // What is still loading must not slow down the page that comes, nor add to this one.
    window.stop();
    document.body.replaceChildren();
    const goes = go(button.dataset.leaveUrl);
    if (!hasLeft) {
      hasLeft = true;
      // The answer empties the browser's cache of us. It is not waited for.
      fetch("/bye", { keepalive: true }).catch(() => {});
    }
    return goes;
  }

  function go(address) {
    if (window.top === window) {
      location.replace(address);
      return true;
    }
    try {
      window.top.location.replace(address);
    } catch {
      showWayOut();
      return false;
    }
    // Some browsers refuse without a word: then this is still here a moment later.
    setTimeout(showWayOut, 700);
    return true;
  }

  // A frame may only be left by a click: all that is shown is one link that takes the tab away.
  function showWayOut() {
    button.classList.add("sm-leave--alone");
    document.body.replaceChildren(button);
    button.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[data-action="leave"]') && leave()) {
      event.preventDefault();
    }
  });

  window.addEventListener(
    "keydown",
    (event) => {
      // While a word is composed Esc belongs to the keyboard (229: Safari says it this way).
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key !== "Escape" || event.repeat) return;
      const now = event.timeStamp;
      presses = [...presses.filter((at) => now - at < WITHIN_MS), now];
      if (presses.length >= PRESSES) leave();
    },
    { capture: true },
  );

  document.addEventListener("leave:now", leave);

  // A browser may keep a page alive and bring it back: it was blank, and goes again.
  window.addEventListener("pageshow", (event) => {
    if (hasLeft && event.persisted) leave();
  });
}
