// Requests that a script makes by a function meant for it.

// # fetch
fetch(to.http);

// # fetch-no-cors
fetch(to.http, { mode: "no-cors" });

// # fetch-https
fetch(to.https);

// # fetch-address
fetch(to.bare + to.m);

// # fetch-body
fetch(to.bare, { method: "POST", body: to.m, mode: "no-cors" });

// # fetch-header
fetch(to.bare, { headers: { "x-note": to.m } });

// # fetch-keepalive
fetch(to.http, { keepalive: true, mode: "no-cors" });

// # fetch-own-host
fetch(to.own);

// # fetch-credentials
fetch(to.http, { credentials: "include" });

// # fetch-later
fetchLater(to.https, { activateAfter: 0 });

// # xhr
const x = new XMLHttpRequest();
x.open("GET", to.http);
x.send();

// # xhr-sync
const x = new XMLHttpRequest();
x.open("GET", to.http, false);
x.send();

// # xhr-user
const x = new XMLHttpRequest();
x.open("GET", to.own, true, to.m, "x");
x.send();

// # beacon
navigator.sendBeacon(to.http, to.m);

// # websocket
keep(new WebSocket(to.ws));

// # websocket-tls
keep(new WebSocket(to.wss));

// # websocket-stream
keep(new WebSocketStream(to.ws));

// # websocket-protocol
keep(new WebSocket("ws://" + to.bareHost, to.m));

// # event-source
keep(new EventSource(to.http + ".events"));

// # webtransport
keep(new WebTransport("https://" + to.udp + "/"));

// # webtransport-name
keep(new WebTransport(to.https));

// # wasm-streaming
WebAssembly.compileStreaming(fetch(to.http + ".wasm"));

// ## where: leave; spoils: frame

// # beacon-on-leave
addEventListener("pagehide", () => navigator.sendBeacon(to.http));

// # keepalive-on-leave
addEventListener("pagehide", () => fetch(to.http, { keepalive: true, mode: "no-cors" }));

// # fetch-later-on-leave
fetchLater(to.https);

// # ping-on-leave
addEventListener("unload", () => navigator.sendBeacon(to.http));

// ## where: leave; spoils: frame; silent: goes with the document

// # image-on-leave
addEventListener("pagehide", () => {
  new Image().src = to.http;
});
