// After a step the focus goes where reading goes on: to what went wrong, else to the heading.

function readOn() {
  const place =
    document.querySelector("#main [data-error-summary]") ??
    document.querySelector("#main h1");
  if (!place) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

document.addEventListener("step:shown", readOn);

// A page that came whole (no script when it was sent): only an error takes the focus.
if (document.querySelector("#main [data-error-summary]")) readOn();
