// The table of those who summarise: keys for many posts. Everything works without it; no sentence stands here.
(() => {
  "use strict";
  const form = document.getElementById("grouping");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=post_id]")];
  const told = document.getElementById("ticked");
  const tell = () => { told.textContent = told.dataset.text.replace("{n}", String(boxes.filter((box) => box.checked).length)); };
  let last = -1;
  const go = (place) => { const box = boxes[Math.min(Math.max(place, 0), boxes.length - 1)]; box?.focus(); box?.closest("li")?.scrollIntoView({ block: "nearest" }); };
  form.addEventListener("click", (event) => {
    const place = boxes.indexOf(event.target);
    if (place < 0) return;
    if (event.shiftKey && last >= 0) for (let at = Math.min(place, last); at <= Math.max(place, last); at++) boxes[at].checked = event.target.checked;
    last = place;
    tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    const at = boxes.indexOf(document.activeElement);
    const keys = { j: () => go(at + 1), k: () => go(at - 1), x: () => { if (at >= 0) boxes[at].click(); }, a: () => { const on = boxes.some((box) => !box.checked); for (const box of boxes) box.checked = on; tell(); } };
    const act = keys[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });
  // Writing the words of a new item, or a reason, chooses that way.
  form.addEventListener("input", (event) => {
    const way = { text: "new", reason: "out" }[event.target.name];
    if (way) form.querySelector(`input[name=into][value=${way}]`).checked = true;
  });
  tell();
})();
