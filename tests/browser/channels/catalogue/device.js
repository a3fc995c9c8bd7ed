// Ways to another page on the same device, which may have the network.

// ## device: yes

// # post-parent
parent.postMessage(to.m, "*");

// # post-top
top.postMessage(to.m, "*");

// # post-sibling
parent.frames.sibling.postMessage(to.m, "*");

// # post-port
const { port1, port2 } = new MessageChannel();
parent.postMessage("port", "*", [port2]);
port1.postMessage(to.m);

// # parent-document
parent.document.body.append(to.m);

// # cookie
document.cookie = to.m + "=1; path=/";

// # cookie-store
cookieStore.set(to.m, "1");

// # local-storage
localStorage[to.m] = 1;

// # session-storage
sessionStorage[to.m] = 1;

// # indexed-db
indexedDB.open(to.m);

// # cache
caches.open(to.m);

// # private-files
(await navigator.storage.getDirectory()).getFileHandle(to.m, { create: true });

// # storage-bucket
navigator.storageBuckets.open(to.m);

// # broadcast
keep(new BroadcastChannel("leak")).postMessage(to.m);

// # lock
navigator.locks.request(to.m, () => new Promise(() => {}));

// ## where: click; device: yes

// # clipboard-click
focus();
navigator.clipboard.writeText(to.m);

// # copy-click
const t = el("textarea");
t.value = to.m;
t.select();
document.execCommand("copy");
