/** The button on the page. The chat behind it is fetched when it is opened, or already exists. */

import { h, icon, set, shape } from "./dom.js";
import { unread } from "./state.js";

export async function start(settings) {
  const host = h("lotse-chat", { "data-theme": settings.theme });
  const shadow = host.attachShadow({ mode: "open" });
  host.style.position = "fixed"; // nothing of the page shifts, even before the styles
  document.body.append(host);
  const [{ default: words }] = await Promise.all([import(`./texts.${settings.language}.js`),
    style(shadow, settings, "static/tokens.css"), style(shadow, settings, "widget/lotse.css")]);
  new Button(settings, shadow, words);
}

export function style(shadow, { root }, path) {
  return new Promise((onload, onerror) => shadow.append(h("link", { rel: "stylesheet", href: root + path, onload, onerror })));
}

class Button {
  constructor(settings, shadow, words) {
    Object.assign(this, { settings, shadow, words });
    this.badge = h("b", { "aria-hidden": true });
    this.node = h("button", { type: "button", class: "launch", onclick: () => (this.chat?.state.open ? this.close() : this.open()) },
      icon("chat"), this.badge);
    this.news = h("div", { class: "news said", role: "status" });
    shadow.append(this.node, this.news);
    this.label(0, false);
    document.addEventListener("click", (event) => this.asked(event));
    this.resume().catch(console.warn);
  }

  /** A visitor who has a chat already hears of news; an open panel stays open from page to page. */
  async resume() {
    let known, open;
    try {
      known = localStorage.getItem(`lotse@${new URL(this.settings.root).host}/token`);
      open = sessionStorage.getItem("lotse");
    } catch {} // refused: every page starts afresh
    if (!known) return;
    if (open && !matchMedia("(max-width: 480px)").matches) return this.open(this.node, false);
    await this.load();
    this.chat.begin();
  }

  mark(open) {
    this.chat.set({ open });
    try {
      sessionStorage.setItem("lotse", open ? "open" : "");
    } catch {}
  }

  async load() {
    const { Chat } = await import("./chat.js");
    if (this.chat) return;
    this.chat = new Chat(this.settings);
    this.chat.subscribe((state) => this.show(state));
  }

  async open(asker = this.node, focus = true) {
    this.asker = asker;
    try {
      const [{ Panel }] = await Promise.all([import("./panel.js"), this.load()]);
      this.panel ??= new Panel(this.chat, this.shadow, this.words, () => this.close());
      this.mark(true);
      this.chat.begin();
      this.panel.open(focus);
    } catch (error) {
      console.warn(error);
      this.news.textContent = this.words.failed;
      this.news.classList.remove("said");
      setTimeout(() => this.news.classList.add("said"), 8000);
    }
  }

  close() {
    this.mark(false);
    this.panel.close();
    this.label(0, false); // a hidden button takes no focus
    this.asker.focus();
  }

  asked(event) {
    const asker = event.target.closest?.("[data-lotse-open]");
    if (!asker) return;
    event.preventDefault();
    this.open(asker);
  }

  async show(state) {
    const news = unread(state);
    this.words = (await import(`./texts.${state.language}.js`)).default;
    this.label(news, state.open);
    if (news > (this.told ?? 0) && !state.open) this.news.textContent = this.words.unread(news);
    this.told = news;
  }

  label(news, open) {
    const { words } = this;
    const name = open ? words.close : words.open;
    set(this.node, { "aria-label": news ? `${name}, ${words.unread(news)}` : name, "aria-expanded": String(open) });
    shape(this.node.querySelector("path"), open ? "close" : "chat");
    this.badge.textContent = news || "";
  }
}
