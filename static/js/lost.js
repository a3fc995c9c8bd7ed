// On `step:lost`, when no answer came or one that is no step: the reason appears beside the button
// that was pressed, and `Try again` sends the same once more. Nothing that was filled in is touched.

const main = document.getElementById("main");

function paragraph(text, className = "") {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = text;
  return made;
}

// What the server's own error page says, as a part of this one.
function reasonOf(page) {
  const heading = page.querySelector("h1");
  heading?.replaceWith(paragraph(heading.textContent, "sm-notice__title"));
  page.querySelector("[data-status]")?.remove();
  return [...page.children].map((node) => document.adoptNode(node));
}

function retryButton(box, retry) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button";
  button.dataset.action = "retry";
  button.textContent = main.dataset.textRetry;
  button.addEventListener("click", () => {
    box.remove();
    retry();
  });
  return button;
}

document.addEventListener("step:lost", ({ detail: { page, retry } }) => {
  const box = document.createElement("div");
  box.className = "sm-notice sm-notice--error";
  box.dataset.lost = "";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  box.append(...(page ? reasonOf(page) : [paragraph(main.dataset.textLost)]));
  if (retry) box.append(retryButton(box, retry));
  main.querySelector("[data-lost]")?.remove();
  const place = main.querySelector('[data-swap="actions"]') ?? main;
  place.prepend(box);
  box.focus();
});
