// The steps are swapped in place: one document for the whole visit, so that the history holds one
// entry and the sealed frame stays alive. What comes back is an ordinary page; its parts marked
// `data-swap` take the place of ours. Events on document: `step:leaving` (cancelable) before
// anything is sent, `step:shown` after a swap, `step:lost` when there was nothing to swap in.
// A classic script in the head: no button can be pressed before it is ready.
"use strict";
{
  const TIMEOUT_MS = 60_000;
  const PATIENCE_MS = 1000;

  let main;
  let isSending = false;

  function tell(name, detail) {
    return document.dispatchEvent(
      new CustomEvent(name, { cancelable: true, detail }),
    );
  }

  // The body as the browser itself would send it: the fields, and the button that was pressed.
  function requestOf(form, submitter) {
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.append(submitter.name, submitter.value);
    // Not form.action: a field may be called "action".
    const url =
      submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    return { method: "POST", url, body };
  }

  function send(request) {
    if (isSending) return;
    isSending = true;
    main = document.getElementById("main");
    main.dataset.busy = "";
    const answer = new XMLHttpRequest();
    answer.open(request.method, request.url);
    // A document made this way runs no script, and needs no string that could be one.
    answer.responseType = "document";
    answer.timeout = TIMEOUT_MS;
    const patience = setTimeout(
      () => say(main.dataset.textWorking),
      PATIENCE_MS,
    );
    answer.onloadend = () => {
      clearTimeout(patience);
      isSending = false;
      delete main.dataset.busy;
      say("");
      if (main.isConnected) take(answer, request);
    };
    answer.send(request.body);
  }

  function say(text) {
    const status = main.querySelector("[data-status]");
    if (status) status.textContent = text;
  }

  function take(answer, request) {
    const next = answer.response?.getElementById("main");
    if (next?.querySelector('[data-swap="question"]')) {
      show(answer.response, next);
    } else if (next && answer.status < 400) {
      location.replace(answer.responseURL);
    } else {
      // Everything stays as it is, and can be sent once more where that may help.
      const mayHelp = !next || answer.status === 429 || answer.status >= 500;
      tell("step:lost", {
        page: next,
        retry: mayHelp && (() => send(request)),
      });
    }
  }

  function show(page, next) {
    const fresh = [...page.querySelectorAll("[data-swap]")];
    const names = fresh.map((part) => part.dataset.swap);
    for (const old of main.querySelectorAll("[data-swap]")) {
      if (!names.includes(old.dataset.swap)) old.replaceChildren();
    }
    for (const part of fresh) {
      const old = document.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (old) old.replaceWith(document.adoptNode(part));
      else main.querySelector("[data-status]").before(document.adoptNode(part));
    }
    Object.assign(main.dataset, next.dataset);
    document.documentElement.lang = page.documentElement.lang;
    document.documentElement.dir = page.documentElement.dir;
    keepAddress();
    scrollTo(0, 0);
    tell("step:shown", { step: main.dataset.step });
  }

  function keepAddress() {
    const { address } = document.getElementById("main").dataset;
    if (address) history.replaceState(null, "", address);
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("form[data-in-place]") || event.defaultPrevented) return;
    event.preventDefault();
    if (isSending || !tell("step:leaving", { form, submitter })) return;
    send(requestOf(form, submitter));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-in-place]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isSending || !tell("step:leaving", { link })) return;
    send({ method: "GET", url: link.href, body: null });
  });

  document.addEventListener("DOMContentLoaded", keepAddress);
}
