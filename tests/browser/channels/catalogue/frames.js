// Frames inside the frame: their own address, or a document without one that makes requests.

// # frame
el("iframe", { src: to.http });

// # frame-own-host
el("iframe", { src: to.own });

// # frame-srcdoc-image
el("iframe", { srcdoc: `<img src='${to.http}'>` });

// # frame-srcdoc-script
el("iframe", { srcdoc: `<script>fetch('${to.http}')</script>` });

// # frame-srcdoc-refresh
el("iframe", { srcdoc: `<meta http-equiv=refresh content='0;url=${to.http}'>` });

// # frame-srcdoc-stylesheet
el("iframe", { srcdoc: `<link rel=stylesheet href='${to.http}.css'>` });

// # frame-blob
el("iframe", { src: page(`<script>fetch('${to.http}')</script>`) });

// # frame-blob-image
el("iframe", { src: page(`<img src='${to.http}'>`) });

// # frame-data
el("iframe", { src: `data:text/html,<script>fetch('${to.http}')</script>` });

// # frame-data-image
el("iframe", { src: `data:text/html,<img src='${to.http}'>` });

// # frame-javascript
el("iframe", { src: `javascript:fetch('${to.http}')` });

// # frame-blank-fetch
el("iframe").contentWindow.fetch(to.http);

// # frame-blank-image
const d = el("iframe").contentDocument;
d.body.append(Object.assign(d.createElement("img"), { src: to.http }));

// # frame-blank-location
el("iframe").contentWindow.location = to.http;

// # frame-svg-blob
el("iframe", {
  src: blob(
    `<svg xmlns='http://www.w3.org/2000/svg'><image href='${to.http}' width='9' height='9'/></svg>`,
    "image/svg+xml",
  ),
});

// # frame-xml-stylesheet
el("iframe", {
  src: blob(`<?xml-stylesheet href='${to.http}.css' type='text/css'?><x/>`, "application/xml"),
});

// # frame-sandboxed
el("iframe", { sandbox: "allow-scripts", srcdoc: `<script>fetch('${to.http}')</script>` });

// # frame-csp-attribute
el("iframe", { csp: `default-src ${to.http}`, src: to.http });

// # object-blob
el("object", { data: page(`<script>fetch('${to.http}')</script>`), type: "text/html" });

// # embed-blob
el("embed", { src: page(`<img src='${to.http}'>`), type: "text/html" });
