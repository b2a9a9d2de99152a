/** Messages that were not delivered: why, what helps, sent again one by one or all, or dismissed. */

import { makeCallsPart } from "./calls-part.js";
import { h, patch } from "./dom.js";
import { reasonWords, remedyWords } from "./failure-view.js";
import { icon } from "./icons.js";
import { api, brokenState, emptyState, skeleton, stamp, t } from "./page.js";
import { channelName } from "./row-view.js";

const EMPTY = { channel: "", code: "", days: "" };
const LONGEST = 70;  // characters of a reason in the filter

export function makeLostPane({ place, tell, counted, manages }) {
  let filter = EMPTY, answer = null, items = [], error = null, refused = null, asking = null;
  const list = h("ul.cares"), state = h("div"), more = h("div.more"), notices = h("div.notices");
  const filters = h("div.filters"), head = h("div.card-head");
  const root = h("section.card", { "aria-labelledby": "lost-title" }, h("h2", { id: "lost-title", tabIndex: -1 }, t("lost.messages")), h("p.soft", {}, t("lost.lead")), filters, head, notices, list, state, more);
  const calls = manages ? makeCallsPart({ tell, counted }) : null;
  const query = () => Object.fromEntries(Object.entries(filter).filter(([, value]) => value));

  async function load(before = 0) {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      answer = await api.get(`/deliveries/lost?${new URLSearchParams({ ...query(), before })}`, { signal: mine.signal });
      items = before ? [...items, ...answer.items] : answer.items;
      error = null;
    } catch (failure) {
      if (failure.name === "AbortError") return;
      error = failure;
    }
    draw();
  }

  function narrow(change) {
    filter = { ...filter, ...change };
    items = [];
    answer = answer && { ...answer, items: null };
    load();
  }

  function select(name, options) {
    const control = h("select.field", { "aria-label": t(`lost.${{ days: "time", code: "reason" }[name] ?? name}`), "data-focus": name, on: { change: () => narrow({ [name]: control.value }) } },
      options.map(([value, label]) => h("option", { value, selected: filter[name] === value }, label)));
    return control;
  }

  function drawFilters() {
    const kinds = answer?.kinds ?? [], channels = [...new Set(kinds.map((kind) => kind.channel))];
    if (filter.channel && !channels.includes(filter.channel)) channels.push(filter.channel);
    const here = kinds.filter((kind) => !filter.channel || kind.channel === filter.channel);
    const sums = new Map();
    for (const kind of here) sums.set(kind.code ?? "", { ...kind, n: (sums.get(kind.code ?? "")?.n ?? 0) + kind.n });
    const short = (words) => (words.length > LONGEST ? `${words.slice(0, LONGEST - 2)} …` : words);
    const had = filters.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    filters.replaceChildren(
      select("channel", [["", t("lost.any_channel")], ...channels.map((name) => [name, channelName(name)])]),
      select("code", [["", t("lost.any_reason")], ...[...sums].filter(([code]) => code).map(([code, kind]) => [code, `${short(reasonWords(kind, kind.channel))} (${kind.n})`])]),
      select("days", [["", t("lost.any_time")], ["1", t("lost.last_day")], ["7", t("lost.last_week")]]));
    if (had) filters.querySelector(`[data-focus="${had}"]`)?.focus();
  }

  function draw() {
    drawFilters();
    patch(list, items.map((item) => ({ key: item.id, sign: JSON.stringify(item), fill: (element) => { element.className = "care"; element.replaceChildren(...row(item)); } })));
    const total = answer?.total ?? 0;
    head.hidden = !total;
    head.replaceChildren(h("p.strong", { role: "status" }, t("lost.total", { n: total })),
      h("button.button", { type: "button", on: { click: (event) => ask(total, event.currentTarget) } }, icon("turn"), t("lost.resend_all", { n: total })));
    notices.replaceChildren(...(refused ? [h("p.notice.lost", { role: "alert" }, icon("warn"), h("span", {}, refused))] : []));
    more.replaceChildren(...(items.length && items.length < total ? [h("button.button", { type: "button", on: { click: () => load(items.at(-1).id) } }, t("lost.more"))] : []));
    if (error && !items.length) return state.replaceChildren(brokenState(t("lost.failed_load"), error.sentence, () => load()));
    if (!answer?.items) return state.replaceChildren(skeleton("line-bones", 4));
    if (items.length) return state.replaceChildren();
    if (Object.values(filter).every((value) => !value)) return state.replaceChildren(emptyState(t("lost.empty"), t("lost.empty_hint")));
    return state.replaceChildren(emptyState(t("lost.empty_filtered"), t("lost.empty_filtered_hint"), h("button.button", { type: "button", on: { click: () => narrow(EMPTY) } }, t("lost.clear"))));
  }

  const row = (item) => [
    h("p.care-title", {}, item.text || t("lost.no_text")),
    h("p.soft.line-up", {}, h("span", {}, icon(item.channel), ` ${channelName(item.channel)}: ${item.account}`), item.name ? h("span", {}, item.name) : null, stamp(item.at), h("span", {}, t("lost.attempts", { n: item.attempts }))),
    h("div.failure", {}, icon("warn"), h("p", {}, reasonWords(item, item.channel), " ", h("span.remedy", {}, remedyWords(item.remedy)))),
    h("p.buttons", {},
      h("button.button.small", { type: "button", on: { click: () => act(item, "resend", "lost.resent") } }, t("lost.resend")),
      h("a.button.small", { href: `/console#/${encodeURIComponent(item.conversation)}` }, t("lost.open")),
      h("button.button.small", { type: "button", on: { click: () => act(item, "dismiss", "lost.dismissed") } }, t("lost.dismiss"))),
  ];

  async function act(item, step, said) {
    refused = null;
    try {
      await api.post(`/deliveries/${item.id}/${step}`);
      items = items.filter((other) => other.id !== item.id);
      answer = { ...answer, total: answer.total - 1 };
      tell(t(said));
      counted("lost", answer.total);
    } catch (failure) {
      refused = failure.sentence;
    }
    draw();
    (list.querySelector("button") ?? root.querySelector("h2")).focus({ preventScroll: refused === null });
  }

  function ask(n, opener) {
    const dialog = h("dialog.keys", { "aria-labelledby": "resend-title" }, h("h2", { id: "resend-title" }, t("lost.resend_sure", { n })),
      h("p.buttons", {}, h("button.button.main", { type: "button", on: { click: () => { dialog.close(); resendAll(); } } }, t("lost.resend")),
        h("button.button", { type: "button", autofocus: true, on: { click: () => dialog.close() } }, t("messengers.cancel"))));
    dialog.addEventListener("close", () => { dialog.remove(); if (opener.isConnected) opener.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  async function resendAll() {
    refused = null;
    try {
      const done = await api.post("/deliveries/resend", { ...query(), days: Number(filter.days) });
      tell([t("lost.resent_all", { n: done.sent }), done.refused ? t("lost.refused_all", { n: done.refused }) : ""].filter(Boolean).join(" "));
      items = [];
    } catch (failure) {
      refused = failure.sentence;
    }
    await load();
    counted("lost", answer?.total);
    root.querySelector("h2").focus();
  }

  return {
    open(channel = "") {
      filter = { ...EMPTY, channel };
      items = [];
      place.replaceChildren(h("div.stack", {}, root, calls?.root));
      draw();
      load().then(() => counted("lost", answer?.total));
      calls?.load();
    },
  };
}
