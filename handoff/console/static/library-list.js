/** The articles as a list: one row a key, its languages as marks, narrowed by what an editor looks for. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { LANGUAGES, STATES, articleAddress, filterQuery, helpfulShare, newAddress } from "./library-state.js";
import { announce, api, brokenState, emptyState, language as reader, skeleton, stamp, t } from "./page.js";
import { makeTransferPart } from "./transfer-part.js";

const PAUSE_MS = 250;
const EMPTY = { q: "", language: "", state: "", tag: "", only: "" };

export function makeListView({ place, edits, store }) {
  let filter = { ...EMPTY, ...store.get("library.filter") }, items = [], answer = null, error = null, usage = {}, asking = null, waiting = null;
  const rows = h("ul.shelf"), state = h("div"), more = h("div.more"), found = h("p.soft.small", { role: "status" });
  const search = h("input.field", { type: "search", id: "library-search", value: filter.q, placeholder: t("library.search"), "aria-label": t("library.search"), autocomplete: "off", spellcheck: false });
  const choices = h("div.filters");
  const tags = select("tag", t("library.tag"), []);
  const controls = {
    language: select("language", t("library.any_language"), LANGUAGES.map((code) => [code, t(`app.languages.${code}`)])),
    state: select("state", t("library.any_state"), STATES.map((name) => [name, t(`library.state.${name}`)])),
    only: select("only", t("library.all_translations"), [["behind", t("library.only_behind")], ["missing", t("library.only_missing")]]),
    tag: tags,
  };
  choices.append(...Object.values(controls));
  const root = h("section.card", { "aria-label": t("library.views.articles") },
    h("div.shelf-head", {}, search, edits ? h("a.button.main", { href: newAddress(reader) }, icon("note"), t("library.new")) : null),
    choices, makeTransferPart({ edits, changed: () => load() }), found, rows, state, more);

  function select(name, all, options) {
    return h("select.field", { "aria-label": all, on: { change: (event) => narrow({ [name]: event.target.value }) } },
      h("option", { value: "" }, all), options.map(([value, label]) => h("option", { value, selected: filter[name] === value }, label)));
  }

  function narrow(change) {
    filter = { ...filter, ...change };
    store.set("library.filter", filter);
    items = [];
    answer = null;
    draw();
    load();
  }

  async function load(offset = 0) {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const page = await api.get(`/knowledge/articles?${filterQuery(filter, reader, offset)}`, { signal: mine.signal });
      answer = page;
      items = offset ? [...items, ...page.items] : page.items;
      error = null;
      announce(t("library.found", { n: page.found }));
    } catch (failure) {
      if (failure.name === "AbortError") return;
      error = failure;
    }
    draw();
  }

  const count = async () => {
    usage = await api.get("/knowledge/usage").catch(() => usage);  // numbers beside the list: without them it is whole too
    draw();
  };

  function draw() {
    drawTags();
    patch(rows, items.map((item) => ({ key: item.key, sign: JSON.stringify([item, usage[item.key]]), fill: (element) => { element.className = "shelf-row"; element.replaceChildren(...row(item)); } })));
    found.textContent = answer ? t("library.found", { n: answer.found }) : "";
    more.replaceChildren(...(answer && items.length < answer.found ? [h("button.button", { type: "button", on: { click: () => load(items.length) } }, t("library.more"))] : []));
    if (error && !items.length) return state.replaceChildren(brokenState(t("library.list_failed"), error.sentence, () => load()));
    if (!answer) return state.replaceChildren(skeleton("shelf-bones", 5));
    if (items.length) return state.replaceChildren();
    if (!answer.counts.all) return state.replaceChildren(emptyState(t("library.empty"), t("library.empty_hint")));
    return state.replaceChildren(emptyState(t("library.empty_filtered"), t("library.empty_filtered_hint"), h("button.button", { type: "button", on: { click: clear } }, t("library.clear"))));
  }

  function drawTags() {
    const known = answer?.tags ?? [];
    if (tags.options.length - 1 === known.length) return;
    tags.replaceChildren(h("option", { value: "" }, t("library.tag")), ...known.map((tag) => h("option", { value: tag, selected: tag === filter.tag }, tag)));
  }

  function clear() {
    search.value = "";
    for (const control of Object.values(controls)) control.value = "";
    narrow(EMPTY);
    search.focus();
  }

  const row = (item) => [
    h("div.shelf-main", {},
      h("a.shelf-title", { href: articleAddress(item.key, item.title_language), lang: item.title_language }, item.title),
      h("p.soft.line-up", {}, stamp(item.updated_at), used(usage[item.key]), item.tags.slice(0, 4).map((tag) => h("span.tag", {}, tag)))),
    h("ul.marks", {}, LANGUAGES.map((code) => mark(item, code))),
  ];

  function mark(item, code) {
    const version = item.languages.find((one) => one.language === code);
    const name = t(`app.languages.${code}`);
    if (!version) return h("li", {}, edits ? h("a.lang-mark.missing", { href: newAddress(code, item.key), title: `${name}: ${t("library.missing")}` }, code.toUpperCase(), h("span.hidden", {}, ` ${name}: ${t("library.missing")}`), icon("dot")) : h("span.lang-mark.missing", { title: `${name}: ${t("library.missing")}` }, code.toUpperCase()));
    const words = [t(`library.state.${version.status}`), version.behind ? t("library.behind") : "", version.validity === "now" ? "" : t(`library.validity.${version.validity}`), version.audience === "agents" ? t("library.audience.agents") : ""].filter(Boolean).join(", ");
    const sign = version.behind ? "clock" : { published: "check", draft: "note", archived: "box" }[version.status];
    return h("li", {}, h(`a.lang-mark.${version.behind ? "behind" : version.status}`, { href: articleAddress(item.key, code), title: `${name}: ${words}` }, code.toUpperCase(), icon(sign), h("span.hidden", {}, ` ${name}: ${words}`)));
  }

  function used(numbers) {
    if (!numbers?.answered) return null;
    const share = helpfulShare(numbers);
    return h("span", {}, [t("library.answered_n", { n: numbers.answered }), share === null ? "" : t("library.helped_share", { n: share })].filter(Boolean).join(" · "));
  }

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => narrow({ q: search.value }), PAUSE_MS);
  });

  return {
    open() {
      place.replaceChildren(root);
      draw();
      load();
      count();
    },
    leave() { clearTimeout(waiting); },
  };
}
