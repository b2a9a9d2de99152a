/** The panel: who answers, what is wrong and what to do, and where the customer writes. */

import { h, icon, named, set, tool } from "./dom.js";
import { pictureOf, Thread } from "./thread.js";

const QUIET = 2500; // a shorter gap is not worth a word
const LONGEST = 20_000; // what the server takes
const LANGUAGES = { de: "Deutsch", vi: "Tiếng Việt", en: "English" };

export class Panel {
  constructor(chat, shadow, t, close) {
    this.chat = chat;
    this.shadow = shadow;
    this.here = { t, chat, language: chat.settings.language, forms: new Map(),
      edit: (text) => this.composer.edit(text), focus: () => this.composer.field.focus() };
    this.thread = new Thread(this.here);
    this.composer = new Composer(chat, (files) => files[0] && this.extras().then(() => chat.uploads.add(files)));
    this.notice = h("div", { class: "notice", role: "status" });
    this.node = h("dialog", { class: "panel", tabindex: -1, oncancel: (e) => { if (e.target === this.node) close(); },
      onkeydown: (e) => { if (e.key === "Escape" && !e.isComposing && !e.defaultPrevented) close(); } },
    this.head(close), this.notice, this.thread.node, this.composer.node);
    shadow.append(this.node);
    chat.subscribe((state) => this.update(state));
  }

  head(close) {
    this.face = h("span", { class: "who" });
    this.title = h("h2");
    this.under = h("p");
    this.code = h("span", { "aria-hidden": true });
    this.select = h("select", { onchange: () => this.chat.speak(this.select.value) },
      Object.entries(LANGUAGES).map(([value, name]) => h("option", { value, lang: value }, name)));
    this.more = tool("more", () => this.extras().then((extras) => extras.menu(this)));
    this.closer = tool("close", close);
    return h("div", { class: "head" }, this.face, h("div", { class: "title" }, this.title, this.under),
      h("label", null, this.code, icon("down"), this.select), this.more, this.closer);
  }

  /** Modal where it fills the screen. */
  open(focus) {
    if (!this.node.open && matchMedia("(max-width: 480px)").matches) this.node.showModal();
    this.node.open = true; // show() would take the focus
    this.composer.fit();
    this.thread.toEnd();
    // A keyboard over the conversation is left to the customer.
    if (focus) (matchMedia("(pointer: coarse)").matches ? this.node : this.composer.field).focus();
  }

  close() {
    this.node.close();
  }

  async extras() {
    const { load } = await import("./extras.js");
    return this.here.extras = await load(this);
  }

  async update() {
    try {
      await this.prepare(this.chat.state);
    } catch (error) {
      console.warn(error); // then drawn plainer
    }
    const { state } = this.chat;
    const { t, extras } = this.here;
    set(this.node, { lang: this.here.language, "aria-label": t.panel(state.shop || t.title) });
    this.drawHead(state, t);
    this.drawNotice(state, t);
    this.thread.update(state);
    this.composer.update(t);
    extras?.drawDeleted(this, state.phase === "deleted");
  }

  /** Fetches the words and the rarer parts this state asks for. */
  async prepare({ language, messages, phase, uploads, outbox, lines, agent }) {
    const { here } = this;
    const other = language !== here.language;
    if (other) Object.assign(here, { t: (await import(`./texts.${language}.js`)).default, language });
    const rare = ({ agent: person, text, content = {} }) =>
      person || content.card || content.kind === "rating" || content.attachments?.length || /:\/\/|www\.|@/.test(text);
    const asked = here.extras ? other
      : phase === "deleted" || agent || lines[0] || uploads[0] || outbox.some((e) => e.refused) || messages.some(rare);
    if (asked) await this.extras();
  }

  drawHead({ owner, agent, language, shop, conversation }, t) {
    const person = owner === "agent" && agent;
    this.face.replaceChildren(pictureOf(person, this.here));
    this.title.textContent = person ? person.name : shop || t.title;
    this.under.className = owner;
    this.under.replaceChildren(owner === "queue" ? icon("clock") : "", t.owner[owner] ?? t.assistant);
    this.code.textContent = language;
    this.select.value = language;
    this.more.hidden = !conversation;
    named(this.select, t.language);
    named(this.more, t.more);
    named(this.closer, t.close);
  }

  drawNotice(state, t) {
    const lost = state.phase === "ready" && !state.connected;
    if (!lost) this.lostAt = 0;
    else if (!this.lostAt) {
      this.lostAt = Date.now();
      setTimeout(() => this.update(), QUIET);
    }
    const about = state.notice ?? (state.phase === "unreachable" ? "unreachable"
      : lost && Date.now() - this.lostAt >= QUIET ? "offline" : "");
    const text = t.notice[about] ?? this.here.extras?.t.notice[about] ?? "";
    if (text === this.said) return;
    this.said = text;
    this.notice.className = `notice ${state.notice ? "wrong" : ""}`;
    this.notice.replaceChildren(...(!text ? [] : [icon(state.notice ? "alert" : "clock"), h("p", null, text),
      h("button", { type: "button", class: "small", onclick: () => this.answerNotice() }, state.notice ? t.fine : t.tryNow)]));
  }

  answerNotice() {
    this.chat.set({ notice: null });
    this.chat.line.now();
  }
}

class Composer {
  constructor(chat, attach) {
    this.chat = chat;
    this.field = h("textarea", { rows: 1, oninput: () => this.changed(), onkeydown: (e) => this.key(e),
      onblur: () => chat.typing(false), onpaste: (e) => attach([...e.clipboardData.files]) });
    this.file = h("input", { type: "file", multiple: true, hidden: true, accept: "image/*,audio/*,application/pdf",
      onchange: () => { attach([...this.file.files]); this.file.value = ""; this.field.focus(); } });
    this.clip = tool("clip", () => this.file.click());
    this.send = h("button", { class: "send" }, icon("send"));
    this.node = h("form", { class: "composer", onsubmit: (e) => this.submit(e) }, this.clip, this.file, this.field, this.send);
    this.write(chat.store.read("draft") ?? "");
  }

  update(t) {
    named(this.clip, t.attach);
    named(this.send, t.send);
    this.field.setAttribute("aria-label", t.write);
    this.field.placeholder = t.hint;
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    this.field.focus();
    const notice = text.length > LONGEST ? "tooLong" : null;
    this.chat.set({ notice });
    if (!text || notice) return;
    this.write("");
    this.chat.typing(false);
    this.chat.say(text);
  }

  /** Enter sends; while an input method (Telex) composes it only ends the word. */
  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  edit(text) {
    this.write(`${text}\n${this.field.value}`.trim());
    this.field.focus();
  }

  write(text) {
    this.field.value = text;
    this.fit();
    this.chat.store.write("draft", text);
  }

  changed() {
    this.fit();
    this.chat.store.write("draft", this.field.value);
    this.chat.typing(true);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.chat.typing(false), 5000);
  }

  fit() {
    const { style, value } = this.field;
    style.height = "auto";
    style.height = `${this.field.scrollHeight + 2}px`;
    this.node.classList.toggle("ready", Boolean(value.trim()));
  }
}
