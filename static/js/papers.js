// Letters are filled in here, on the device: what stands in the fields goes into the gaps of the
// letter that is shown, and nowhere else. Requests and forms are closed to this page, see "letters"
// in webapp/security.py.

const papers = document.querySelector("[data-papers]");
const BLANK = "……………………";

function valueOf(name) {
  return document.querySelector(`[data-field-name="${name}"]`)?.value.trim();
}

// A letter is of today, written in its own language, unless another date is typed.
function usual(gap) {
  if (gap.dataset.fill !== "date") return BLANK;
  const { lang } = gap.closest("[lang]");
  return new Date().toLocaleDateString(lang, { dateStyle: "long" });
}

function placesTyped() {
  return [...document.querySelectorAll("[data-place]")]
    .map((place) =>
      Object.fromEntries(
        [...place.querySelectorAll("[data-place-field]")].map((field) => [
          field.dataset.placeField,
          field.value.trim(),
        ]),
      ),
    )
    .filter((place) => Object.values(place).some(Boolean));
}

function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  element.dir = "auto";
  return element;
}

// A letter tells where and when; what the screenshots are called stays in the list.
function line(place) {
  return [place.url, place.account, place.when].filter(Boolean).join(" – ");
}

function fill() {
  for (const gap of papers.querySelectorAll("[data-fill]"))
    gap.textContent = valueOf(gap.dataset.fill) || usual(gap);
  const places = placesTyped();
  for (const gap of papers.querySelectorAll("[data-fill-places]")) {
    const lines = places.map(line).filter(Boolean);
    gap.replaceChildren(
      ...(lines.length ? lines : [BLANK]).map((text) => made("li", text)),
    );
  }
  for (const rows of papers.querySelectorAll("[data-fill-log]")) {
    const shown = places.length ? places : [{}];
    rows.replaceChildren(...shown.map(rowOf));
  }
}

function rowOf(place) {
  const row = document.createElement("tr");
  for (const name of ["url", "account", "when", "file"])
    row.append(made("td", place[name] || BLANK));
  return row;
}

function show() {
  const { chosen, language } = papers.dataset;
  const all = [...papers.querySelectorAll("[data-paper]")];
  const mine = all.filter((paper) => paper.dataset.paper === chosen);
  const one =
    mine.find((paper) => paper.dataset.language === language) ?? mine[0];
  for (const paper of all) paper.hidden = paper !== one;
  for (const part of document.querySelectorAll("[data-only-for]"))
    part.hidden = !part.dataset.onlyFor.split(" ").includes(chosen);
  for (const link of document.querySelectorAll("a[data-show-paper]")) {
    if (link.dataset.showPaper === chosen) link.ariaCurrent = "true";
    else link.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-show-language]")) {
    button.hidden = mine.length < 2;
    button.ariaPressed = String(button.dataset.showLanguage === language);
  }
  fill();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-show-paper]");
  const button = event.target.closest("[data-show-language]");
  if (!link && !button) return;
  event.preventDefault();
  if (link) {
    papers.dataset.chosen = link.dataset.showPaper;
    if (link.dataset.sendIn) papers.dataset.language = link.dataset.sendIn;
  } else papers.dataset.language = button.dataset.showLanguage;
  show();
});

document.addEventListener("input", fill);
document.addEventListener("places:changed", fill);
document.addEventListener("papers:cleared", fill);

show();
