/** What a customer's message is about: the message or story it answers, and the posts and links it shares. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./page.js";
import { quoteOf, shareOf } from "./quote-state.js";
import { wordOr } from "./words.js";

const away = (href, ...words) => h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...words);

/** The quiet line above a bubble; `quoted` is the answered message where the thread has it. */
export function quoteView(content, quoted) {
  const quote = quoteOf(content, quoted);
  if (!quote) return null;
  const label = t(`thread.answers.${quote.what}`);
  const words = quote.text || (quote.file ? t(`thread.kind.${quote.file}`) : "");
  return h("p.quoted", {}, icon("turn"), quote.href ? away(quote.href, label) : h("span", {}, words ? `${label}: ` : label, words ? h("q", {}, words) : null));
}

/** Shared posts, links, stories and what came without its content, as cards; what they show is never loaded here. */
export function sharesView({ shares = [], unsupported }) {
  return [...shares, ...(unsupported ? [{ kind: "unsupported" }] : [])].map((share) => {
    const { kind, title, href, host } = shareOf(share);
    const word = wordOr(t, `thread.share.${kind}`, t("thread.share.other"));
    return h("div.carried.share", {}, icon("article"), h("div", {},
      h("p.strong", {}, href ? away(href, title || word) : title || word), title ? h("p.soft", {}, word) : null,
      kind === "order" ? null : h("p.soft", {}, href ? host : t("thread.share.nothing"))));
  });
}
