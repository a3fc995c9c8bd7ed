// What the person sees: a row for each file, and how far all of it is.
function dress({ texts: given, colours, lang, dir }) {
  for (const [key, value] of Object.entries(given ?? {})) {
    if (typeof value === "string" && value.length <= 400) texts[key] = value;
  }
  const root = document.documentElement;
  if (/^[a-z]{2,3}(-\w{2,8})*$/i.test(lang)) root.lang = lang;
  root.dir = dir === "rtl" ? "rtl" : "ltr";
  for (const [name, value] of Object.entries(colours ?? {})) {
    const fits =
      /^(?:light|dark)-[a-z-]{3,9}$/.test(name) &&
      /^#[0-9a-f]{6}$/i.test(value);
    if (fits) root.style.setProperty(`--${name}`, value);
  }
  for (const where of [document, byId("row").content]) {
    for (const place of where.querySelectorAll("[data-text]")) {
      place.textContent = text(place.dataset.text);
    }
  }
  byId("list").ariaLabel = text("list");
}

function draw(entry) {
  const row = byId("row").content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`.${name}`);
  part("number").textContent = entry.number;
  part("file-name").textContent = entry.file.name;
  for (const name of ["retry", "remove"]) {
    part(name).ariaLabel = `${text(name)} ${entry.number} ${entry.file.name}`;
  }
  part("retry").onclick = () => queue(entry);
  part("remove").onclick = () => remove(entry);
  const after = [...entries.values()].find(
    ({ number }) => number > entry.number,
  );
  byId("list").insertBefore(row, after?.row ?? null);
  entries.set(entry.number, Object.assign(entry, { row, more: new Map() }));
  offerVariants(entry);
  return entry;
}

function show({ row, number }, bitmap) {
  const button = row.querySelector(".preview");
  const canvas = row.querySelector("canvas");
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
  button.ariaLabel = `${text("show")} ${number}`;
  button.onclick = () => (button.ariaPressed = button.ariaPressed !== "true");
  button.hidden = false;
}

function progress(entry, percent) {
  const { row } = entry;
  row.querySelector("progress").value = percent;
  row.querySelector(".state").textContent = remaining(entry, percent);
  overall(percent / 100);
}

// Only for what takes long enough that somebody would ask.
function remaining(entry, percent) {
  if (percent === "0") entry.began = performance.now();
  const passed = performance.now() - entry.began;
  if (!(passed > 4_000 && percent > 1)) return text("hashing");
  const minutes = Math.ceil((passed * (100 / percent - 1)) / 60_000);
  return minutes > 1 ? text("minutes", minutes) : text("soon");
}

function overall(part = 0) {
  if (!jobs.size) batch = 0;
  byId("overall").hidden = !jobs.size;
  byId("all").value = batch && (100 * (batch - jobs.size + part)) / batch;
  byId("left").textContent = text("left", jobs.size);
  byId("choose").textContent = text(entries.size ? "choose-more" : "choose");
  tell(`left ${jobs.size}`);
}

// One short sentence at a time for whoever listens instead of looks.
const say = (sentence) => (byId("status").textContent = sentence);

function sum() {
  const states = [...entries.values()].map(({ state }) => state);
  const done = states.filter((state) => state === "done").length;
  say(text("finished", done, states.length - done));
}
