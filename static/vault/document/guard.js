// The only script of the vault: the sealed frame that sees the files. It hands a file to the worker
// and a line of text to the page around it, and both the worker's lines and its own are held
// against one strict grammar, so that nothing else fits through. It never reads a file's bytes.

// No policy of ours reaches peer connections in every browser, so their constructors go first.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) {
  delete self[name];
  Object.defineProperty(self, name, { value: undefined });
}

// Nor is there one against Firefox, which follows a click with Ctrl held down into a new tab, even one
// that a script made up. So a link loses its address before it is followed, by functions that
// nobody has replaced; no script makes up events, and nothing takes this guard away or gets by it.
const { apply } = Reflect;
const { composedPath } = Event.prototype;
const { removeAttribute, removeAttributeNS } = Element.prototype;
for (const [owner, name] of [
  [EventTarget, "dispatchEvent"],
  [Element, "attachShadow"],
  [Document, "open"],
  [Document, "write"],
  [Document, "writeln"],
]) {
  Object.defineProperty(owner.prototype, name, { value: undefined });
}
for (const name of ["click", "auxclick"]) {
  addEventListener(name, disarm, { capture: true });
}
function disarm(event) {
  const path = apply(composedPath, event, []);
  for (let at = 0; at < path.length - 2; at += 1) {
    apply(removeAttribute, path[at], ["href"]);
    apply(removeAttributeNS, path[at], [
      "http://www.w3.org/1999/xlink",
      "href",
    ]);
  }
}
