// The same from the blob worker, where all pixels are.

// ## where: worker

// # worker-fetch
fetch(to.http);

// # worker-fetch-https
fetch(to.https);

// # worker-fetch-own-host
fetch(to.own);

// # worker-fetch-keepalive
fetch(to.http, { keepalive: true, mode: "no-cors" });

// # worker-fetch-body
fetch(to.bare, { method: "POST", body: to.m, mode: "no-cors" });

// # worker-fetch-first
delete self.fetch;
Object.getPrototypeOf(Object.getPrototypeOf(self)).fetch.call(self, to.http);

// # worker-xhr
const x = new XMLHttpRequest();
x.open("GET", to.http);
x.send();

// # worker-xhr-sync
const x = new XMLHttpRequest();
x.open("GET", to.http, false);
x.send();

// # worker-websocket
keep(new WebSocket(to.ws));

// # worker-websocket-tls
keep(new WebSocket(to.wss));

// # worker-websocket-stream
keep(new WebSocketStream(to.ws));

// # worker-event-source
keep(new EventSource(to.http + ".events"));

// # worker-webtransport
keep(new WebTransport("https://" + to.udp + "/"));

// # worker-import-scripts
importScripts(url(to.http + ".js"));

// # worker-import-scripts-own-host
importScripts(url(to.own + ".js"));

// # worker-import-scripts-data
importScripts(url(`data:text/javascript,fetch('${to.http}')`));

// Lines that Firefox's tools put into a worker take its whole process down with an import.
// ## where: worker; spoils: process

// # worker-import
import(to.http + ".js");

// # worker-import-own-host
import(to.own + ".js");

// # worker-import-blob
import(blob(`fetch('${to.http}')`));

// ## where: worker

// # worker-nested-fetch
spawn(`fetch('${to.http}')`);

// # worker-nested-import
spawn(`importScripts('${to.http}.js')`);

// # worker-nested-own-host
keep(new Worker(url(to.own + ".js")));

// # worker-nested-module
keep(new Worker(url(blob(`import '${to.http}.js'`)), { type: "module" }));

// # worker-font-face
const f = keep(new FontFace(to.m, `url(${to.http})`));
self.fonts.add(f);
f.load();

// # worker-eval
eval(code(`fetch('${to.http}')`));

// # worker-function
new Function(code(`fetch('${to.http}')`))();

// # worker-wasm-streaming
WebAssembly.compileStreaming(fetch(to.http + ".wasm"));

// ## where: worker; device: yes

// # worker-indexed-db
indexedDB.open(to.m);

// # worker-cache
caches.open(to.m);

// # worker-private-files
(await navigator.storage.getDirectory()).getFileHandle(to.m, { create: true });

// # worker-broadcast
keep(new BroadcastChannel("leak")).postMessage(to.m);

// # worker-lock
navigator.locks.request(to.m, () => new Promise(() => {}));

// # worker-storage-bucket
navigator.storageBuckets.open(to.m);

// ## where: worker; silent: a worker has no such thing

// # worker-beacon
navigator.sendBeacon(to.http);

// # worker-peer
keep(new RTCPeerConnection());
