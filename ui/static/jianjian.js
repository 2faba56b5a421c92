// Comfort only: every page works without this file.
"use strict";

// Ctrl + Enter in a text sends its form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// A form that registers something is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-submit-once")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// Printing needs a script, so its button shows only where there is one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (document.body.hasAttribute("data-print-now")) window.print();

// What another choice asks for stays out of sight, unless something is written in it.
for (const field of document.querySelectorAll("[data-asked-by]")) {
  const [name, ...choices] = field.dataset.askedBy.split(" ");
  const chooser = field.form.elements[name];
  const show = () => {
    field.parentElement.hidden = !choices.includes(chooser.value) && !field.value.trim();
  };
  chooser.addEventListener("change", show);
  show();
}

// A menu closes when the reader goes on elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
