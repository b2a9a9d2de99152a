/** One-time codes beside the customer's addresses: where one can be sent, and what became of the last. */

import { SIGNS, changesIn, codeState, placeWords } from "./code-state.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { announce, api, clock, t } from "./page.js";
import { channelMark, channelName } from "./row-view.js";

/** `send(to, sentence)` asks the server and says the sentence when it has; `button` as in people-part.js. */
export function makeCodes({ conversation, redraw, button, send }) {
  let places = null, failed = null, asked = null, said = { id: null, words: null }, timer = null;
  const place = ({ channel, address }) => placeWords(channelName(channel), address);

  /** Find out where a code to this person can go. */
  async function look(path, ref) {
    const mine = (asked = Symbol(ref));
    places = failed = null;
    try {
      const found = await api.get(`${path}?other=${encodeURIComponent(ref)}`);
      if (mine === asked) places = found;
    } catch (failure) {
      if (mine === asked) failed = failure.sentence;
    }
    if (mine === asked) redraw();
  }

  const one = (row) => h("li", {}, row.why_not
    ? h("p.soft.small", {}, channelMark(row.channel), " ", t("people.code.closed", { place: place(row) }), " ", h("span", { lang: "en" }, row.why_not))
    : button(t("people.code.send", { place: place(row) }), `code-${row.to}`, () => send(row.to, t("people.code.sent", { place: place(row) }))));

  function choices() {
    if (failed) return h("p.failed", { role: "alert" }, failed);
    if (!places) return h("p.soft", { role: "status" }, t("people.code.looking"));
    return places.length ? h("ul.code-places", {}, places.map(one)) : h("p.soft", {}, t("people.code.nowhere"));
  }

  const offer = () => h("div.code-offer", {}, h("h4", {}, t("people.code.title")), h("p.soft.small", {}, t("people.code.hint")), choices());

  const sentence = (code, state) => t(`people.code.state.${state}`, { n: code.left, name: code.name, place: place(code) });

  /** What changed since it was last drawn is said aloud; what was there when the thread was opened is not. */
  function speak(words) {
    if (said.id === conversation.id && said.words !== words && words) announce(words);
    said = { id: conversation.thread ? conversation.id : null, words };
  }

  function status() {
    const code = conversation.thread?.identity?.code ?? null, now = new Date();
    clearTimeout(timer);
    const wait = changesIn(code, now);
    if (wait !== null) timer = setTimeout(redraw, wait + 50);
    const state = code && codeState(code, now), words = code && sentence(code, state);
    speak(words);
    if (!code) return null;
    const [tone, mark] = SIGNS[state];
    return h(`div.notice.code.${tone}`, {}, icon(mark), h("div", {},
      h("p", {}, words),
      state === "open" || state === "wrong" ? h("p.small", {}, t("people.code.until", { time: clock.time(code.until) })) : null,
      code.reason ? h("p.small", { lang: "en" }, code.reason) : null));
  }

  return { look, offer, status };
}
