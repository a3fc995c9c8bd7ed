// What a person may add to an image that is done, so that changed copies are found too: its mirror
// image, and parts of it. Each is one more signal of the same file. The part is drawn on the blurred
// preview with a finger or a mouse, or set by four sliders, which do the same for a keyboard.
function offerVariants(entry) {
  const MAX_PARTS = 6;
  const LEAST = 10; // percent of a side that must be left
  const panel = entry.row.querySelector(".more");
  const part = (name) => panel.querySelector(name);
  const [left, top, right, bottom] = panel.querySelectorAll("[type=range]");
  const sliders = [left, top, right, bottom];
  const stage = part(".stage");
  const canvas = part("canvas");
  const mirror = part(".mirror input");
  const button = part(".add-part");
  let count = 0;

  const note = (sentence) => (part(".more-note").textContent = sentence);
  const edges = () => sliders.map(({ valueAsNumber }) => valueAsNumber);

  panel.ontoggle = () => {
    const shown = entry.row.querySelector(".preview canvas");
    [canvas.width, canvas.height] = [shown.width, shown.height];
    canvas.getContext("2d").drawImage(shown, 0, 0);
  };

  function outline() {
    part(".box").style.inset = [top, right, bottom, left]
      .map(({ value }) => `${value}%`)
      .join(" ");
    const isFull = parts().length >= MAX_PARTS;
    button.disabled = isFull || edges().every((edge) => edge === 0);
  }

  const parts = () => [...entry.more.keys()].filter((key) => key !== "mirror");

  // The edge that is moved stops before the one on the other side.
  for (const [at, slider] of sliders.entries()) {
    slider.oninput = () => {
      const other = sliders[(at + 2) % 4].valueAsNumber;
      slider.value = Math.min(slider.value, 100 - LEAST - other);
      outline();
    };
  }

  let from;
  const place = ({ clientX, clientY }) => {
    const { x, y, width, height } = stage.getBoundingClientRect();
    const percent = (at) => Math.min(100, Math.max(0, Math.round(100 * at)));
    return [percent((clientX - x) / width), percent((clientY - y) / height)];
  };
  stage.onpointerdown = (event) => {
    stage.setPointerCapture(event.pointerId);
    from = place(event);
  };
  stage.onpointerup = stage.onpointercancel = () => (from = undefined);
  stage.onpointermove = (event) => {
    if (!from) return;
    const to = place(event);
    for (const [low, high, axis] of [
      [left, right, 0],
      [top, bottom, 1],
    ]) {
      const [start, end] = [from[axis], to[axis]].sort((a, b) => a - b);
      low.value = Math.min(start, 100 - LEAST);
      high.value = Math.min(100 - end, 100 - LEAST - low.value);
    }
    outline();
  };

  mirror.onchange = async () => {
    if (!mirror.checked) {
      entry.more.delete("mirror");
      note(text("variant-gone"));
      return tellAll(entry);
    }
    mirror.disabled = true;
    mirror.checked = await add("mirror", { variant: "mirror" });
    mirror.disabled = false;
  };

  button.onclick = async () => {
    const asked = { variant: "crop", edges: edges() };
    button.disabled = true;
    count += 1;
    if (await add(count, asked)) list(count);
    for (const slider of sliders) slider.value = 0;
    outline();
  };

  async function add(key, asked) {
    note(text("hashing"));
    const { signal, code } = await ask(entry, asked);
    const isThere = [...entry.more.values()].includes(signal);
    const problem = isThere ? "part-there" : code && `variant-${code}`;
    if (signal && !isThere) entry.more.set(key, signal);
    note(text(problem ?? "variant-done") || text("variant-failed"));
    if (!problem) tellAll(entry);
    return !problem;
  }

  function list(key) {
    const item = document.createElement("li");
    const gone = document.createElement("button");
    item.textContent = `${text("part", key)} `;
    gone.type = "button";
    gone.className = "quiet-button";
    gone.textContent = text("remove");
    gone.ariaLabel = `${text("remove")} ${text("part", key)}`;
    gone.onclick = () => {
      entry.more.delete(key);
      item.remove();
      note(text("variant-gone"));
      outline();
      tellAll(entry);
      part("summary").focus();
    };
    item.append(gone);
    part(".parts").append(item);
  }

  outline();
}
