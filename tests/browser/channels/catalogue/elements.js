// Elements that load something by themselves.

// # img
el("img", { src: to.http });

// # img-constructor
keep(new Image()).src = to.http;

// # img-https
keep(new Image()).src = to.https;

// # img-own-host
keep(new Image()).src = to.own;

// # img-srcset
el("img", { srcset: to.http + " 1x" });

// # img-by-markup
el("div").innerHTML = html(`<img src='${to.http}'>`);

// # img-on-error
el("div").innerHTML = html(`<img src=x: onerror="fetch('${to.http}')">`);

// # img-decode
keep(Object.assign(new Image(), { src: to.http })).decode();

// # picture
const p = el("picture");
el("source", { srcset: to.http }, p);
el("img", {}, p);

// # input-image
el("input", { type: "image", src: to.http });

// # body-background
document.body.setAttribute("background", to.http);

// # table-background
el("table", { background: to.http });

// # svg-image
el("image", { href: to.http, width: 9, height: 9 }, el("svg"));

// # svg-fe-image
const s = el("svg");
el("feImage", { href: to.http }, el("filter", { id: "f" + to.m }, s));
painted(`filter:url(#f${to.m});background:red`);

// # svg-use-own-host
el("use", { href: to.own + ".svg#x" }, el("svg"));

// # svg-animate
el("div").innerHTML = html(
  `<svg><image width=9 height=9><set attributeName=href to='${to.http}'/></image></svg>`,
);

// # svg-script
const s = document.createElementNS("http://www.w3.org/2000/svg", "script");
s.setAttribute("href", url(to.http + ".js"));
el("svg").append(s);

// # shadow-markup
el("div").attachShadow({ mode: "open" }).innerHTML = html(`<img src='${to.http}'>`);

// # video
el("video", { src: to.http, preload: "auto" });

// # video-source
el("source", { src: to.http }, el("video", { preload: "auto" }));

// # video-poster
el("video", { poster: to.http });

// # audio
keep(new Audio(to.http)).load();

// # track
const v = el("video", { crossorigin: "" });
el("track", { src: to.http, default: "" }, v).track.mode = "showing";

// # object
el("object", { data: to.http + ".html" });

// # object-svg
el("object", { data: to.http + ".svg", type: "image/svg+xml" });

// # embed
el("embed", { src: to.http + ".html" });

// # embed-svg
el("embed", { src: to.http + ".svg", type: "image/svg+xml" });

// ## spoils: frame

// # write
document.open();
document.write(html(`<img src='${to.http}'>`));
document.close();

// # frameset
document.documentElement.append(document.createElement("frameset"));
el("frame", { src: to.http }, document.querySelector("frameset"));

// ## where: click

// # a-ping
click(el("a", { ping: to.http, href: "#x" }));

// # area-ping
click(el("area", { ping: to.http, href: "#x" }, el("map", { name: "m" })));

// ## silent: needs the advertising interfaces, which are off

// # fenced-frame
el("fencedframe").config = new FencedFrameConfig(to.https);

// # attribution-src
el("img", { attributionsrc: to.https, src: "data:," });

// ## silent: never allowed inside a page

// # img-user-info
keep(new Image()).src = "http://" + to.m + ":x@" + to.bareHost + "/";

// ## silent: never allowed across origins

// # svg-use
el("use", { href: to.http + ".svg#x" }, el("svg"));
