/** The list on the left: tabs, search, rows that keep still, and the bar for what is new. */

import { $, h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { applyToList, changesOrder, emptyList, merge, neighbour, read, settle, unsettled } from "./list-state.js";
import { announce, api, brokenState, emptyState, skeleton, t } from "./page.js";
import { rowContent, rowSign } from "./row-view.js";

const VIEWS = ["queue", "mine", "open", "closed"];

/** `openId()` is the conversation on the screen; `onCounts` hears how many wait. */
export function makeListPane({ openId, onCounts, store }) {
  let list = emptyList(), view = VIEWS.includes(store.get("view")) ? store.get("view") : "queue";
  let asking = null, timer = null, hovered = false, calm = null, error = null;
  const scroll = $("rows-scroll"), rows = $("rows"), bar = $("new-bar"), search = $("search"), language = $("language");
  const panel = $("list-panel");

  const reading = () => hovered || scroll.scrollTop > 4 || panel.contains(document.activeElement);
  const filtered = () => Boolean(search.value.trim() || language.value);

  async function refresh() {
    clearTimeout(timer);
    timer = null;
    asking?.abort();
    const mine = (asking = new AbortController());
    const query = new URLSearchParams({ view, q: search.value.trim(), language: language.value });
    try {
      const answer = await api.get(`/conversations?${query}`, { signal: mine.signal });
      const heldBefore = list.held.length;
      list = merge(list, answer, reading());
      error = null;
      onCounts(list.counts);
      if (list.held.length > heldBefore && view === "queue") announce(t("list.announce_new", { n: list.held.length }));
      draw();
      return answer;
    } catch (failure) {
      if (failure.name === "AbortError") return null;
      error = failure;
      draw();
      return null;
    }
  }

  /** Ask again soon; many events at once ask once. */
  const soon = (ms = 500) => { timer ??= setTimeout(refresh, ms); };

  function anew() {
    list = { ...emptyList(), counts: list.counts };
    scroll.scrollTop = 0;
    draw();
    return refresh();
  }

  function choose(next, focus = false) {
    view = next;
    store.set("view", view);
    panel.setAttribute("aria-labelledby", `tab-${view}`);
    if (focus) $(`tab-${view}`).focus();
    return anew();
  }

  function draw() {
    for (const name of VIEWS) {
      const tab = $(`tab-${name}`);
      tab.setAttribute("aria-selected", String(name === view));
      tab.tabIndex = name === view ? 0 : -1;
      tab.querySelector(".count").textContent = list.counts[name] ?? "";
    }
    patch(rows, list.rows.map((row) => ({
      key: row.id,
      sign: rowSign(row, view, list.gone.has(row.id)),
      fill: (element) => element.replaceChildren(rowContent(row, view, list.gone.has(row.id))),
    })));
    mark();
    const fresh = list.held.length;
    bar.hidden = !fresh;
    bar.replaceChildren(icon("up"), h("span", {}, t("list.new", { n: fresh })), h("span.hidden", {}, `, ${t("list.new_action")}`));
    drawState();
  }

  function drawState() {
    const place = $("rows-state");
    if (error && !list.loaded) return place.replaceChildren(brokenState(t("app.conversations"), error.sentence, anew));
    if (!list.loaded) return place.replaceChildren(skeleton("row-bones", 7));
    if (list.rows.length || list.held.length) return place.replaceChildren();
    if (!filtered()) return place.replaceChildren(emptyState(t(`list.empty.${view}`), t(`list.empty.${view}_hint`)));
    const clear = h("button.button", { type: "button", on: { click: clearFilter } }, t("list.clear_search"));
    const hint = search.value.trim() ? t("list.empty.found_hint", { q: search.value.trim() }) : t(`list.empty.${view}_hint`);
    return place.replaceChildren(emptyState(t("list.empty.found"), hint, clear));
  }

  function clearFilter() {
    search.value = language.value = "";
    anew();
    search.focus();
  }

  /** The open row is marked; one row is reachable by Tab. */
  function mark() {
    const open = openId();
    const links = [...rows.querySelectorAll("a.row")];
    const entry = links.find((link) => link === document.activeElement) ?? links.find((link) => link.dataset.id === open) ?? links[0];
    for (const link of links) {
      if (link.dataset.id === open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.tabIndex = link === entry ? 0 : -1;
    }
  }

  function showNew() {
    if (!unsettled(list)) return;
    const inside = panel.contains(document.activeElement);
    list = settle(list);
    scroll.scrollTop = 0;
    draw();
    if (inside) rows.querySelector("a.row")?.focus();
  }

  /** Held rows come in by themselves once nobody reads the list. */
  function rest() {
    clearTimeout(calm);
    calm = setTimeout(() => { if (!reading() && unsettled(list)) { list = settle(list); draw(); } }, 700);
  }

  function focusRow(id) {
    const link = rows.querySelector(`a.row[data-id="${CSS.escape(id ?? "")}"]`);
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
    mark();
  }

  panel.addEventListener("pointerenter", (event) => { hovered = event.pointerType === "mouse"; });
  panel.addEventListener("pointerleave", () => { hovered = false; rest(); });
  panel.addEventListener("focusout", rest);
  scroll.addEventListener("scroll", rest, { passive: true });
  bar.addEventListener("click", showNew);
  language.addEventListener("change", anew);
  let typed = null;
  search.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(anew, 250); });
  document.querySelector(".tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[data-view]");
    if (tab) choose(tab.dataset.view);
  });
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const at = VIEWS.indexOf(view), last = VIEWS.length - 1;
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(VIEWS[next], true);
  });
  rows.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
  });
  rows.addEventListener("focusin", mark);
  setInterval(() => { if (!document.hidden) soon(0); }, 30_000);  // SLA marks change with time alone

  function step(by) {
    const focused = document.activeElement?.closest?.("a.row")?.dataset.id;
    const from = focused ?? openId();
    const next = focused || !list.rows.some((row) => row.id === from) ? neighbour(list.rows, focused ?? null, by) : neighbour(list.rows, from, by);
    if (next) focusRow(next);
  }

  draw();
  return {
    refresh, soon, choose, draw, showNew, step, focusRow,
    focusSearch() { search.focus(); search.select(); },
    opened(id) { list = read(list, id); draw(); },
    hear(event) {
      list = applyToList(list, event, openId());
      draw();
      if (changesOrder(event)) soon();
    },
    row: (id) => list.rows.find((row) => row.id === id),
    focusedId: () => document.activeElement?.closest?.("a.row")?.dataset.id ?? null,
  };
}
