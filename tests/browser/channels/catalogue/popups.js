// Other windows.

// ## where: click; spoils: page

// # popup-click
open(to.http);

// # popup-no-opener-click
open(to.http, "_blank", "noopener");

// # popup-written-click
const w = open("about:blank");
w.document.body.innerHTML = `<img src='${to.http}'>`;

// # popup-moved-click
const w = open("about:blank");
w.location = to.http;

// # popup-blob-click
open(page(`<img src='${to.http}'>`));

// # popup-own-host-click
open(to.own);

// # link-blank-click
click(el("a", { href: to.http, target: "_blank" }));

// # link-named-click
click(el("a", { href: to.http, target: to.m }));

// ## spoils: page; silent: without a click no window opens anywhere

// # popup
open(to.http);

// # link-blank
click(el("a", { href: to.http, target: "_blank" }));

// # form-blank
const f = el("form", { action: to.http, target: "_blank" });
f.submit();

// ## where: click; spoils: page; silent: not for frames

// # picture-in-picture-click
const w = await documentPictureInPicture.requestWindow();
w.document.body.append(Object.assign(w.document.createElement("img"), { src: to.http }));
