/** Articles that repeat each other, or say something else about the same thing. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { articleAddress } from "./library-state.js";
import { announce, api, brokenState, emptyState, skeleton, t } from "./page.js";
import { languageMark } from "./row-view.js";

const MARK = { amount: "warn", not: "warn", duplicate: "same" };

export function makeDuplicatesPane({ place, counted, toast }) {
  let answer = null, error = null;
  const busy = new Set();
  const rows = h("ul.cares"), state = h("div"), limits = h("p.soft.small");
  const root = h("section.card", { "aria-label": t("library.views.duplicates") }, h("p.soft", {}, t("library.duplicates_lead")), limits, rows, state);

  async function load() {
    try {
      answer = await api.get("/knowledge/findings");
      error = null;
    } catch (failure) { error = failure; }
    draw();
  }

  async function dismiss(item) {
    busy.add(item.id);
    draw();
    try {
      await api.post(`/knowledge/findings/${item.id}/dismiss`);
      announce(t("library.dismissed"));
      await load();  // there may be another pair of sentences in the same two articles
    } catch (failure) { toast(failure.sentence); }
    busy.delete(item.id);
    draw();
  }

  function draw() {
    const items = answer?.items ?? [];
    counted("duplicates", items.length);
    limits.textContent = answer?.compared ? t("library.compared", { n: answer.compared }) : "";
    patch(rows, items.map((item) => ({ key: item.id, sign: JSON.stringify([item, busy.has(item.id)]), fill: (element) => { element.className = "care"; element.replaceChildren(...view(item)); } })));
    if (error && !answer) return state.replaceChildren(brokenState(t("library.care_failed"), error.sentence, load));
    if (!answer) return state.replaceChildren(skeleton("care-bones", 3));
    return state.replaceChildren(...(items.length ? [] : [emptyState(t("library.no_duplicates"), t("library.no_duplicates_hint"))]));
  }

  const view = (item) => [
    h(`p.kind.${item.kind}`, {}, icon(MARK[item.kind]), h("strong", {}, t(`library.kind.${item.kind}`)), item.more ? h("span.soft", {}, t("library.more_pairs", { n: item.more })) : null),
    h("div.two.pair", {}, item.places.map((one) => h("div", {},
      h("p", {}, h("a", { href: articleAddress(one.key, one.language), lang: one.language }, one.title), " ", languageMark(one.language)),
      h("blockquote", { lang: one.language }, one.sentence)))),
    h("div.buttons", {}, h("button.button", { type: "button", disabled: busy.has(item.id), on: { click: () => dismiss(item) } }, t("library.right_so"))),
  ];

  return { open() { place.replaceChildren(root); draw(); load(); } };
}
