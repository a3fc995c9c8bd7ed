// Hints that let a browser fetch, connect or look up before anything is needed.

// # dns-prefetch
link("dns-prefetch");

// # preconnect
link("preconnect");

// # preconnect-tls
link("preconnect", { href: to.https });

// # preconnect-cors
link("preconnect", { href: to.https, crossorigin: "" });

// # preconnect-markup
el("div").innerHTML = html(`<link rel=preconnect href='${to.http}'>`);

// # dns-prefetch-meta
el("meta", { "http-equiv": "x-dns-prefetch-control", content: "on" }, document.head);
link("dns-prefetch");

// # preload-image
link("preload", { as: "image" });

// # preload-image-srcset
link("preload", { as: "image", imagesrcset: to.http, href: "" });

// # preload-script
link("preload", { as: "script", href: to.http + ".js" });

// # preload-script-integrity
link("preload", { as: "script", href: to.http + ".js", integrity: to.integrity, crossorigin: "" });

// # preload-style
link("preload", { as: "style", href: to.http + ".css" });

// # preload-font
link("preload", { as: "font", crossorigin: "" });

// # preload-fetch
link("preload", { as: "fetch", crossorigin: "" });

// # preload-track
link("preload", { as: "track" });

// # prefetch
link("prefetch");

// # prefetch-document
link("prefetch", { as: "document" });

// # prefetch-own-host
link("prefetch", { href: to.own });

// # modulepreload
link("modulepreload", { href: to.http + ".js" });

// # modulepreload-integrity
link("modulepreload", { href: to.http + ".js", integrity: to.integrity });

// # compression-dictionary
link("compression-dictionary");

// ## where: click; silent: a frame is not asked for it

// # anchor-focus
const a = el("a", { href: to.http });
a.textContent = "x";
a.focus();
a.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));

// ## silent: a frame is not asked for it

// # anchor-dns-prefetch
el("a", { href: to.http }).textContent = "x";

// # anchor-dns-prefetch-meta
el("meta", { "http-equiv": "x-dns-prefetch-control", content: "on" }, document.head);
el("a", { href: to.http }).textContent = "x";

// # prerender
link("prerender");

// # icon
link("icon");

// # manifest
link("manifest");

// # speculation-prefetch
el("script", { type: "speculationrules" }).textContent = code(
  JSON.stringify({ prefetch: [{ source: "list", urls: [to.http], eagerness: "immediate" }] }),
);

// # speculation-prerender
el("script", { type: "speculationrules" }).textContent = code(
  JSON.stringify({ prerender: [{ source: "list", urls: [to.own], eagerness: "immediate" }] }),
);
