// The search of the offline bundle (search.html): loads small scripts of the same folder, asks no server.
(() => {
  "use strict";
  const MOST = 50;
  const FEW = 10;
  const SOME = 20;
  const loaded = new Map();
  const waiting = new Map();

  // Every data file calls this with its own name.
  window.civic = (name, value) => {
    waiting.get(name)?.(value);
  };

  const load = (name) => {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((found) => {
        waiting.set(name, found);
        const script = document.createElement("script");
        script.src = `${name}.js`;
        script.addEventListener("error", () => found(null));
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  };

  // The steps of civic/text/normalise.py that a query needs, in their order.
  const KANA = "ぁ-ゖァ-ヺー";
  const KANJI = "々〆〇㐀-䶿一-鿿豈-﫿";
  const NUMERAL = "[0-9〇一二三四五六七八九十百千万]";
  const STEPS = [
    [/\s+/gu, ""],
    [/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/gu, ""],
    [new RegExp(`(?<=${NUMERAL})・(?=${NUMERAL})`, "gu"), ""],
    [/・+/gu, ""],
    [new RegExp(`(?<![${KANA}ゝゞヽヾ])ー+`, "gu"), (run) => "-".repeat(run.length)],
    [new RegExp(`[${KANJI}]々+`, "gu"), (run) => run[0].repeat(run.length)],
    [/(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])/gu, ""],
  ];
  const V = { "ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ" };
  const fold = (text, [unified, kana]) => {
    let folded = text.replace(/[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]|\udb40[\udd00-\uddef]/g, "");
    folded = folded.normalize("NFKC").toLowerCase();
    folded = Array.from(folded, (c) => unified[c] ?? c).join("");
    for (const [pattern, to] of STEPS) folded = folded.replace(pattern, to);
    folded = Array.from(folded, (c) => kana[c] ?? c).join("");
    return folded.replace(/ヴ[ァィェォ]?/gu, (sound) => V[sound]);
  };

  // For a look from outside: how a word is folded.
  window.civicFold = async (text) => fold(text, await load("fold"));

  const numbers = (steps) => {
    let at = 0;
    return steps.split(",").map((step) => (at += parseInt(step, 36)));
  };

  const shard = (character) => load(`index/${character.codePointAt(0).toString(16)}`);

  // Units that hold every pair of the word: those that hold the word, and very few more.
  const holding = async (word) => {
    const letters = Array.from(word);
    if (letters.length === 1) {
      const found = new Set();
      for (const steps of Object.values((await shard(letters[0])) ?? {})) numbers(steps).forEach((n) => found.add(n));
      return found;
    }
    let found = null;
    for (let at = 0; at + 1 < letters.length; at += 1) {
      const steps = (await shard(letters[at]))?.[letters[at + 1]];
      const next = new Set(steps ? numbers(steps) : []);
      found = found === null ? next : new Set([...found].filter((n) => next.has(n)));
      if (!found.size) break;
    }
    return found ?? new Set();
  };

  const partOf = (parts, number) => {
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (parts[middle][0] <= number) low = middle; else high = middle - 1;
    }
    return parts[low];
  };

  const around = (text, words, tables) => {
    const plain = Array.from(text);
    const places = words.map((word) => {
      for (let at = 0; at < plain.length; at += 1) {
        if (fold(plain.slice(at, at + word.length + 8).join(""), tables).startsWith(word)) return at;
      }
      return -1;
    }).filter((at) => at >= 0);
    const start = Math.max(0, Math.min(...(places.length ? places : [0])) - 40);
    return (start ? "…" : "") + plain.slice(start, start + 160).join("") + (start + 160 < plain.length ? "…" : "");
  };

  const row = (part, unit, words, tables) => {
    const [, number, page, title, , date] = part;
    const item = document.createElement("li");
    item.className = "thread";
    const head = document.createElement("h2");
    head.className = "thread__title";
    const link = document.createElement("a");
    link.href = `d/${number}-${page}.html#u-${unit[0]}`;
    link.textContent = `${title} › ${unit[1]}`;
    head.append(link);
    const text = document.createElement("p");
    text.className = "thread__excerpt";
    text.textContent = around(unit[2], words, tables);
    const when = document.createElement("p");
    when.className = "small";
    when.textContent = date;
    item.append(head, text, when);
    return item;
  };

  // Below few hits, what holds some of the words: most words first, then newest; not counted.
  const partly = async (words, count, whole, parts, tables) => {
    const section = document.querySelector("#partly");
    section.hidden = true;
    if (words.length < 2 || count >= FEW) return;
    const held = new Map();
    for (const word of words) for (const number of await holding(word)) held.set(number, (held.get(number) ?? 0) + 1);
    const newest = (a, b) => partOf(parts, b)[5].localeCompare(partOf(parts, a)[5]) || a - b;
    const ordered = [...held.keys()].filter((n) => !whole.has(n)).sort((a, b) => held.get(b) - held.get(a) || newest(a, b));
    const rows = [];
    for (const number of ordered.slice(0, SOME)) {
      const part = partOf(parts, number);
      rows.push(row(part, (await load(`text/${part[1]}-${part[2]}`))[number - part[0]], words, tables));
    }
    section.querySelector("ul").replaceChildren(...rows);
    section.hidden = !rows.length;
  };

  const search = async (text) => {
    const said = document.querySelector("#said");
    const list = document.querySelector("#found");
    list.replaceChildren();
    document.querySelector("#partly").hidden = true;
    if (!text.trim()) { said.textContent = ""; return; }
    said.textContent = said.dataset.busy;
    const [tables, parts] = await Promise.all([load("fold"), load("index/parts")]);
    const words = text.trim().split(/\s+/u).map((word) => fold(word, tables)).filter(Boolean);
    let found = null;
    for (const word of words) {
      const next = await holding(word);
      found = found === null ? next : new Set([...found].filter((n) => next.has(n)));
    }
    const ordered = [...(found ?? [])].sort((a, b) => partOf(parts, b)[5].localeCompare(partOf(parts, a)[5]) || a - b);
    const rows = [];
    let wrong = 0;
    for (const number of ordered) {
      if (rows.length === MOST) break;
      const part = partOf(parts, number);
      const unit = (await load(`text/${part[1]}-${part[2]}`))[number - part[0]];
      const whole = fold(`${part[3]} ${unit.join(" ")}`, tables);
      if (words.every((word) => whole.includes(word))) rows.push(row(part, unit, words, tables)); else wrong += 1;
    }
    list.replaceChildren(...rows);
    const count = ordered.length - wrong;
    await partly(words, count, new Set(ordered), parts, tables);
    said.textContent = (count ? said.dataset.some : said.dataset.none).replace("{n}", count.toLocaleString("ja"));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("#q");
    const asked = new URLSearchParams(location.search).get("q") ?? "";
    field.value = asked;
    field.form.addEventListener("submit", (event) => { event.preventDefault(); search(field.value); });
    search(asked);
  });
})();
