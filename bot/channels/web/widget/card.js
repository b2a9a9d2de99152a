/** An article as a card: title, the lines that answer, the way to all of it, and whether it helped. */

import { h, icon, said } from "./dom.js";
import { textOf } from "./links.js";

const PAGE = "M5 4h14v16H5V4ZM8.5 8.5h7M8.5 12h7M8.5 15.5h4";
const OUT = "M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9";

export function cardOf({ id, text, card, helped }, { chat, language, extras: { t } }) {
  const href = webAddress(card.link, chat.settings.root);
  const title = h("h3", { id: `card-${id}`, lang: card.language }, card.title);
  return h("article", { class: "card", "aria-labelledby": title.id },
    h("div", { class: "headline" }, icon(PAGE), title),
    card.language && card.language !== language && h("p", { class: "note" }, t.inLanguage[card.language]),
    text && h("div", { class: "text" }, textOf(text)),
    href && h("a", { href, target: "_blank", rel: "noopener noreferrer", "aria-describedby": title.id },
      t.read, icon(OUT), said(` (${t.newTab})`)),
    card.ask && question({ id, helped, ask: card.ask === true ? t.helped : card.ask }, chat, t));
}

function question({ id, helped, ask }, chat, t) {
  if (helped !== undefined) return h("p", { class: "helped" }, icon("check"), helped ? t.thanksYes : t.thanksNo);
  const answer = (words, yes) =>
    h("button", { type: "button", class: "small", onclick: () => chat.helpful(id, yes) }, words);
  return h("div", { class: "helped", role: "group", "aria-label": ask },
    h("span", null, ask), answer(t.yes, true), answer(t.no, false));
}

/** A link made whole against the server; null for anything that is no web address. */
export function webAddress(link, root) {
  try {
    const url = new URL(link, root);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
