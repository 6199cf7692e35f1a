// Keys, and a look now and then whether somebody else has changed what is shown. All of the page
// works without this script.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  let leaving = false;

  // By the place of a key, not by its letter: the same on Kazakh, Russian and English layouts.
  const targets = new Map();
  for (const target of document.querySelectorAll("[data-key]")) targets.set(target.dataset.key, target);

  const on = $("keys-on");
  try { on.checked = localStorage.getItem("egiz-keys") !== "off"; } catch { /* not kept then */ }
  on.addEventListener("change", () => {
    try { localStorage.setItem("egiz-keys", on.checked ? "on" : "off"); } catch { /* not kept then */ }
  });

  function writes(target) {
    return target instanceof Element && target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  }

  function press(target) {
    if (target.dataset.address && !target.closest("details").open) {
      leaving = true;
      location.assign(target.dataset.address);
      return;
    }
    target.click();
    const details = target.closest("details");
    if (target.tagName === "SUMMARY" && details.open) {
      for (const near of details.querySelectorAll("[data-near]")) {
        near.closest("fieldset").scrollTop = near.offsetTop;  // what is near the pair is seen first
      }
      const first = details.querySelector("[data-near]") ||
        details.querySelector("textarea, input[type=radio], input[type=checkbox]");
      (first || target).focus();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (leaving) { event.preventDefault(); return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") {
      const open = event.target.closest("main details, header details");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      else if (writes(event.target)) event.target.blur();
      return;
    }
    if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || writes(event.target)) return;
    let key = event.code;
    if (key === "Slash" || event.key === "/" || event.key === "?") {
      event.preventDefault();
      if (event.key === "?" || (key === "Slash" && event.shiftKey)) press(targets.get("Slash+"));
      else { $("filter").closest("details").open = true; $("text").focus(); }
      return;
    }
    if (event.shiftKey) key = "Shift+" + key;
    const target = targets.get(key);
    if (!target || event.repeat) return;
    event.preventDefault();
    press(target);
  });

  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (leaving) { event.preventDefault(); return; }
      leaving = true;  // one decision a page: the next one is made on the next page
      if (form.dataset.slow) $("status").textContent = form.dataset.slow;
    });
  }
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) location.reload();  // a page out of the browser's memory may be old
  });

  const { bead, version } = document.body.dataset;
  async function look() {
    if (!bead || document.hidden || leaving) return;
    try {
      const state = await (await fetch(`/state?bead=${bead}`)).json();
      if (String(state.version) === version) return;
    } catch { return; }
    const problem = $("problem");
    if (!problem.hidden) return;
    problem.textContent = problem.dataset.text + " ";
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = problem.dataset.link;
    problem.append(again);
    problem.hidden = false;
  }
  setInterval(look, 3000);
  document.addEventListener("visibilitychange", look);

  // What the reviewer goes on with is where the keyboard is, and what a screen reader reads next.
  const opened = document.querySelector("main details[open] textarea");
  (opened || $("bead")).focus({ preventScroll: true });
  const current = document.querySelector(".queue [aria-current]");
  if (current && matchMedia("(min-width: 64rem)").matches) current.scrollIntoView({ block: "nearest" });
})();
