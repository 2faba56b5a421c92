// Comfort on the form of an act: without this file every list is a plain one and nothing is lost.
"use strict";

const MANY = 8; // a list with fewer entries is seen at a glance

// A long list gets a box that looks through it by name, code or sign; the list stays what is sent.
for (const list of document.querySelectorAll("select[data-search]")) {
  if (list.options.length <= MANY) continue;
  const groups = [...list.children].map((child) => ({
    label: child.label,
    options: child.tagName === "OPTGROUP" ? [...child.children] : [child],
  }));
  const box = document.createElement("input");
  box.type = "search";
  box.className = "form-control list-search";
  box.placeholder = list.dataset.search;
  box.autocomplete = "off";
  box.setAttribute("aria-label", list.dataset.search);
  box.setAttribute("aria-controls", list.id);
  list.before(box);
  list.size = MANY;

  const fits = (option, words) => {
    if (!option.value) return words.length === 0 && !list.required;
    const text = `${option.text} ${option.dataset.also || ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const narrow = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = list.value;
    list.replaceChildren(
      ...groups.flatMap(({ label, options }) => {
        const found = options.filter((option) => fits(option, words));
        if (!label || !found.length) return found;
        const group = document.createElement("optgroup");
        group.label = label;
        group.append(...found);
        return [group];
      }),
    );
    const found = [...list.options].filter((option) => option.value);
    const kept = found.some((option) => option.value === chosen);
    const only = words.length && found.length === 1 ? found[0].value : "";
    list.value = kept ? chosen : only;
    if (list.value !== chosen) list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  narrow();
  box.addEventListener("input", narrow);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !["ArrowDown", "Enter"].includes(event.key)) return;
    const first = [...list.options].find((option) => option.value);
    if (first) {
      if (!list.value) {
        list.value = first.value;
        list.dispatchEvent(new Event("change", { bubbles: true }));
      }
      list.focus();
    }
    event.preventDefault();
  });
}

// What answers in the place of a preview, as the page of a sign-in does, is not shown as one; that
// a session has ended is told where drafts are.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  const isOwn = new URL(xhr.responseURL).pathname === window.location.pathname;
  if (target.id === "preview") event.detail.shouldSwap = xhr.status === 200 && isOwn;
  if (target.id === "draft-state") event.detail.shouldSwap = [200, 401].includes(xhr.status);
});

// While the act itself is under way, neither a draft nor a preview is asked for; what was typed in
// the last moment before a page is left is kept.
const form = document.getElementById("act-form");
const drafts = document.getElementById("draft-state");
let isSent = false;
let isKept = true;
if (form) {
  form.addEventListener("input", () => {
    isKept = false;
  });
  form.addEventListener("submit", () => {
    isSent = true;
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isSent) event.preventDefault();
    else if (event.detail.elt === drafts) isKept = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || isSent || isKept || !drafts) return;
    const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    typed.set("draft", "keep");
    fetch(drafts.getAttribute("hx-post"), { method: "POST", body: typed, headers: { "HX-Request": "true" }, keepalive: true });
    isKept = true;
  });
}
