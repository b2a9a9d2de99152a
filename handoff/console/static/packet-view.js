/** The handover packet: all the agent needs so that the customer repeats nothing. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { intentTitle, percent, stamp, t } from "./page.js";
import { readable, wordOr } from "./words.js";

export const reasonTitle = (reason) => wordOr(t, `reasons.${reason}`, reason ?? "");

const line = (label, ...what) => h("div", {}, h("dt", {}, label), h("dd", {}, what));

function guess({ intent, confidence }) {
  return h("li", {}, h("span", {}, intentTitle(intent)), h("span.bar", { "aria-hidden": "true" }, bar(confidence)), h("span.number", {}, t("training.percent", { n: percent(confidence) })));
}

/** A thin bar of a share between 0 and 1. */
export function bar(share) {
  const inner = h("i");
  inner.style.inlineSize = `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  return inner;
}

const article = ({ title, link }) =>
  h("li", {}, link ? h("a", { href: link, target: "_blank", rel: "noopener" }, title) : title);

export function packetView({ packet }) {
  const facts = packet.facts ?? [], articles = packet.articles ?? [], guesses = packet.guesses ?? [];
  return h("section.packet", { "aria-labelledby": "packet-title" },
    h("h3", { id: "packet-title" }, icon("turn"), t("packet.title"), stamp(packet.at, "ago", "when")),
    h("dl", {},
      line(t("packet.why"), h("strong.why", {}, reasonTitle(packet.reason))),
      packet.wish ? line(t("packet.wish"), h("q", {}, packet.wish)) : null,
      packet.job ? line(t("packet.job"), intentTitle(packet.job)) : null,
      line(t("packet.facts"), facts.length
        ? h("ul.facts", {}, facts.map(({ label, value }) => h("li", {}, h("span.soft", {}, `${wordOr(t, `facts.${label}`, readable(label))} `), h("span.value", {}, String(value)))))
        : h("span.soft", {}, t("packet.no_facts"))),
      articles.length ? line(t("packet.articles"), h("ul", {}, articles.map(article))) : null,
      guesses.length ? line(t("packet.guesses"), h("ul.guesses", {}, guesses.map(guess))) : null));
}
