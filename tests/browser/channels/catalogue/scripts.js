// Script addresses: what a digest, a nonce or a host in a policy would let through.

// # script
el("script", { src: to.http + ".js" });

// # script-own-host
el("script", { src: to.own + ".js" });

// # script-nonce
el("script", { src: to.http + ".js", nonce: to.nonce });

// # script-integrity
el("script", { src: to.http + ".js", integrity: to.integrity, crossorigin: "" });

// # script-integrity-defer
el("script", { src: to.http + ".js", integrity: to.integrity, crossorigin: "", defer: "" });

// # script-markup
el("div").append(
  document.createRange().createContextualFragment(html(`<script src='${to.http}.js'></script>`)),
);

// # module
el("script", { type: "module", src: to.http + ".js" });

// # module-integrity
el("script", { type: "module", src: to.http + ".js", integrity: to.integrity });

// # inline-script
el("script").textContent = code(`fetch('${to.http}')`);

// # inline-module-import
el("script", { type: "module" }).textContent = code(`import '${to.http}.js'`);

// # import
import(to.http + ".js");

// # import-own-host
import(to.own + ".js");

// # import-json
import(to.http + ".json", { with: { type: "json" } });

// # import-css
import(to.http + ".css", { with: { type: "css" } });

// # import-map-integrity
el("script", { type: "importmap" }).textContent = code(
  JSON.stringify({
    imports: { [to.m]: to.http + ".js" },
    integrity: { [to.http + ".js"]: to.integrity },
  }),
);
import(to.m);

// # import-from-blob
import(blob(`import '${to.http}.js'`));

// # import-blob-that-fetches
import(blob(`fetch('${to.http}')`));

// # import-data-that-fetches
import(`data:text/javascript,fetch('${to.http}')`);

// # eval
eval(code(`fetch('${to.http}')`));

// # function
new Function(code(`fetch('${to.http}')`))();

// # timeout-string
setTimeout(code(`fetch('${to.http}')`));

// # event-handler-attribute
el("p", { onclick: `fetch('${to.http}')` }).click();

// # worker-own-host
keep(new Worker(url(to.own + ".js")));

// # worker-blob-import
spawn(`importScripts('${to.http}.js')`);

// # worker-module
keep(new Worker(url(blob(`import '${to.http}.js'`)), { type: "module" }));

// # worker-data-address
keep(new Worker(url(`data:text/javascript,fetch('${to.http}')`)));

// # shared-worker-own-host
keep(new SharedWorker(url(to.own + ".js")));

// # shared-worker-blob
keep(new SharedWorker(url(blob(`fetch('${to.http}')`))));

// # audio-worklet
keep(new OfflineAudioContext(1, 1, 44100)).audioWorklet.addModule(to.http + ".js");

// # audio-worklet-blob
keep(new OfflineAudioContext(1, 1, 44100)).audioWorklet.addModule(blob(`import '${to.http}.js'`));

// # paint-worklet
CSS.paintWorklet.addModule(to.http + ".js");

// ## spoils: frame

// # javascript-address
location.href = `javascript:void fetch('${to.http}')`;

// ## where: click; spoils: frame

// # javascript-link
click(el("a", { href: `javascript:void fetch('${to.http}')` }));
