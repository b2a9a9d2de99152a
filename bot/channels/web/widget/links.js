/** Finds the links in a text. Everything else stays the text it is. */

import { h } from "./dom.js";

const LINK = /\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

/** A text's nodes, its links to click. */
export function textOf(text) {
  return linked(text).map(({ text: words, href }) =>
    (href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, words) : words));
}

/** [{text}, {text, href}, …]: joined again they are the text. The sentence's full stop is no link. */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const { 0: hit, index } of text.matchAll(LINK)) {
    const link = hit.replace(hit.includes("(") ? /[.,;:!?'"”»…]+$/ : /[.,;:!?'"”»…)]+$/, "");
    const start = /^https?:/i.test(link) ? "" : link.includes("@") ? "mailto:" : "https://";
    parts.push({ text: text.slice(from, index) }, { text: link, href: start + link });
    from = index + link.length;
  }
  return [...parts, { text: text.slice(from) }].filter((part) => part.text);
}
