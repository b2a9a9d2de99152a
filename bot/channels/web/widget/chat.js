/** One visitor's chat: joins what is known, what is kept and the line to the server. */

import { Line } from "./line.js";
import { empty, heardSince, reduce, snapshot } from "./state.js";
import { openStore } from "./store.js";

const ECHO_WITHIN = 8_000;
const TYPING_LASTS = 12_000; // if its end gets lost

export class Chat {
  listeners = [];
  sentAt = new Map();
  told = 0; // the newest message told to be seen

  constructor(settings) {
    this.settings = settings;
    this.state = empty(settings.language);
    this.store = openStore(`lotse@${new URL(settings.root).host}`, () => localStorage);
    this.line = new Line({
      prepare: () => this.enter(),
      address: () => this.address(),
      onOpen: () => this.opened(),
      onFrame: (frame) => this.hear(frame),
      onClose: () => this.set({ connected: false, typing: null }),
      onTrouble: () => this.dispatch({ type: "unreachable" }),
    });
    this.restore();
    addEventListener("pagehide", () => this.keepAll());
    addEventListener("storage", ({ key, newValue }) => this.elsewhere(key, newValue));
    document.addEventListener("visibilitychange", () => this.tellSeen());
    setInterval(() => this.sendOutbox(), ECHO_WITHIN / 2);
  }

  subscribe(listener) {
    this.listeners.push(listener);
    listener(this.state);
  }

  dispatch(action) {
    const before = this.state;
    this.state = reduce(before, action);
    this.keep(before);
    this.tellSeen();
    for (const listener of this.listeners) listener(this.state);
  }

  set(news) {
    this.dispatch({ type: "set", ...news });
  }

  restore() {
    const { settings, store } = this;
    const person = store.read("person");
    // Somebody else has logged in, or out: this chat is not for them.
    if (person && person !== settings.customer?.id) store.forget();
    const kept = store.read("chat");
    this.dispatch({ type: "restored", kept, outbox: store.outbox() });
    // A page in a new language is a wish, too.
    if (kept && store.read("page") !== settings.language) this.speak(settings.language);
  }

  keep({ outbox: before }) {
    const { outbox } = this.state;
    for (const entry of outbox) if (!before.includes(entry)) this.store.write(`out:${entry.id}`, entry);
    for (const { id } of before) if (!outbox.some((e) => e.id === id)) this.store.drop(`out:${id}`);
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepAll(), 200);
  }

  keepAll() {
    if (this.state.conversation) this.store.write("chat", snapshot(this.state));
  }

  /** What was read in another tab is read, what was deleted there is gone. */
  elsewhere(key, value) {
    if (key === this.store.path("token") && !value) this.gone();
    if (key === this.store.path("chat") && value) this.dispatch({ type: "read", id: JSON.parse(value).read });
  }

  begin() {
    if (this.state.phase === "deleted") return;
    this.dispatch({ type: "opening" });
    this.line.start();
  }

  async ask(path, method, body) {
    const answer = await fetch(new URL(path, this.settings.root), {
      method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw Object.assign(new Error(answer.statusText), { status: answer.status });
    return answer.status === 204 ? null : answer.json();
  }

  async enter() {
    const session = await this.session(this.store.read("token"), this.settings.customer);
    if (!session || !this.line.wanted) return false;
    this.store.write("token", session.token);
    this.store.write("person", this.settings.customer?.id ?? null);
    this.store.write("page", this.settings.language);
    if (session.conversation !== this.state.conversation) this.told = 0;
    this.dispatch({ type: "session", session });
    return true;
  }

  /** An expired chat is replaced silently once the panel is open. */
  async session(token, customer) {
    try {
      return await this.ask("chat/session", "POST", { language: this.state.language, token, customer });
    } catch (error) {
      if (![401, 404].includes(error.status) || !(token || customer)) throw error;
    }
    if (token && customer) return this.session(token); // a spoilt signature must not cost the chat
    if (customer || this.state.open) return this.session(null, token && this.settings.customer);
    this.store.drop("token");
    this.store.drop("chat");
    this.line.stop();
    return this.dispatch({ type: "expired" });
  }

  address() {
    const url = new URL("chat/socket", this.settings.root);
    url.protocol = url.protocol.replace("http", "ws");
    const { conversation, lastEvent: after } = this.state;
    url.search = new URLSearchParams({ token: this.store.read("token"), conversation, after });
    return url;
  }

  opened() {
    this.sentAt.clear();
    this.set({ connected: true });
    this.tellWishes();
    this.sendOutbox();
    this.uploads?.resume();
  }

  hear({ type, ...frame }) {
    if (type === "event") this.dispatch({ type, event: frame });
    if (type === "signal" && frame.kind === "typing") this.hearTyping(frame);
    if (type === "error") {
      console.warn("Lotse:", frame.sentence);
      this.dispatch({ type: "refused", id: frame.id, refused: true });
    }
  }

  hearTyping({ on, author, agent }) {
    clearTimeout(this.typingEnds);
    this.set({ typing: on ? { author, agent } : null });
    if (on) this.typingEnds = setTimeout(() => this.set({ typing: null }), TYPING_LASTS);
  }

  say(text, payload) {
    this.dispatch({ type: "wrote", entry: { id: newId(), text, payload, at: new Date().toISOString() } });
    this.sendOutbox();
  }

  sayAgain(id) {
    this.sentAt.delete(id);
    this.dispatch({ type: "refused", id, refused: false });
    this.sendOutbox();
  }

  speak(language) {
    this.set({ language });
    this.wish({ language });
  }

  wish(wish) {
    this.dispatch({ type: "wish", ...wish });
    this.tellWishes();
  }

  helpful(message, helpful) {
    this.dispatch({ type: "helpful", message, helpful });
    this.tellWishes();
  }

  typing(on) {
    if (on ? Date.now() < this.quietUntil : !this.quietUntil) return;
    this.quietUntil = on ? Date.now() + 3000 : 0;
    this.line.send({ type: "typing", on });
  }

  gone() {
    this.line.stop();
    this.uploads?.forget();
    this.told = 0;
    this.dispatch({ type: "deleted" });
    this.store.forget();
  }

  /** Again and again with the same id until it is echoed: the server takes each once. */
  sendOutbox() {
    for (const { id, text, payload, refused } of this.state.outbox) {
      if (refused || Date.now() - (this.sentAt.get(id) ?? 0) < ECHO_WITHIN) continue;
      if (this.line.send({ type: "message", id, text, payload })) this.sentAt.set(id, Date.now());
    }
  }

  tellWishes() {
    const { rate, helpful, language } = this.state.todo;
    if (rate) this.line.send({ type: "rate", ...rate });
    for (const [id, yes] of Object.entries(helpful)) {
      this.line.send({ type: "helpful", message: Number(id), helpful: yes });
    }
    if (language && this.line.send({ type: "language", language })) this.dispatch({ type: "wish", language: null });
  }

  tellSeen() {
    if (!this.state.open || document.hidden) return;
    const id = heardSince(this.state, 0).at(-1)?.id ?? 0;
    if (id > this.told && this.line.send({ type: "seen", message: id })) this.told = id;
    if (id > this.state.read) this.dispatch({ type: "read", id });
  }
}

export function newId() {
  // no randomUUID without https
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join("-");
}
