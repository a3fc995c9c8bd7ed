// The frame goes somewhere else itself, or sends the page around it there.

// ## spoils: frame

// # go-href
location.href = to.http;

// # go-https
location.href = to.https;

// # go-assign
location.assign(to.http);

// # go-replace
location.replace(to.http);

// # go-own-host
location.href = to.own;

// # go-own-query
location.href = to.self;

// # go-search
location.search = to.m;

// # go-navigation
navigation.navigate(to.http);

// # go-refresh
el("meta", { "http-equiv": "refresh", content: `0;url=${to.http}` }, document.head);

// # go-link
click(el("a", { href: to.http }));

// # go-link-dispatch
el("a", { href: to.http }).dispatchEvent(new MouseEvent("click"));

// # go-area
click(el("area", { href: to.http, shape: "default" }, el("map")));

// # go-svg-link
el("div").innerHTML = html(`<svg><a href='${to.http}'><text y=9>x</text></a></svg>`);
document.querySelector("svg a").dispatchEvent(new MouseEvent("click"));

// # go-open-self
open(to.http, "_self");

// # go-open-own-name
open(to.http, self.name);

// # go-data
location.href = `data:text/html,<script>fetch('${to.http}')</script>`;

// # go-blob
location.href = page(`<script>fetch('${to.http}')</script>`);

// # go-blob-image
location.href = page(`<img src='${to.http}'>`);

// # go-document-open
document.open(to.http, "_self", "");

// # form-get
const f = el("form", { action: to.http, method: "get" });
el("input", { name: "x", value: to.m }, f);
f.submit();

// # form-post
const f = el("form", { action: to.http, method: "post" });
el("input", { name: "x", value: to.m }, f);
f.submit();

// # form-request-submit
const f = el("form", { action: to.http, method: "post" });
el("input", { name: "x", value: to.m }, f);
f.requestSubmit();

// # form-own-host
const f = el("form", { action: to.own, method: "post" });
f.submit();

// # form-button-action
const f = el("form");
click(el("button", { formaction: to.http, name: "x", value: to.m }, f));

// ## spoils: page

// # form-top
const f = el("form", { action: to.http, target: "_top" });
el("input", { name: "x", value: to.m }, f);
f.submit();

// # form-parent
const f = el("form", { action: to.http, target: "_parent" });
el("input", { name: "x", value: to.m }, f);
f.submit();

// # top-href
top.location.href = to.http;

// # top-replace
top.location.replace(to.http);

// # top-own-query
top.location = to.self;

// # parent-href
parent.location.href = to.http;

// # parent-open
open(to.http, "_parent");

// # sibling-href
parent.frames.sibling.location.href = to.http;

// # sibling-open
open(to.http, "sibling");

// # sibling-link
click(el("a", { href: to.http, target: "sibling" }));

// ## where: click; spoils: frame

// # form-click
const f = el("form", { action: to.http, method: "post" });
el("input", { name: "x", value: to.m }, f);
click(el("button", {}, f));

// # go-link-modified-click
el("a", { href: to.http }).dispatchEvent(new MouseEvent("click", { ctrlKey: true }));

// # go-link-modified-click-apart
const a = document.createElement("a");
a.href = to.http;
a.dispatchEvent(new MouseEvent("click", { ctrlKey: true, bubbles: true, cancelable: true }));

// # go-svg-link-modified-click
const a = el("svg").appendChild(document.createElementNS("http://www.w3.org/2000/svg", "a"));
a.setAttribute("href", to.http);
a.dispatchEvent(new MouseEvent("click", { ctrlKey: true }));

// # go-link-middle-click
el("a", { href: to.http }).dispatchEvent(new MouseEvent("auxclick", { button: 1, bubbles: true }));

// ## where: click; spoils: page

// # form-top-click
const f = el("form", { action: to.http, target: "_top" });
el("input", { name: "x", value: to.m }, f);
click(el("button", {}, f));

// # form-blank-click
const f = el("form", { action: to.http, target: "_blank" });
el("input", { name: "x", value: to.m }, f);
click(el("button", {}, f));

// # top-href-click
top.location.href = to.http;

// # parent-href-click
parent.location.href = to.http;

// # link-top-click
click(el("a", { href: to.http, target: "_top" }));

// # link-parent-click
click(el("a", { href: to.http, target: "_parent" }));

// # sibling-click
parent.frames.sibling.location.href = to.http;

// ## spoils: window

// # form-frame
el("iframe", { name: to.m });
const f = el("form", { action: to.http, target: to.m });
el("input", { name: "x", value: to.m }, f);
f.submit();

// # download
click(el("a", { href: to.http, download: "x" }));

// # download-own-host
click(el("a", { href: to.own, download: "x" }));

// ## where: click; spoils: window

// # download-click
click(el("a", { href: to.http, download: "x" }));
