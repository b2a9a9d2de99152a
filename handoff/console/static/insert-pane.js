/** An answer from the library into what is being written: search, choose with the arrows, Enter. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { announce, api, language as reader, percent, t } from "./page.js";
import { languageMark } from "./row-view.js";

const PAUSE_MS = 200, WORTH_SHOWING = 0.05;

/** `insert(hit)` takes what was chosen; `open(language)` asks in the customer's language. */
export function makeInsertPane({ insert }) {
  let hits = [], active = 0, waiting = null, asking = null, language = reader;
  const input = h("input.field", { id: "insert-search", type: "search", role: "combobox", autocomplete: "off", spellcheck: false, placeholder: t("library.insert_search"),
    "aria-label": t("library.insert_search"), "aria-expanded": "true", "aria-controls": "insert-list", "aria-autocomplete": "list", "aria-describedby": "insert-hint" });
  const list = h("ul.hits", { id: "insert-list", role: "listbox", "aria-label": t("library.insert_title") });
  const state = h("p.soft", { role: "status" });
  const dialog = h("dialog.keys.insert", { "aria-labelledby": "insert-title" },
    h("header", {}, h("h2", { id: "insert-title" }, t("library.insert_title")), h("button.icon-button", { type: "button", "aria-label": t("app.close"), on: { click: () => dialog.close() } }, icon("cross"))),
    input, h("p.soft.small", { id: "insert-hint" }, t("library.insert_hint")), list, state);
  document.body.append(dialog);

  async function search() {
    asking?.abort();
    const q = input.value.trim(), mine = (asking = new AbortController());
    if (!q) return draw([], "");
    try {
      const answers = await api.get(`/knowledge/search?${new URLSearchParams({ q, language })}`, { signal: mine.signal });
      const found = answers.filter((hit) => hit.probability >= WORTH_SHOWING);
      draw(found, found.length ? "" : t("library.insert_none"));
    } catch (failure) {
      if (failure.name !== "AbortError") draw([], failure.sentence);
    }
  }

  function draw(found, sentence) {
    [hits, active] = [found, 0];
    list.replaceChildren(...hits.map((hit, at) => h("li", { id: `insert-${at}`, role: "option", "aria-selected": "false", on: { click: () => take(hit) } },
      h("p.line-up", {}, h("strong", { lang: hit.language }, hit.title), hit.other_language ? languageMark(hit.language) : null,
        hit.internal ? h("span.tag.wait", {}, icon("shield"), t("library.audience.agents")) : null, h("span.soft.number", {}, t("library.sure", { n: percent(hit.probability) }))),
      h("p.hit-answer", { lang: hit.language }, hit.answer))));
    state.textContent = sentence;
    point();
  }

  function point() {
    [...list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === active)));
    if (!hits.length) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `insert-${active}`);
    return list.children[active].scrollIntoView({ block: "nearest" });
  }

  function take(hit) {
    if (!hit) return;
    dialog.close();
    insert(hit);
    announce(t("library.insert_done", { title: hit.title }));
  }

  const KEYS = {
    ArrowDown: () => { active = (active + 1) % Math.max(1, hits.length); point(); },
    ArrowUp: () => { active = (active - 1 + hits.length) % Math.max(1, hits.length); point(); },
    Enter: () => take(hits[active]),
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, PAUSE_MS);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  return {
    open(spoken) {
      language = spoken ?? reader;
      input.select();
      if (!dialog.open) dialog.showModal();
      search();
    },
    get isOpen() { return dialog.open; },
  };
}
