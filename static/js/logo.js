// A logo goes to the server as text in an ordinary form: the server takes no file, from anybody.

const LARGEST_BYTES = 64 * 1024;
const group = document.querySelector("[data-logo]");

async function take(file) {
  const said = group.querySelector("[data-said]");
  const field = group.querySelector("input[name=logo]");
  field.value = "";
  said.textContent = "";
  if (!file) return;
  if (file.size > LARGEST_BYTES) {
    said.textContent = group.dataset.tooLarge;
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  field.value = btoa(text);
}

if (group) {
  group.hidden = false;
  group
    .querySelector("input[type=file]")
    .addEventListener("change", (event) => take(event.target.files[0]));
}
