// The print button: there only where it can do something.

function showButtons() {
  for (const button of document.querySelectorAll("[data-print]"))
    button.hidden = false;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});

document.addEventListener("step:shown", showButtons);
showButtons();
