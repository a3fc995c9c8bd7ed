// The list of places where it appeared: one group of fields for each, as many as are needed.
// On every change it tells the letters, by the event `places:changed`.

const list = document.querySelector("[data-places]");
const more = document.querySelector("[data-add-place]");

function tell() {
  document.dispatchEvent(new CustomEvent("places:changed"));
}

function number() {
  const places = [...list.children];
  places.forEach((place, at) => {
    place.querySelector("[data-place-number]").textContent = at + 1;
    place.querySelector("[data-remove-place]").hidden = places.length === 1;
  });
}

function add() {
  const fresh = list.firstElementChild.cloneNode(true);
  for (const field of fresh.querySelectorAll("input")) field.value = "";
  list.append(fresh);
  number();
  fresh.querySelector("input").focus();
  tell();
}

list.addEventListener("click", (event) => {
  if (!event.target.closest("[data-remove-place]")) return;
  event.target.closest("[data-place]").remove();
  number();
  more.focus();
  tell();
});

more.addEventListener("click", add);
more.hidden = false;

document.addEventListener("papers:cleared", () => {
  while (list.children.length > 1) list.lastElementChild.remove();
  number();
});

number();
