// Civic's own script: small comforts on pages that work without it. No sentence stands here: each comes from a data attribute.
(() => {
  "use strict";
  const isKiosk = document.documentElement.hasAttribute("data-kiosk");
  const say = (region, text) => { const place = document.getElementById(region); if (place && text) place.textContent = text; };
  const hush = () => { for (const id of ["live", "alert"]) document.getElementById(id)?.replaceChildren(); };
  const spoken = (key) => document.getElementById("live")?.dataset[key];

  // Enter that ends a kana-kanji conversion must not send the form (Safari reports it only as key code 229).
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229) && event.target.matches?.("input")) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (event.key === "Escape") hush();
  }, true);
  document.addEventListener("click", (event) => { if (event.target.closest?.(".toast") && !event.target.closest("a, button")) hush(); });

  // htmx: no connection, or a server in trouble: say so where it is heard; what was typed stays.
  document.addEventListener("htmx:before:request", hush);
  document.addEventListener("htmx:error", () => say("alert", spoken("offline")));
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) say("alert", spoken("trouble"));
  });

  // A swap that takes the focused element away would drop focus to the top of the page: put it where the work goes on.
  let lost = null;
  document.addEventListener("htmx:before:swap", (event) => {
    const held = document.activeElement;
    const target = event.detail.ctx.target;
    lost = target?.contains?.(held) && held !== document.body ? { field: held.id, target: target.id } : null;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    prepare(document);
    if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
    const root = document.getElementById(lost.target) ?? event.detail.ctx.target;
    const place = root?.querySelector?.("[autofocus], .error-summary, [data-focus]") ?? document.getElementById(lost.field) ?? root;
    if (!place?.focus) return;
    if (!place.matches("a[href], button, input, select, textarea, [tabindex]")) place.tabIndex = -1;
    place.focus();
  });

  // Characters left, counted as the server counts them (code points, not UTF-16 units).
  const count = (area) => {
    const output = document.getElementById(area.dataset.counter);
    if (!output) return;
    const left = Number(area.dataset.max) - [...area.value].length;
    const isOver = left < 0;
    output.textContent = (isOver ? output.dataset.over : output.dataset.left).replace("{n}", String(Math.abs(left)));
    if (isOver && !output.classList.contains("field__count--over")) say("live", output.textContent);
    output.classList.toggle("field__count--over", isOver);
  };

  // Unsent text is kept in this tab until it is sent or the person signs out; never on a shared terminal.
  const PREFIX = "draft:", SENT = "draft-sent";
  let store = null;
  try { store = isKiosk ? null : window.sessionStorage; } catch { store = null; }
  const fields = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], input:not([type])"));
  const key = (form) => PREFIX + form.dataset.draft;
  const hasTwelveDigits = (text) => /(?:\d[\s-]?){12}/.test(text.normalize("NFKC"));    // may be a 個人番号: kept nowhere
  const keep = (form) => {
    const values = fields(form).filter((field) => field.value !== "" && !hasTwelveDigits(field.value)).map((field) => [field.name, field.value]);
    try {
      if (values.length) store.setItem(key(form), JSON.stringify(values)); else store.removeItem(key(form));
    } catch { /* full or forbidden: keeping drafts is a comfort, not a duty */ }
  };
  const restore = (form) => {
    let kept = [];
    try { kept = JSON.parse(store.getItem(key(form)) ?? "[]"); } catch { return; }
    let isBack = false;
    for (const [name, value] of kept) {
      const field = fields(form).find((one) => one.name === name);
      if (field && field.value === "") { field.value = value; isBack = true; }
    }
    if (isBack) say("live", spoken("restored"));
  };
  // Only a page that reports success proves that the text arrived; anything else (no network, a limit) keeps it.
  const settleSent = () => {
    const sent = store.getItem(SENT);
    store.removeItem(SENT);
    if (sent && document.querySelector(".flash .notice--success")) store.removeItem(sent);
  };
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.max) count(event.target);
    const form = event.target.form;
    if (store && form?.dataset.draft) keep(form);
  });
  document.addEventListener("submit", (event) => {
    if (!store) return;
    if (event.target.matches("form[data-forget]")) {
      for (const name of Object.keys(store)) if (name.startsWith("draft")) store.removeItem(name);
    } else if (event.target.dataset.draft) {
      keep(event.target);
      if (!event.defaultPrevented) store.setItem(SENT, key(event.target));     // htmx has taken over otherwise
    }
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.detail.ctx.sourceElement?.closest?.("form[data-draft]");
    if (store && form && event.detail.ctx.response.status < 400) store.removeItem(key(form));
  });

  // A shared terminal: signs of life while somebody writes, a word before the end, then a page that holds nothing.
  const watch = () => {
    const { kiosk, alive, ended } = document.documentElement.dataset;
    const idle = Number(kiosk) * 1000, warning = Math.min(60000, idle / 2);
    if (!idle) return;
    let last = Date.now(), told = last, hasWarned = false;
    const live = () => {
      last = Date.now();
      if (hasWarned) { hasWarned = false; hush(); }
      if (last - told > idle / 5) { told = last; fetch(alive, { cache: "no-store" }).catch(() => {}); }
    };
    for (const sign of ["keydown", "input", "pointerdown", "pointermove", "wheel", "touchstart"]) document.addEventListener(sign, live, { passive: true });
    const round = setInterval(() => {
      const rest = last + idle - Date.now();
      if (rest <= 0) { clearInterval(round); window.location.replace(ended); }
      else if (rest <= warning && !hasWarned) { hasWarned = true; say("alert", spoken("ending")); }
    }, 1000);
    window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  };

  const seen = new WeakSet();
  const prepare = (root) => {
    for (const area of root.querySelectorAll("textarea[data-max]")) count(area);
    for (const form of store ? root.querySelectorAll("form[data-draft]") : []) {
      if (!seen.has(form)) { seen.add(form); restore(form); for (const area of form.querySelectorAll("textarea[data-max]")) count(area); }
    }
  };
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) window.print(); });
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
    if (store) settleSent();
    if (isKiosk) watch();
    prepare(document);
    const summary = document.querySelector(".error-summary");
    if (summary && document.activeElement === document.body) summary.focus();
  });
})();
