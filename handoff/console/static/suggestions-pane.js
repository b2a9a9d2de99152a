/** Answers agents gave, proposed for the library: a person makes a draft of each or puts it away for good. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { articleAddress } from "./library-state.js";
import { announce, api, brokenState, emptyState, skeleton, stamp, t } from "./page.js";
import { languageMark } from "./row-view.js";

export function makeSuggestionsPane({ place, counted, toast }) {
  let items = null, error = null;
  const busy = new Set();
  const rows = h("ul.cares"), state = h("div");
  const root = h("section.card", { "aria-label": t("library.views.suggestions") }, h("p.soft", {}, t("library.suggestions_lead")), rows, state);

  async function load() {
    try {
      items = await api.get("/knowledge/proposals");
      error = null;
    } catch (failure) { error = failure; }
    draw();
  }

  async function act(item, path, done) {
    busy.add(item.message);
    draw();
    try {
      const made = await api.post(`/knowledge/proposals/${item.message}/${path}`);
      items = items.filter((other) => other.message !== item.message);
      announce(t("library.dismissed"));
      done?.(made);
    } catch (failure) { toast(failure.sentence); }
    busy.delete(item.message);
    draw();
  }

  function draw() {
    counted("suggestions", items?.length ?? 0);
    patch(rows, (items ?? []).map((item) => ({ key: item.message, sign: JSON.stringify([item, busy.has(item.message)]), fill: (element) => { element.className = "care"; element.replaceChildren(...view(item)); } })));
    if (error && !items) return state.replaceChildren(brokenState(t("library.care_failed"), error.sentence, load));
    if (!items) return state.replaceChildren(skeleton("care-bones", 4));
    return state.replaceChildren(...(items.length ? [] : [emptyState(t("library.no_suggestions"), t("library.no_suggestions_hint"))]));
  }

  const view = (item) => [
    h("p.care-title", { lang: item.language }, item.question),
    h("p.answer", { lang: item.language }, item.answer),
    h("p.soft.line-up", {}, languageMark(item.language), stamp(item.at), h("a", { href: `/console#/${encodeURIComponent(item.conversation)}` }, t("training.open_conversation"))),
    h("div.buttons", {},
      h("button.button.main", { type: "button", disabled: busy.has(item.message), on: { click: () => act(item, "approve", (made) => { location.hash = articleAddress(made.key, made.language); }) } }, icon("note"), t("library.make_draft")),
      h("button.button", { type: "button", disabled: busy.has(item.message), "aria-label": t("library.dismiss_long", { text: item.question }), on: { click: () => act(item, "dismiss") } }, t("library.dismiss_for_good"))),
  ];

  return { open() { place.replaceChildren(root); draw(); load(); } };
}
