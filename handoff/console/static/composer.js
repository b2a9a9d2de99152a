/** Where answers and notes are written. What is typed is a draft at once and leaves only when it is sent. */

import { makeAttaching } from "./attaching.js";
import { $, h } from "./dom.js";
import { icon } from "./icons.js";
import { makeInsertPane } from "./insert-pane.js";
import { inserted } from "./library-state.js";
import { t } from "./page.js";
import { makeTemplatePane } from "./template-pane.js";
import { isShut } from "./window-state.js";
import { makeWindowView } from "./window-view.js";
import { wordOr } from "./words.js";

const TYPING_MS = 4000, MINUTES_MS = 10_000;

/** `other()` shows how else the customer can be reached. */
export function makeComposer({ conversation, drafts, announce, other }) {
  const foot = $("thread-foot");
  let kind = "reply", shownId = null, quiet = null, signs = {}, shut = false;

  const text = h("textarea.field", { id: "composer-text", rows: 2, spellcheck: true });
  const label = h("label.hidden", { htmlFor: "composer-text" });
  const modes = h("div.modes", { role: "radiogroup", "aria-label": t("composer.mode") },
    ["reply", "note"].map((name) => h("label", {}, h("input", { type: "radio", name: "mode", value: name, checked: name === kind, on: { change: () => setKind(name) } }), h("span", {}, icon(name === "reply" ? "turn" : "note"), t(`composer.${name}`)))));
  const send = h("button.button.main", { type: "submit" });
  const aside = h("p.aside", { id: "composer-aside" });
  const hint = h("span.hint", {}, t("composer.hint"));
  const library = makeInsertPane({ insert: put });
  const picker = makeTemplatePane({ send: conversation.sendTemplate, claims: conversation.claimFirst });
  const window_ = makeWindowView({ template: openPicker, other });
  const answer = h("button.icon-button", { type: "button", title: `${t("library.insert")} (i)`, "aria-label": t("library.insert"), "aria-keyshortcuts": "i", on: { click: openLibrary } }, icon("article"));
  const attaching = makeAttaching({ conversation, target: $("thread"), changed: () => draw() });
  const form = h("form.composer", { on: { submit } }, label, aside, window_.place, text, attaching.list, h("div.composer-end", {}, modes, answer, attaching.button, hint, send));
  const typing = h("p.typing");
  const notices = h("div.notices");
  const closing = h("div.closing", { role: "status", hidden: true });
  text.setAttribute("aria-describedby", "composer-aside");
  foot.append(typing, notices, closing, form);

  const owner = () => conversation.thread?.conversation.owner;
  const mayReply = () => ["queue", "assistant"].includes(owner()) || conversation.isMine();

  function setKind(next) {
    keep();
    kind = next;
    text.value = conversation.id ? drafts.get(conversation.id, kind) : "";
    draw();
    grow();
    text.focus();
  }

  const keep = () => { if (shownId) drafts.set(shownId, kind, text.value); };

  function grow() {
    text.style.blockSize = "auto";
    text.style.blockSize = `${Math.min(text.scrollHeight + 2, innerHeight * 0.4)}px`;
  }

  function openPicker() {
    if (!conversation.thread) return undefined;
    if (!mayReply()) return announce(asideText());
    return picker.open(conversation.id);
  }

  function openLibrary() {
    if (conversation.thread) library.open(conversation.thread.conversation.language);
  }

  /** An answer from the library goes where the cursor stands; the agent reads it before it is sent. */
  function put(hit) {
    const next = inserted(text.value, text.selectionEnd ?? text.value.length, hit, location.origin);
    text.value = next.text;
    keep();
    grow();
    draw();
    text.focus();
    text.setSelectionRange(next.at, next.at);
  }

  function submit(event) {
    event?.preventDefault();
    const words = text.value.trim(), files = kind === "reply" ? attaching.files : [];
    if (!(words || files.length) || !conversation.thread) return;
    if (kind === "reply" && (shut || !mayReply())) return announce(asideText() || window_.place.textContent);
    if (kind === "reply" && attaching.state !== "ready") return announce(t(`composer.files_${attaching.state}`));
    drafts.clear(conversation.id, kind);
    text.value = "";
    grow();
    clearTimeout(quiet);
    if (files.length) attaching.clear();
    conversation.send(kind, words, files);
    text.focus();
    return undefined;
  }

  text.addEventListener("keydown", (event) => {
    // Telex and other input methods finish a word with Enter: that one is not ours
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  text.addEventListener("input", () => {
    keep();
    grow();
    draw();
    if (kind !== "reply") return;
    conversation.setTyping(text.value.trim() !== "");
    clearTimeout(quiet);
    quiet = setTimeout(() => conversation.setTyping(false), TYPING_MS);
  });
  text.addEventListener("blur", () => conversation.setTyping(false));
  window.addEventListener("pagehide", keep);

  function asideText() {
    if (kind === "note" || !conversation.thread) return "";
    if (owner() === "closed") return t("composer.closed");
    if (owner() === "agent" && !conversation.isMine()) return t("composer.taken", { name: conversation.thread.conversation.agent?.name ?? t("thread.author.agent") });
    return "";
  }

  const once = (name, value, change) => {
    const sign = JSON.stringify(value);
    if (signs[name] !== sign) change();
    signs[name] = sign;
  };

  function drawNotices() {
    once("notice", conversation.notice && [conversation.notice.sentence, Boolean(conversation.notice.again)], () => {
      const { notice } = conversation;
      notices.replaceChildren(notice ? h("div.notice.lost", { role: "alert" }, icon("warn"), h("p", {}, notice.sentence),
        notice.again ? h("button.button.small", { type: "button", on: { click: () => { conversation.dismissNotice(); notice.again(); } } }, t("app.try_again")) : null,
        h("button.icon-button", { type: "button", "aria-label": t("app.close"), on: { click: conversation.dismissNotice } }, icon("cross"))) : "");
    });
    once("closing", conversation.closing !== null && conversation.id, () => {
      const had = closing.contains(document.activeElement);
      closing.hidden = conversation.closing === null;
      closing.replaceChildren(...(closing.hidden ? [] : [h("p"),
        h("button.button.small", { type: "button", "aria-keyshortcuts": "z", title: `${t("app.undo")} (z)`, on: { click: conversation.keepOpen } }, t("app.undo")),
        h("button.button.small", { type: "button", on: { click: conversation.closeNow } }, t("thread.close_now"))]));
      if (!closing.hidden) closing.querySelector("button").focus();
      else if (had) $("thread-title")?.focus();
    });
    if (conversation.closing !== null) closing.querySelector("p").textContent = t("thread.closing", { n: conversation.closing });
  }

  function draw() {
    const { thread } = conversation;
    foot.hidden = !thread;
    if (conversation.id !== shownId || !thread) {
      keep();
      shownId = thread ? conversation.id : null;
      if (thread) {
        const onlyNote = owner() === "closed" || drafts.get(shownId, "note");
        kind = onlyNote && !drafts.get(shownId, "reply") ? "note" : "reply";
        text.value = drafts.get(shownId, kind);
      } else text.value = "";
      queueMicrotask(grow);
    }
    if (!thread) return;
    for (const input of modes.querySelectorAll("input")) input.checked = input.value === kind;
    const name = thread.conversation.name || t("composer.no_person");
    label.textContent = t(`composer.label_${kind}`, { name });
    text.placeholder = kind === "note" ? t("composer.placeholder_note") : wordOr(t, `composer.placeholder_reply.${thread.conversation.language}`, "");
    text.lang = kind === "reply" ? thread.conversation.language : "";
    form.classList.toggle("for-note", kind === "note");
    aside.textContent = asideText();
    aside.hidden = !aside.textContent;
    const claims = kind === "reply" && ["queue", "assistant"].includes(owner());
    send.replaceChildren(t(kind === "note" ? "composer.save_note" : claims ? "composer.claim_and_send" : "composer.send"));
    shut = isShut(window_.draw(thread.conversation)) && owner() !== "closed";
    if (kind === "note") window_.place.hidden = true;
    const open = kind === "note" || !shut;
    text.hidden = answer.hidden = send.hidden = !open;
    send.disabled = kind === "reply" && (!mayReply() || attaching.state !== "ready");
    attaching.draw(kind === "reply" && open);
    typing.textContent = conversation.typing ? t("thread.typing", { name }) : "";
    drawNotices();
  }

  setInterval(() => { if (conversation.thread?.conversation.window && !document.hidden) draw(); }, MINUTES_MS);

  return {
    draw,
    template: openPicker,
    write(next) { if (conversation.thread) setKind(next); },
    /** Put the words of a failed send back, before what is already there. */
    restore(entry) {
      setKind(entry.kind);
      attaching.restore(entry.files);
      text.value = [entry.text, text.value].filter((part) => part.trim()).join("\n\n");
      keep();
      grow();
    },
    keep,
    library: openLibrary,
    get choosing() { return library.isOpen || picker.isOpen; },
  };
}
