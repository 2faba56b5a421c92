// Comfort only: the form on each card does the same without this file.
"use strict";

function moveTo(card, leader) {
  const form = card.querySelector("form");
  const list = form.elements.leader;
  if (list.value === leader) return;
  list.value = leader;
  form.requestSubmit();
}

// Arrow keys move a card to the next column, before or after, whose leader could have it.
document.addEventListener("keydown", (event) => {
  const card = event.target;
  if (!card.hasAttribute || !card.hasAttribute("data-card")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    card.querySelector("select").focus();
  }
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const columns = [...document.querySelectorAll("[data-leader]")];
  const open = new Set([...card.dataset.openTo.split(" "), ""]);
  let at = columns.indexOf(card.closest("[data-leader]")) + step;
  while (columns[at] && !open.has(columns[at].dataset.leader)) at += step;
  const said = document.querySelector("[data-nowhere]");
  said.textContent = columns[at] || open.size > 1 ? "" : said.dataset.nowhere;
  if (columns[at]) moveTo(card, columns[at].dataset.leader);
});

for (const card of document.querySelectorAll("[data-card]")) {
  card.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", card.id);
    event.dataTransfer.effectAllowed = "move";
  });
}
for (const column of document.querySelectorAll("[data-leader]")) {
  column.addEventListener("dragover", (event) => {
    event.preventDefault();
    column.classList.add("is-target");
  });
  column.addEventListener("dragleave", () => column.classList.remove("is-target"));
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    column.classList.remove("is-target");
    const card = document.getElementById(event.dataTransfer.getData("text/plain"));
    if (card && card.hasAttribute("data-card")) moveTo(card, column.dataset.leader);
  });
}

// After a move the page is laid anew: go on with the card that was moved.
const moved = document.querySelector("[data-card][autofocus]");
if (moved) moved.focus();
