/** The conversation on the screen: draws the timeline, changes only what changed, stays where one reads. */

import { h, icon, said } from "./dom.js";
import { timeline } from "./state.js";

const MARKS = { sent: "check", delivered: "check", seen: "checks", failed: "alert" };

export class Thread {
  drawn = new Map(); // key → {sign, node}

  /** here: {t, language, chat, extras, edit, focus} */
  constructor(here) {
    this.here = here;
    this.list = h("ol");
    this.typing = h("div", { class: "typing" });
    this.shape = h("div", { class: "shape", "aria-hidden": true }, h("i"), h("i"), h("i"));
    // Silent: what is redrawn must not be read out again. The ear says what is new.
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", tabindex: 0, onscroll: () => this.scrolled() },
      this.shape, this.list, this.typing);
    this.ear = h("div", { class: "said", role: "status" });
    this.down = h("button", { type: "button", class: "down", hidden: true, onclick: () => this.toEnd() });
    this.node = h("div", { class: "middle" }, this.log, this.down, this.ear);
  }

  update(state, items = timeline(state)) {
    const { t } = this.here;
    const follow = this.atEnd();
    this.log.setAttribute("aria-label", t.log);
    this.down.replaceChildren(icon("down"), t.down);
    this.shape.hidden = items.length || state.phase === "unreachable";
    const news = this.draw(items);
    this.drawTyping(state.typing);
    if (follow || news.some((item) => item.mine)) this.toEnd();
    else if (news.length) this.down.hidden = false;
    if (this.ready && state.open) this.say(news.filter((item) => !item.mine && item.type !== "day"));
    this.ready = state.phase === "ready";
  }

  /** Returns what is new. */
  draw(items) {
    const before = this.drawn;
    this.drawn = new Map();
    let at = this.list.firstChild;
    for (const item of items) {
      const sign = JSON.stringify([item, this.here.language, !this.here.extras]);
      const old = before.get(item.key);
      if (old && old.node === at) at = at.nextSibling;
      const node = old?.sign === sign ? old.node : this.redraw(item, old?.node);
      if (!node.parentNode || node.nextSibling !== at) this.list.insertBefore(node, at);
      this.drawn.set(item.key, { sign, node });
    }
    for (const [key, { node }] of before) if (!this.drawn.has(key)) node.remove();
    return items.filter((item) => !before.has(item.key));
  }

  /** Keeps the focus where it was, or puts it into the field to write. */
  redraw(item, old) {
    const focused = this.list.getRootNode().activeElement;
    const inside = old?.contains(focused); // asked first: a form moves over
    const node = this.make(item);
    old?.replaceWith(node);
    if (inside) {
      const next = node.contains(focused) ? focused : node.querySelector("a, button:enabled");
      if (next) next.focus();
      else this.here.focus();
    }
    return node;
  }

  make(item) {
    if (item.type === "message") return messageOf(item, this.here);
    if (item.type === "day") return h("li", { class: "line" }, this.day(new Date(item.at)));
    return this.here.extras?.lineOf(item) ?? h("li");
  }

  day(date) {
    const { t } = this.here;
    const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5);
    return [t.today, t.yesterday][ago] ?? t.day(date);
  }

  drawTyping(typing) {
    const agent = typing?.author === "agent" && typing.agent;
    const words = typing ? this.here.t.typing(agent?.name) : "";
    if (this.typing.textContent.endsWith(words) && words) return;
    this.typing.replaceChildren(...(typing
      ? [pictureOf(agent, this.here), h("span", { class: "dots", "aria-hidden": true }, h("i"), h("i"), h("i")), words] : []));
  }

  say(news) {
    const words = news.map((item) => (item.type === "line" ? this.drawn.get(item.key).node.textContent
      : `${nameOf(item, this.here.t)}: ${item.card?.title ?? ""} ${item.text}`));
    if (words.length) this.ear.textContent = words.join(" ");
  }

  scrolled() {
    if (this.atEnd()) this.down.hidden = true;
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.down.hidden = true;
  }
}

function messageOf(item, here) {
  const { mine, author, first, last, text } = item;
  const { t, extras } = here;
  const side = mine ? "mine" : author === "system" ? "system" : "theirs";
  const name = nameOf(item, t);
  const special = extras?.partsOf(item, here) ?? {};
  return h("li", { class: `message ${side}${first ? " first" : ""}` },
    side === "theirs" && h("span", { class: "face" }, last && pictureOf(item.agent, here)),
    h("div", { class: "body" },
      first && side === "theirs" ? h("div", { class: "name" }, name) : said(`${name}: `),
      special.card ?? ((text || special.files) && h("div", { class: "bubble" }, text && h("div", { class: "text" }, special.text ?? text), special.files)),
      special.rating,
      item.buttons.length > 0 && h("div", { class: "choices" }, item.buttons.map((button) => choice(button, item, here))),
      special.foot ?? footOf(item, here)));
}

function nameOf({ mine, agent, author }, t) {
  return mine ? t.you : agent?.name ?? (author === "system" ? t.title : t.assistant);
}

function choice({ title, payload }, { live, pressed }, { t, chat }) {
  const chosen = payload === pressed;
  return h("button", { type: "button", class: chosen && "chosen", disabled: !live, onclick: () => chat.say(title, payload) },
    chosen && icon("check"), title, chosen && said(`, ${t.chosen}`));
}

function footOf({ id, last, at, mark }, { t }) {
  const time = id && last && new Date(at).toLocaleTimeString(t.locale, { hour: "2-digit", minute: "2-digit" });
  return (time || mark) && h("div", { class: "foot" }, time, mark && markOf(mark, t));
}

export function markOf(mark, t, words = t.mark[mark]) {
  return h("span", { class: `mark ${mark}` }, icon(MARKS[mark] ?? "clock"), words);
}

/** The round picture of who speaks: the assistant's lighthouse, or a person. */
export function pictureOf(agent, { extras }) {
  return agent && extras ? extras.portrait(agent) : h("span", { class: "picture" }, icon("light"));
}
