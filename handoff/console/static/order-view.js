/** The customer's orders: state as mark and word, items, and the number to follow the parcel. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { announce, t, withTime } from "./page.js";
import { wordOr } from "./words.js";

const FIRST = 3;  // more than these wait behind "show more"

/** state → [tone, mark] */
const STATES = {
  placed: ["calm", "dot"], packed: ["calm", "box"], shipped: ["calm", "truck"], out_for_delivery: ["calm", "truck"],
  delivered: ["good", "check"], refunded: ["good", "check"], ready_for_pickup: ["good", "box"],
  payment_pending: ["wait", "clock"], delayed: ["wait", "clock"], return_requested: ["wait", "turn"], returned: ["calm", "turn"],
  lost: ["lost", "warn"], cancelled: ["calm", "cross"],
};

function stateMark(state) {
  const [tone, mark] = STATES[state] ?? ["calm", "dot"];
  return h(`span.order-state.${tone}`, {}, icon(mark), wordOr(t, `orders.${state}`, state));
}

function tracking({ carrier, tracking: number }) {
  const copy = h("button.link", { type: "button", on: { click: async () => {
    await navigator.clipboard?.writeText(number).catch(() => {});
    copy.textContent = t("person.copied");
    announce(t("person.copied"));
    setTimeout(() => { copy.textContent = t("person.copy"); }, 2000);
  } } }, t("person.copy"));
  copy.setAttribute("aria-label", `${t("person.copy")}: ${t("person.tracking")} ${number}`);
  return h("p.tracking", {}, icon("truck"), h("span.soft", {}, carrier ?? ""), h("span.mono", { title: t("person.tracking") }, number), copy);
}

function order(entry) {
  return h("li.order", {},
    h("p.order-top", {}, h("strong.number", {}, entry.number), stateMark(entry.state), h("span.total", {}, entry.total ?? "")),
    entry.items?.length ? h("ul.items", { "aria-label": t("person.items") }, entry.items.map((item) => h("li", {}, item))) : null,
    entry.tracking ? tracking(entry) : null,
    h("p.soft.line-up", {}, withTime("person.placed", entry.placed, "date"), entry.expected ? withTime("person.expected", entry.expected, "date") : null));
}

export function orderList(orders) {
  const first = h("ul.plain-list", {}, orders.slice(0, FIRST).map(order));
  if (orders.length <= FIRST) return first;
  const rest = orders.slice(FIRST);
  const more = h("button.link", { type: "button", on: { click: () => {
    first.append(...rest.map(order));
    more.remove();
    const next = first.children[FIRST];
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  } } }, t("person.more_orders", { n: rest.length }));
  return [first, more];
}

