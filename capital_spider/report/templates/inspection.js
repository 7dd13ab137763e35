"use strict";
(() => {
  const list = document.getElementById("list");
  if (!list) return;
  const blocks = [...list.querySelectorAll(".block")];
  const words = blocks.map((block) =>
    [...block.querySelectorAll(".words, .url, .why")].map((part) => part.textContent).join(" ").toLocaleLowerCase());
  const form = document.getElementById("filter");
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const search = document.getElementById("search");
  const status = document.getElementById("status");

  function show() {
    const classes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const wanted = search.value.trim().toLocaleLowerCase();
    let shown = 0;
    blocks.forEach((block, n) => {
      block.hidden = !classes.has(block.dataset.class) || !words[n].includes(wanted);
      shown += block.hidden ? 0 : 1;
    });
    status.textContent = `${shown} of ${blocks.length} blocks`;
    const current = blocks.find((block) => block.tabIndex === 0);
    if (!current || current.hidden) makeCurrent(blocks.find((block) => !block.hidden));
  }

  // The list is one stop of the Tab key; arrow keys move within it.
  function makeCurrent(block) {
    for (const other of blocks) other.tabIndex = other === block ? 0 : -1;
  }

  function move(event) {
    const visible = blocks.filter((block) => !block.hidden);
    const at = visible.indexOf(event.target.closest(".block"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: visible.length - 1 }[event.key];
    if (at < 0 || to === undefined || !visible[to]) return;
    event.preventDefault();
    visible[to].focus();
  }

  function setAll(checked) {
    for (const box of boxes) box.checked = checked;
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  document.getElementById("all").addEventListener("click", () => setAll(true));
  document.getElementById("none").addEventListener("click", () => setAll(false));
  list.addEventListener("keydown", move);
  list.addEventListener("focusin", (event) => makeCurrent(event.target.closest(".block")));
  form.hidden = false;
  makeCurrent(blocks[0]);
  show();
})();
