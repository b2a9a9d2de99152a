/** A one-time code as the page reads it: how it stands, and where one can go. Pure. */

import { moment } from "./clock.js";

export const SIGNS = {
  open: ["wait", "clock"], wrong: ["wait", "warn"], used: ["good", "check"],
  spent: ["lost", "cross"], expired: ["lost", "clock"], lost: ["lost", "warn"],
};

/** The one word for a code at a moment: an open one may have been typed wrong, or run out since it was loaded. */
export function codeState(code, now) {
  if (code.state !== "open") return code.state;
  if (moment(code.until) <= now) return "expired";
  return code.wrong ? "wrong" : "open";
}

/** Milliseconds until the page must look at it again; null where nothing changes by itself. */
export const changesIn = (code, now) =>
  (code && ["open", "wrong"].includes(codeState(code, now)) ? moment(code.until) - now : null);

/** An address in words: "WhatsApp +49 …", or the messenger alone where its ids say nothing. */
export const placeWords = (name, address) => [name, address].filter(Boolean).join(" ");
