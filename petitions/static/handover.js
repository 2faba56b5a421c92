// Comfort only: Tab and the space bar do the same without this file.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("textarea, select, input:not([name=row], [name=way])");
  if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
  const way = document.querySelectorAll("input[name=way]")[Number(event.key) - 1];
  if (way) {
    way.checked = true;
    way.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.name === "way") return;
  const rows = [...document.querySelectorAll("input[name=row]")];
  const next = rows[rows.indexOf(event.target) + step] ?? (step > 0 ? rows[0] : null);
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
