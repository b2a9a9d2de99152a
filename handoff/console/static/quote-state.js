/** What a message answers and shares, as a page may show it: pure, and safe whatever was sent. */

import { carried } from "./list-state.js";

/** {href, host} of a web address; null for anything else: javascript:, data:, a path, a log-in in disguise. */
export function webAddress(link) {
  try {
    const url = new URL(link);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? { href: url.href, host: url.host } : null;
  } catch {
    return null;
  }
}

/** {what, text?, file?, href?}: `what` is message, deleted, earlier (not in this thread) or story; null where nothing is answered. */
export function quoteOf({ reply_to: about } = {}, quoted = null) {
  if (!about) return null;
  if (about.story) return { what: "story", href: webAddress(about.story)?.href ?? null };
  if (!quoted) return { what: "earlier" };
  const { text, content = {} } = quoted;
  if (content.deleted) return { what: "deleted" };
  return { what: "message", text: text ?? "", file: carried(content) };
}

/** {kind, title, href, host} of something shared; without a web address there is only its kind. */
export const shareOf = ({ kind, title, url }) => ({ kind, title: String(title ?? "").trim(), href: null, host: "", ...webAddress(url) });
