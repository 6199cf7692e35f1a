// The slider, the classes, the search. Without this script all texts are there.
"use strict";
(() => {
  const beads = [...document.querySelectorAll("li.b")].map((li) => ({
    li, kind: li.dataset.k, confidence: "c" in li.dataset ? Number(li.dataset.c) / 10000 : null,
  }));
  const gaps = [...document.querySelectorAll("li.gap")];
  const $ = (id) => document.getElementById(id);
  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const kept = $("kept").dataset.text, found = $("found").dataset.text;
  let texts = null;

  function select() {
    const least = Number($("least").value) / 100;
    const kinds = new Set([...document.querySelectorAll("[name=kind]:checked")].map((box) => box.value));
    let count = 0;
    for (const bead of beads) {
      // What has no confidence is left out only by its class, until a confidence is asked for.
      const keeps = kinds.has(bead.kind) && (bead.confidence === null ? least === 0 : bead.confidence >= least);
      count += keeps;
      if (keeps === bead.li.classList.contains("out")) bead.li.classList.toggle("out", !keeps);
    }
    $("at").textContent = "≥ " + least.toFixed(2);
    $("n").textContent = kept.replace("{kept}", grouped(count));
  }

  function search() {
    const wanted = $("find").value.trim().toLocaleLowerCase();
    const items = gaps.concat(beads.map((bead) => bead.li));
    texts = texts || items.map((li) => li.textContent.toLocaleLowerCase());
    let count = 0;
    items.forEach((li, at) => {
      const hit = texts[at].includes(wanted);
      count += hit;
      if (hit === li.classList.contains("miss")) li.classList.toggle("miss", !hit);
    });
    $("found").textContent = wanted ? found.replace("{count}", grouped(count)) : "";
  }

  function soon(run, wait) {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(run, wait); };
  }
  $("least").addEventListener("input", soon(select, 16));
  for (const box of document.querySelectorAll("[name=kind]")) box.addEventListener("change", select);
  $("dim").addEventListener("change", (event) => document.body.classList.toggle("dim", event.target.checked));
  $("why").addEventListener("change", (event) => document.body.classList.toggle("why", event.target.checked));
  $("find").addEventListener("input", soon(search, 150));
  // Rows above the place are laid out on the way to it, which may move it.
  function settle() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    let times = 0;
    (function again() { place.scrollIntoView(); if (++times < 4) requestAnimationFrame(again); })();
  }
  addEventListener("hashchange", settle);
  settle();
  select();
})();
