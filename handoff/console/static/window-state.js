/** How a messenger's reply window stands: time left, nearly over, for people only, or shut. Pure. */

import { moment } from "./clock.js";

const SOON_MS = 2 * 3_600_000;

/** null where there is no window; else {kind, ms, left}: `ms` until it closes, `left` messages where they count. */
export function windowState(window, now = new Date()) {
  if (!window) return null;
  const ms = window.closes_at ? moment(window.closes_at) - now : 0;
  const left = window.left ?? null;
  if (ms <= 0) return { kind: "shut", ms: 0, left: null };  // what could still be said then counts no more
  if (left === 0) return { kind: "spent", ms, left };
  if (window.assistant_until && moment(window.assistant_until) <= now) return { kind: "late", ms, left };
  return { kind: ms < SOON_MS ? "soon" : "left", ms, left };
}

/** Whether free text is refused now. */
export const isShut = (state) => state !== null && ["shut", "spent"].includes(state.kind);

const OFFERS = {
  template: ["template", "other"], other_channel: ["other"], check: ["resend", "other"], fix_account: ["resend", "other"],
  fix_template: ["template", "other"], none: ["resend", "other"],
};

/** What can be done about a message that did not arrive; templates only where the messenger has them. */
export const offers = (remedy, window) =>
  (OFFERS[remedy] ?? OFFERS.none).filter((offer) => offer !== "template" || window?.templates);
