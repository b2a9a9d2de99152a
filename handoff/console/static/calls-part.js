/** Messengers' calls that arrived and could not be read: tried again by hand, or dismissed. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { api, brokenState, emptyState, skeleton, stamp, t } from "./page.js";
import { channelName } from "./row-view.js";

export function makeCallsPart({ tell }) {
  let answer = null, items = [], error = null, refused = null;
  const list = h("ul.cares"), state = h("div"), more = h("div.more"), head = h("div.card-head"), notices = h("div.notices");
  const root = h("section.card", { "aria-labelledby": "calls-title" }, h("h2", { id: "calls-title", tabIndex: -1 }, t("lost.calls")), head, notices, list, state, more);

  async function load(before = 0) {
    try {
      answer = await api.get(`/calls?before=${before}`);
      items = before ? [...items, ...answer.items] : answer.items;
      error = null;
    } catch (failure) {
      error = failure;
    }
    draw();
  }

  function draw() {
    patch(list, items.map((item) => ({ key: item.id, sign: JSON.stringify(item), fill: (element) => { element.className = "care"; element.replaceChildren(...row(item)); } })));
    head.hidden = !answer?.total;
    head.replaceChildren(h("p.strong", {}, t("lost.calls_total", { n: answer?.total ?? 0 })),
      h("button.button", { type: "button", on: { click: () => retake("/calls/retake") } }, icon("turn"), t("lost.retake_all")));
    notices.replaceChildren(...(refused ? [h("p.notice.lost", { role: "alert" }, icon("warn"), h("span", {}, refused))] : []));
    more.replaceChildren(...(items.length && items.length < answer.total ? [h("button.button", { type: "button", on: { click: () => load(items.at(-1).id) } }, t("lost.more"))] : []));
    if (error && !items.length) return state.replaceChildren(brokenState(t("lost.failed_load"), error.sentence, () => load()));
    if (!answer) return state.replaceChildren(skeleton("line-bones", 2));
    return state.replaceChildren(...(items.length ? [] : [emptyState(t("lost.empty_calls"), t("lost.empty_calls_hint"))]));
  }

  const row = (item) => [
    h("p.care-title", {}, icon(item.channel), " ", t("lost.call_of", { channel: channelName(item.channel), account: item.account })),
    h("p.soft.line-up", {}, stamp(item.at)),
    h("p.mono", {}, item.error),
    h("p.buttons", {}, h("button.button.small", { type: "button", on: { click: () => retake(`/calls/${item.id}/retake`) } }, t("lost.retake")),
      h("button.button.small", { type: "button", on: { click: () => dismiss(item) } }, t("lost.dismiss_call"))),
  ];

  async function retake(path) {
    refused = null;
    try {
      const { taken } = await api.post(path);
      if (taken) tell(t("lost.taken", { n: taken }));
      else refused = t("lost.still");
    } catch (failure) {
      refused = failure.sentence;
    }
    await load();
    root.querySelector("h2").focus();
  }

  async function dismiss(item) {
    refused = null;
    try {
      await api.post(`/calls/${item.id}/dismiss`);
    } catch (failure) {
      refused = failure.sentence;
    }
    await load();
    root.querySelector("h2").focus();
  }

  return { root, load };
}
