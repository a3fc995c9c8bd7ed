// What the person does.
byId("files").onchange = ({ target }) => {
  add(target.files);
  target.value = "";
};
byId("cancel").onclick = () => {
  for (const entry of [...jobs.values()].reverse()) {
    if (!entry.of) remove(entry);
    else if (jobs.has(entry.job)) cancelView(entry);
  }
  byId("files").focus();
};
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("is-dropping");
});
addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) document.body.classList.remove("is-dropping");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("is-dropping");
  add(event.dataTransfer.files);
});
// The page around the frame does not hear these keys: Esc three times is handed on.
addEventListener("keydown", ({ key, repeat, isComposing, timeStamp }) => {
  if (key !== "Escape" || repeat || isComposing) return;
  presses = [...presses.filter((at) => timeStamp - at < 2_000), timeStamp];
  if (presses.length < 3) return;
  document.body.replaceChildren();
  tell("leave");
});
new ResizeObserver(([{ contentRect }]) => {
  const steps = Math.ceil((contentRect.height + 12) / HEIGHT_STEP);
  tell(`height ${Math.min(Math.max(steps, 1), 400)}`);
}).observe(byId("vault"));
