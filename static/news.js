// An open room: says when others have written, and records what was before its reader. Nothing on the page moves.
(() => {
  "use strict";
  const EVERY = 30_000, LONGEST = 300_000;    // between two questions; after failures, at most
  const IDLE = 600_000;                       // nobody at the page for so long: stop asking until they are back
  const SEEN_AFTER = 2_000;                   // in sight for so long counts as read

  const start = () => {
    const place = document.querySelector("[data-news]");
    const live = document.getElementById("live");
    if (!place || !live) return;
    let etag = "", pause = EVERY, timer = 0, activeAt = Date.now(), isAsking = false;

    const plan = (wait) => { clearTimeout(timer); timer = setTimeout(ask, wait); };
    const isWatched = () => !document.hidden && Date.now() - activeAt < IDLE;
    const ask = async () => {
      if (!isWatched() || isAsking) { timer = 0; return; }
      isAsking = true;
      try {
        const answer = await fetch(place.dataset.news, { headers: { "HX-Request": "true", "If-None-Match": etag }, redirect: "manual", cache: "no-store" });
        pause = answer.status < 500 ? EVERY : Math.min(pause * 2, LONGEST);
        if (answer.status === 200) {
          etag = answer.headers.get("ETag") ?? "";
          live.innerHTML = await answer.text();
        } else if (![204, 304].includes(answer.status) && answer.status < 500) {
          return;                             // signed out, or the room is gone: nothing more to ask
        }
      } catch {
        pause = Math.min(pause * 2, LONGEST); // no network just now
      } finally {
        isAsking = false;
      }
      plan(pause);
    };
    const back = () => { activeAt = Date.now(); if (!timer && !document.hidden) plan(1_000); };
    for (const kind of ["pointerdown", "keydown", "scroll"]) document.addEventListener(kind, back, { passive: true });
    document.addEventListener("visibilitychange", back);
    plan(pause);
  };

  const record = () => {
    const form = document.querySelector("form[data-seen]");
    if (!form) return;
    let timer = 0;
    const look = () => {
      clearTimeout(timer);
      if (document.hidden) return;
      timer = setTimeout(() => {
        document.removeEventListener("visibilitychange", look);
        form.dispatchEvent(new CustomEvent("seen"));
      }, SEEN_AFTER);
    };
    document.addEventListener("visibilitychange", look);
    look();
  };

  document.addEventListener("DOMContentLoaded", () => { start(); record(); });
})();
