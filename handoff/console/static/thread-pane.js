/** The middle column: who it is and who answers, the messages, and what can be done. */

import { $, h, keepingFocus, patch } from "./dom.js";
import { icon, stars } from "./icons.js";
import { brokenState, clock, emptyState, skeleton, t, withTime } from "./page.js";
import { entryView } from "./message-view.js";
import { reasonTitle } from "./packet-view.js";
import { channelMark, languageMark } from "./row-view.js";
import { entries } from "./thread-state.js";

const NEAR = 90;  // pixels from the end that still count as reading the end

/** Which steps are offered. Only claiming stands out: the rest ends something. */
const OFFERS = {
  queue: ["claim", "return", "close"],
  assistant: ["claim", "close"],
  mine: ["close", "return", "release"],
  agent: ["take_over"],
  closed: [],
};
const KEY_OF = { claim: "c", take_over: "c", return: "b", release: "u", close: "e" };

export function makeThreadPane({ conversation, show, edit, template }) {
  const head = $("thread-head"), list = $("entries"), scroll = $("thread-scroll"), state = $("thread-state");
  let shownId = null, shownCount = 0, unseen = 0, headSign = "", stuck = true, height = 0;
  const below = h("button.below", { type: "button", hidden: true, on: { click: () => toEnd(true) } });
  $("thread").append(below);

  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
  function toEnd(smooth = false) {
    scroll.scrollTo({ top: scroll.scrollHeight, behavior: smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "instant" });
    unseen = 0;
    stuck = true;
    drawBelow();
  }
  function drawBelow() {
    below.hidden = unseen === 0;
    below.replaceChildren(icon("down"), t("thread.new_below", { n: unseen }));
  }
  scroll.addEventListener("scroll", () => {
    if (scroll.clientHeight === height) stuck = atEnd();  // otherwise the room changed, not the reader's place
    if (unseen && stuck) { unseen = 0; drawBelow(); }
  }, { passive: true });
  const sizes = new ResizeObserver(() => {
    height = scroll.clientHeight;
    if (stuck) toEnd();  // the editor grew, a notice came, a picture arrived
  });
  sizes.observe(scroll);
  sizes.observe(list);

  const side = (thread) => (thread.conversation.owner === "agent" && conversation.isMine() ? "mine" : thread.conversation.owner);

  function drawHead(thread) {
    const sign = JSON.stringify([conversation.id, thread?.conversation, thread?.rating, thread?.packet?.reason, conversation.busy, conversation.closing !== null]);
    if (sign === headSign) return;
    headSign = sign;
    keepingFocus(head, () => head.replaceChildren(...headContent(thread)));
  }

  function headContent(thread) {
    const back = h("button.icon-button.back", { type: "button", title: t("thread.back"), "aria-label": t("thread.back"), "data-focus": "back", on: { click: () => show("list") } }, icon("back"));
    if (!thread) return [conversation.id ? back : "", h("h2", { id: "thread-title", tabIndex: -1, "data-focus": "title", className: conversation.id ? "" : "hidden" }, t(conversation.id ? "app.loading" : "thread.title"))];
    const about = thread.conversation, who = side(thread);
    const person = h("button.icon-button.to-person", { type: "button", title: `${t("thread.to_person")} (p)`, "aria-label": t("thread.to_person"), "data-focus": "to-person", on: { click: () => show("person") } }, icon("person"));
    return [
      back,
      h("div.titles", {},
        h("h2", { id: "thread-title", tabIndex: -1, "data-focus": "title" }, about.name || t("person.unknown")),
        h("p.state", {}, channelMark(about.channel), languageMark(about.language),
          h(`span.owner.${who}`, {}, icon({ assistant: "assistant", queue: "clock", mine: "check", agent: "person", closed: "dot" }[who]), about.owner === "closed" && about.closed_at ? withTime("thread.closed_at", about.closed_at) : t(`thread.owner.${who}`, { name: about.agent?.name ?? "" })),
          thread.packet && who !== "closed" ? h("button.link", { type: "button", "data-focus": "reason", on: { click: toPacket } }, reasonTitle(thread.packet.reason)) : null,
          thread.rating ? stars(thread.rating.stars, t("thread.rated", { n: thread.rating.stars })) : null)),
      h("div.acts", { role: "group", "aria-label": t("thread.actions") }, OFFERS[who].map((step) => act(step, step === "claim"))),
      person,
    ];
  }

  function act(step, main) {
    const text = step === "close" ? t("thread.close_short") : t(`thread.${step}`);
    return h(`button.button${main ? ".main" : ""}`, {
      type: "button", "data-focus": `act-${step}`, "data-step": step, title: `${t(`thread.${step}`)} (${KEY_OF[step]})`,
      disabled: Boolean(conversation.busy) || conversation.closing !== null, "aria-keyshortcuts": KEY_OF[step],
      on: { click: () => (step === "close" ? conversation.close() : conversation.act(step === "take_over" ? "claim" : step)) },
    }, text);
  }

  function toPacket() {
    list.querySelector(".packet")?.scrollIntoView({ block: "start" });
    scroll.focus({ preventScroll: true });
  }

  function drawState(thread) {
    if (conversation.error) return state.replaceChildren(brokenState(t("thread.failed_load"), conversation.error.sentence, conversation.load));
    if (conversation.id && !thread) return state.replaceChildren(skeleton("message-bones", 5));
    if (!conversation.id) {
      const keys = matchMedia("(hover: hover)").matches;
      return state.replaceChildren(emptyState(t("thread.none"), t(keys ? "thread.none_hint" : "thread.none_hint_touch")));
    }
    return state.replaceChildren();
  }

  function drawEntries(thread) {
    const fresh = shownId !== conversation.id;
    if (fresh) stuck = true;
    const end = stuck || atEnd();
    const acts = { retry: conversation.retry, edit, fetchAgain: conversation.fetchAgain, resend: conversation.resend, template, other: () => show("person") };
    const all = thread ? entries(thread, conversation.pending(), clock.dayKey) : [];
    patch(list, all.map((entry) => ({
      key: entry.key,
      sign: JSON.stringify([entry, entry.kind === "day" ? clock.dayName(entry.at) : "", thread.conversation.name, thread.conversation.window?.templates]),
      fill: (element) => {
        element.className = "entry";
        element.replaceChildren(entryView(entry, thread.conversation, acts));
      },
    })));
    const count = thread ? thread.messages.length + thread.notes.length : 0;
    const justSent = conversation.pending().some((entry) => entry.state === "sending");
    if (thread && (end || justSent)) toEnd();
    else if (!fresh && count > shownCount) { unseen += count - shownCount; drawBelow(); }
    shownId = thread ? conversation.id : null;
    shownCount = count;
    if (!thread) { unseen = 0; drawBelow(); }
  }

  return {
    draw() {
      const { thread } = conversation;
      drawHead(thread);
      drawState(thread);
      drawEntries(thread);
      scroll.tabIndex = thread ? 0 : -1;
    },
    focus: () => $("thread-title")?.focus({ preventScroll: true }),
    toEnd,
  };
}
