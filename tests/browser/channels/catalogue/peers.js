// WebRTC: it sends datagrams that no Content-Security-Policy covers.
//
// The second half goes round a deleted constructor, by a document that still has one.

// # peer-stun-name
rtc(RTCPeerConnection, "stun:" + to.host);

// # peer-stun-address
rtc(RTCPeerConnection, "stun:" + to.udp);

// # peer-stun-old-name
rtc(webkitRTCPeerConnection, "stun:" + to.host);

// # peer-turn-user
rtc(RTCPeerConnection, "turn:" + to.bareHost + ":3478");

// # peer-turn-user-tcp
rtc(RTCPeerConnection, "turn:" + to.bareHost + ":3478?transport=tcp");

// # peer-turn-tls
rtc(RTCPeerConnection, "turns:" + to.host + ":443?transport=tcp");

// # peer-candidate
const [host, port] = to.udp.split(":");
rtcPeer(RTCPeerConnection, `candidate:1 1 udp 2122260223 ${host} ${port} typ host`);

// # peer-candidate-name
rtcPeer(RTCPeerConnection, `candidate:1 1 udp 2122260223 ${to.host} 3478 typ host`);

// ## spoils: window

// # peer-blank-frame
lent(el("iframe").contentWindow);

// # peer-srcdoc-frame
lent(await loaded(el("iframe", { srcdoc: "x" })));

// # peer-blob-frame
lent(await loaded(el("iframe", { src: page("x") })));

// # peer-own-frame
lent(await loaded(el("iframe", { src: location.href })));

// # peer-object
lent(await loaded(el("object", { data: page("x"), type: "text/html" })));

// # peer-svg-object
lent(await loaded(
  el("object", { data: blob(`<svg xmlns='http://www.w3.org/2000/svg'/>`, "image/svg+xml") }),
));

// # peer-embed
lent((await loaded(
    el("embed", { src: blob(`<svg xmlns='http://www.w3.org/2000/svg'/>`, "image/svg+xml") }),
  ),
  frames[frames.length - 1]));

// # peer-frame-script
el("iframe", {
  srcdoc: `<script>${peerScript}</script>`,
});

// # peer-blob-frame-script
el("iframe", {
  src: page(
    `<script>${peerScript}</script>`,
  ),
});

// # peer-sandboxed-frame-script
el("iframe", {
  sandbox: "allow-scripts",
  srcdoc: `<script>${peerScript}</script>`,
});

// # peer-parent
lent(parent);

// # peer-sibling
lent(parent.frames.sibling);

// ## spoils: frame

// # peer-go-blob
location.href = page(
  `<script>${peerScript}</script>`,
);

// # peer-javascript
location.href = `javascript:${peerScript}`;

// ## where: click; spoils: page

// # peer-popup-click
lent(open("about:blank"));

// ## spoils: frame; silent: keeps the window, and with it what was deleted

// # peer-document-open
withoutPeers();
document.open();
document.write(
  html(
    `<script>${peerScript}</script>`,
  ),
);
document.close();
