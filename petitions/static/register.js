// Comfort only: the form works without this file.
"use strict";

// After a row of the form was added, go on typing in it.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "petitioners") {
    const names = event.target.querySelectorAll("input[name$='-name']");
    if (names.length) names[names.length - 1].focus();
  }
});
