// Words to go on with in a search box: a combobox with a list (WAI-ARIA APG). A comfort: the form works without it.
(() => {
  "use strict";
  const PAUSE = 150;   // between two keys, before the server is asked
  const made = (tag, facts, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(facts)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  const attach = (input) => {
    const list = made("ul", { role: "listbox", id: `${input.id}-words`, class: "words", "aria-label": input.dataset.wordsLabel, hidden: "" });
    // Here before the first words come, so that their number is read out.
    const told = made("span", { role: "status", class: "visually-hidden" });
    input.parentElement.append(list, told);
    input.type = "text";   // a search field may not be a combobox
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"], ["enterkeyhint", "search"]]) input.setAttribute(name, value);

    let chosen = -1, timer = 0, asking = null, typed = input.value;
    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      const options = [...list.children];
      chosen = (place + options.length + 1) % (options.length + 1);   // one place more: what was typed
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
      const option = options[chosen];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const take = (option) => {
      input.value = option.dataset.text;
      close();
      input.form.requestSubmit();
    };
    const show = (words) => {
      list.replaceChildren(...words.map((word, number) => {
        const option = made("li", { role: "option", id: `${list.id}-${number}`, class: "words__one", "aria-selected": "false", "data-text": word.text }, word.text);
        option.append(made("span", { class: "words__kind" }, word.label));
        return option;
      }));
      chosen = -1;
      list.hidden = words.length === 0;
      input.setAttribute("aria-expanded", String(words.length > 0));
      input.removeAttribute("aria-activedescendant");
      told.textContent = words.length ? input.dataset.wordsCount.replace("{n}", String(words.length)) : "";
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.words}?${new URLSearchParams({ q: input.value })}`, { signal: asking.signal });
        if (answer.ok && document.activeElement === input) show((await answer.json()).words);
      } catch { /* no connection, or another key was pressed: the form works all the same */ }
    };

    input.addEventListener("input", () => {
      if (input.value === typed) return;
      typed = input.value;
      clearTimeout(timer);
      if (typed.trim()) timer = setTimeout(ask, PAUSE); else close();
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;   // the keys belong to the kana-kanji conversion
      const isOpen = !list.hidden;
      if (event.key === "ArrowDown" && isOpen) choose(chosen + 1 > list.children.length ? 0 : chosen + 1);
      else if (event.key === "ArrowUp" && isOpen) choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
      else if (event.key === "Enter" && isOpen && list.children[chosen]) take(list.children[chosen]);
      else if (event.key === "Escape" && isOpen) close();
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());   // the focus stays in the box
    list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
    input.addEventListener("blur", close);
  };
  for (const input of document.querySelectorAll("input[data-words]")) attach(input);
})();
