// Passkeys: hands the server's question to the device, and its answer to the form around it.
// Where the browser has none, the buttons stay away.

const fromBase64 = (text) =>
  Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.charCodeAt(0),
  );

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

// The server writes bytes as text; the device wants bytes.
function asked(question) {
  const withBytes = (key) => ({ ...key, id: fromBase64(key.id) });
  const options = { ...question, challenge: fromBase64(question.challenge) };
  if (options.user) options.user = withBytes(options.user);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) options[list] = options[list].map(withBytes);
  }
  return { publicKey: options };
}

function answered(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject"];
  const found = [...parts, "authenticatorData", "signature", "userHandle"]
    .filter((name) => response[name])
    .map((name) => [name, toBase64(response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(found),
  });
}

async function ask(form, button) {
  const question = asked(JSON.parse(form.dataset.passkey));
  const said = form.querySelector("[data-said]");
  button.disabled = true;
  said.textContent = "";
  try {
    const credential = question.publicKey.user
      ? await navigator.credentials.create(question)
      : await navigator.credentials.get(question);
    form.elements.answer.value = answered(credential);
    form.submit();
  } catch {
    said.textContent = form.dataset.textFailed;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, event.submitter ?? form.querySelector("button"));
  });
}
