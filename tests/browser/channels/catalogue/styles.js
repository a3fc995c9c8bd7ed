// Addresses inside style sheets, and fonts.

// # css-background
css(`body { background-image: url(URL) }`);

// # css-import
css(`@import 'URL.css';`);

// # css-mask
el("p", { class: to.m });
css(`.${to.m} { mask-image: url(URL); width: 9px; height: 9px }`);

// # css-cursor
css(`html { cursor: url(URL), auto }`);

// # css-list-style
el("li", { class: to.m });
css(`.${to.m} { list-style: url(URL) }`);

// # css-border-image
el("p", { class: to.m });
css(`.${to.m} { border: 2px solid; border-image: url(URL) 1 }`);

// # css-content
el("p", { class: to.m });
css(`.${to.m}::before { content: url(URL) }`);

// # css-image-set
el("p", { class: to.m });
css(`.${to.m} { background: image-set(url(URL) 1x) }`);

// # css-cross-fade
el("p", { class: to.m });
css(`.${to.m} { background: -webkit-cross-fade(url(URL), url(URL), 50%) }`);

// # css-shape-outside
el("p", { class: to.m });
css(`.${to.m} { float: left; shape-outside: url(URL) }`);

// # css-variable
el("p", { class: to.m });
css(`.${to.m} { --x: url(URL); background: var(--x) }`);

// # css-attribute-selector
el("p", { title: to.m });
css(`[title^=k] { background: url(URL) }`);

// # style-attribute
painted("background:url(URL)");

// # style-property
el("p", { class: "x" }).style.background = `url(${to.http})`;

// # css-adopted
const s = new CSSStyleSheet();
s.replaceSync(`html { background: url(${to.http}) }`);
document.adoptedStyleSheets.push(s);

// # css-insert-rule
const s = new CSSStyleSheet();
s.insertRule(`html::after { content: url(${to.http}) }`);
document.adoptedStyleSheets.push(s);

// # css-animation
el("p", { class: "x" }).animate({ backgroundImage: [`url(${to.http})`, `url(${to.http})`] }, 1e6);

// # css-font-face
css(`@font-face { font-family: ${to.m}; src: url(URL) }`);
el("p", { style: `font-family:${to.m}` }).textContent = "x";
document.fonts.load(`9px ${to.m}`);

// # font-face
keep(new FontFace(to.m, `url(${to.http})`)).load();

// # link-stylesheet
link("stylesheet", { href: to.http + ".css" });

// # link-stylesheet-integrity
link("stylesheet", { href: to.http + ".css", integrity: to.styleIntegrity, crossorigin: "" });

// # link-stylesheet-other-media
link("stylesheet", { href: to.http + ".css", media: "print" });

// ## silent: never allowed across origins

// # css-filter
el("p", { class: to.m });
css(`.${to.m} { filter: url(URL.svg#x) }`);
