// The page around the vault of a test. It locks the frame in when it has greeted, as the real page
// does.
const { sandbox, locks, vault } = JSON.parse(`/*COLUMN*/`);
self.isReady = false;

function addFrame(name, src, rules) {
  const frame = document.createElement("iframe");
  Object.assign(frame, { name, src });
  if (rules) frame.sandbox = rules;
  document.body.append(frame);
  return new Promise((resolve) => (frame.onload = resolve));
}

addEventListener("DOMContentLoaded", async () => {
  const extra = Number(new URLSearchParams(location.search).get("frames"));
  const names = ["vault", ...Array.from({ length: extra }, (_, n) => `vault-${n + 1}`)];
  let silent = names.length;
  const greeted = new Promise((resolve) => {
    addEventListener("message", ({ data }) => {
      if (data === "vault-hello" && !--silent) resolve();
    });
  });
  const vaults = names.map((name) => addFrame(name, vault, sandbox));
  await Promise.all([addFrame("sibling", "/sibling"), ...vaults, greeted]);
  if (locks) {
    const lock = document.createElement("meta");
    lock.httpEquiv = "Content-Security-Policy";
    lock.content = "frame-src 'none'; child-src 'none'";
    document.head.append(lock);
  }
  self.isReady = true;
});
