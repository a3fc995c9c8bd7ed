// A letter goes out by the person's own hand: printed, copied, or saved as a file on this device.
// When the page is left, everything that was typed is gone from it.

const root = document.documentElement;
const said = document.querySelector("[data-said]");

function shown() {
  return document.querySelector("[data-paper]:not([hidden])");
}

function save() {
  const text = new Blob([shown().innerText], {
    type: "text/plain;charset=utf-8",
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(text);
  link.download = "text.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(shown().innerText);
    said.textContent = button.dataset.textDone;
  } catch {
    // Without permission the letter is at least marked, ready to be copied by hand.
    getSelection().selectAllChildren(shown());
    said.textContent = button.dataset.textByHand;
  }
}

const DEEDS = { print: () => window.print(), save, copy };

for (const button of document.querySelectorAll("[data-out]")) {
  button.hidden = false;
  button.addEventListener("click", () => DEEDS[button.dataset.out](button));
}

// The browser asks before it throws away what was typed (links.js); Leave now does not ask.
document.addEventListener("input", () => {
  root.dataset.unsaved = "yes";
});

function clear() {
  for (const field of document.querySelectorAll("main input, main textarea")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  delete root.dataset.unsaved;
  document.dispatchEvent(new CustomEvent("papers:cleared"));
}

// Gone when the page goes; and again if a browser kept the page alive and brings it back.
window.addEventListener("pagehide", clear);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) clear();
});
