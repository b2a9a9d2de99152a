/** One entry of the thread: a message, a note, a day, a rating, or what is still on its way. */

import { face, h } from "./dom.js";
import { carriedView, reactionView, size } from "./file-view.js";
import { icon, stars } from "./icons.js";
import { failureView } from "./failure-view.js";
import { clock, intentTitle, me, percent, stamp, t } from "./page.js";
import { packetView } from "./packet-view.js";
import { quoteView, sharesView } from "./quote-view.js";
import { nameOf } from "./thread-state.js";
import { wordOr } from "./words.js";

const MARKS = { queued: "clock", sent: "check", delivered: "checks", seen: "checks", failed: "warn" };

/** Delivery as a shape and a word; the word is seen where something went wrong. */
function delivery(status) {
  if (!MARKS[status]) return null;
  const word = t(`thread.status.${status}`);
  return h(`span.delivery.${status}`, { title: word }, icon(MARKS[status]), status === "failed" ? word : h("span.hidden", {}, word));
}

function authorName(message, customer) {
  if (message.author === "agent") return message.agent?.name ?? t("thread.author.agent");
  if (message.author === "customer") return customer || t("thread.author.customer");
  return wordOr(t, `thread.author.${message.author}`, message.author);
}

function cardOf(card) {
  const title = card.link ? h("a", { href: card.link, target: "_blank", rel: "noopener" }, card.title) : card.title;
  return h("div.card-line", {}, icon("article"), h("span", {}, h("span.hidden", {}, `${t("thread.article")}: `), title));
}

function understoodLine(understood) {
  if (!understood) return null;
  const missed = understood.outcome === "not_understood" || !understood.intent;
  const words = missed ? t("thread.not_understood") : t("thread.understood", { intent: intentTitle(understood.intent), percent: percent(understood.confidence ?? 0) });
  return h("p.understood", {}, icon(missed ? "warn" : "assistant"), words);
}

const helpfulLine = (helpful) =>
  helpful === undefined ? null : h("p.understood", {}, icon(helpful ? "check" : "cross"), t(helpful ? "thread.helpful_yes" : "thread.helpful_no"));

function messageView({ message, first, helpful, quoted }, about, acts) {
  const content = message.content ?? {};
  const ours = message.author === "agent" || message.author === "assistant";
  const name = authorName(message, about.name);
  const head = h("p.who", { className: first ? "who" : "who hidden" },
    message.author === "agent" ? face(name, message.agent?.colour, ".tiny") : message.author === "assistant" ? icon("assistant") : null,
    h("span", {}, message.author === "agent" && name === me.name ? t("thread.author.you") : name));
  return h(`article.message.${message.author}`, { className: `message ${message.author} ${ours ? "ours" : "theirs"}${first ? " first" : ""}` }, head, quoteView(content, quoted),
    h("div.bubble", {},
      content.deleted ? h("p.text.deleted", {}, icon("cross"), t("thread.deleted")) : null,
      message.text ? h("p.text", { lang: content.card?.language ?? null }, message.text) : null,
      content.original ? h("details", {}, h("summary", {}, t("thread.original")), h("p.text", {}, content.original)) : null,
      content.card ? cardOf(content.card) : null,
      carriedView(content, acts.fetchAgain), sharesView(content),
      content.buttons?.length ? h("ul.offered", { "aria-label": t("thread.buttons_shown") }, content.buttons.map((button) => h("li", {}, button.title))) : null),
    reactionView(content),
    h("p.meta", {}, stamp(message.at, "time"), content.edited_at ? h("span", { title: clock.full(content.edited_at) }, ` · ${t("thread.edited")}`) : null, content.elsewhere ? h("span", {}, ` · ${t("thread.elsewhere")}`) : null, content.payload ? h("span", {}, ` · ${t("thread.chosen")}`) : null, ours ? delivery(message.status) : null),
    message.status === "failed" && message.delivery ? failureView(message.delivery, about, acts) : null,
    understoodLine(message.understood), helpfulLine(helpful));
}

const noteView = ({ note }) =>
  h("article.note", {}, h("p.who", {}, icon("note"), t("thread.note_by", { name: nameOf(note.author) })),
    h("p.text", {}, note.text), h("p.meta", {}, stamp(note.at, "time")));

function pendingView({ entry, first }, { retry, edit }) {
  const failed = entry.state === "failed";
  const kind = entry.kind === "note" ? "note" : "message agent ours";
  return h("article", { className: `${kind} pending ${entry.state}${first ? " first" : ""}` },
    entry.kind === "note" ? h("p.who", {}, icon("note"), t("thread.note")) : h("p.who", {}, face(me.name, me.colour, ".tiny"), h("span", {}, t("thread.author.you"))),
    h(entry.kind === "note" ? "div" : "div.bubble", {}, entry.text ? h("p.text", {}, entry.text) : null,
      entry.files?.length ? h("ul.files", { "aria-label": t("thread.attachments") }, entry.files.map((file) => h("li", {}, h("p.file", {}, icon("clip"), h("span", {}, file.name ?? t("thread.attachment")), h("span.soft", {}, size(file.size)))))) : null),
    failed
      ? h("div.failure", {}, icon("warn"), h("p", {}, h("strong", {}, `${t("thread.send_failed")}. `), entry.sentence ?? t("thread.unconfirmed")),
        h("p.buttons", {},
          h("button.button.small", { type: "button", "data-focus": `retry-${entry.id}`, on: { click: () => retry(entry.id) } }, t("app.try_again")),
          h("button.button.small", { type: "button", "data-focus": `edit-${entry.id}`, on: { click: () => edit(entry.id) } }, t("thread.edit"))))
      : h("p.meta", {}, icon("clock"), t("thread.sending")));
}

const ratingView = ({ rating }) =>
  h("div.rating-card", {}, stars(rating.stars, t("thread.rated", { n: rating.stars })),
    h("div", {}, h("p", {}, t("thread.rated", { n: rating.stars })), rating.comment ? h("p.soft", {}, h("q", {}, rating.comment)) : null));

const dayView = ({ at }) => h("div.day", {}, h("time", { dateTime: at, title: clock.date(at) }, clock.dayName(at)));

const VIEWS = { message: messageView, note: noteView, rating: ratingView, day: dayView, packet: packetView };

/** `about` is the conversation; `acts` has retry(id), edit(id) and fetchAgain(file) for what failed here, and failure-view's for what did not arrive. */
export function entryView(entry, about, acts) {
  return entry.kind === "pending" ? pendingView(entry, acts) : VIEWS[entry.kind](entry, about, acts);
}
