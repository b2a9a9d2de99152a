/** Why a message did not arrive and what helps, in people's words: in the thread and in the list of such messages. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./page.js";
import { channelName } from "./row-view.js";
import { wordOr } from "./words.js";
import { offers } from "./window-state.js";

/** Our own reasons have words; others are the messenger's, quoted. */
export function reasonWords({ code, reason }, channel) {
  const own = wordOr(t, `lost_reasons.${code}`, "");
  return own || (reason ? t("lost.messenger_says", { channel: channelName(channel), reason }) : t("lost.code", { code: code ?? "–" }));
}

export const remedyWords = (remedy) => wordOr(t, `remedies.${remedy}`, t("remedies.resend"));

/** `acts` has resend(delivery), template() and other(). */
export function failureView(delivery, { channel, window }, acts) {
  const act = { resend: [t("lost.resend"), () => acts.resend(delivery.delivery)], template: [t("window.template"), acts.template], other: [t("window.other"), acts.other] };
  return h("div.failure", {}, icon("warn"),
    h("p", {}, reasonWords(delivery, channel), " ", h("span.remedy", {}, remedyWords(delivery.remedy))),
    h("p.buttons", {}, offers(delivery.remedy, window).map((name) =>
      h("button.button.small", { type: "button", "data-focus": `${name}-${delivery.delivery}`, on: { click: act[name][1] } }, act[name][0]))));
}
