// What the lines of the catalogue have at hand. It is put before each of them, in the document and
// in the worker alike, and `to` holds the addresses of this one try.
const policy = (() => {
  const same = (text) => text;
  const rules = { createHTML: same, createScript: same, createScriptURL: same };
  try {
    return (self.trust ??= trustedTypes.createPolicy("vault", rules));
  } catch {
    return rules;
  }
})();
const url = (text) => policy.createScriptURL(text);
const html = (text) => policy.createHTML(text);
const code = (text) => policy.createScript(text);

// Held, so that it lives on; and quiet, because the vault lets go of a worker that fails.
function keep(thing) {
  (self.kept ??= []).push(thing);
  thing.onerror = (event) => event.preventDefault?.();
  return thing;
}

const blob = (text, type = "text/javascript") => URL.createObjectURL(new Blob([text], { type }));
const page = (text) => blob(`<!doctype html>${text}`, "text/html");

function el(tag, attributes = {}, place = document.body) {
  const svg = ["svg", "image", "filter", "feImage", "use"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  const trusted = { "script src": url, "embed src": url, "object data": url, "iframe srcdoc": html };
  for (const [name, value] of Object.entries(attributes)) {
    const wrap = trusted[`${tag} ${name}`];
    made.setAttribute(name, wrap ? wrap(value) : value);
  }
  place.append(made);
  return made;
}

const link = (rel, more = {}) => el("link", { rel, href: to.http, ...more }, document.head);
const css = (text) => (el("style").textContent = text.replaceAll("URL", to.http));
const painted = (style) => el("div", { style: `width:9px;height:9px;${style.replaceAll("URL", to.http)}` });
const spawn = (text) => keep(new Worker(url(blob(text))));

function loaded(frame) {
  return new Promise((resolve) => frame.addEventListener("load", () => resolve(frame.contentWindow)));
}

async function rtc(Connection, urls) {
  const servers = [{ urls, username: to.m, credential: to.m }];
  const connection = keep(new Connection({ iceServers: servers }));
  connection.createDataChannel("x");
  await connection.setLocalDescription(await connection.createOffer());
  return connection;
}

const peerScript = `const c = new RTCPeerConnection({ iceServers: [{ urls: "stun:${to.host}" }] });
c.createDataChannel("x"); c.createOffer().then((offer) => c.setLocalDescription(offer))`;

// As the vault does first of all.
function withoutPeers() {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) delete self[name];
}

function lent(other) {
  withoutPeers();
  return rtc(other.RTCPeerConnection, `stun:${to.host}`);
}

// A peer at an address of our choosing: an answer made here, with another place and name put in.
async function rtcPeer(Connection, candidate) {
  const [one, two] = [keep(new Connection()), keep(new Connection())];
  one.createDataChannel("x");
  await one.setLocalDescription(await one.createOffer());
  await two.setRemoteDescription(one.localDescription);
  const { sdp } = await two.createAnswer();
  await one.setRemoteDescription({ type: "answer", sdp: sdp.replace(/a=ice-ufrag:\S+/g, `a=ice-ufrag:${to.m}`) });
  await one.addIceCandidate({ candidate, sdpMid: "0", sdpMLineIndex: 0 });
}

function click(element) {
  element.click();
  return element;
}
