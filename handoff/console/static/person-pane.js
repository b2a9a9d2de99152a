/** The right column: who the customer is, folded into parts that stay as they were left. */

import { $, h, keepingFocus } from "./dom.js";
import { icon, stars } from "./icons.js";
import { language, skeleton, stamp, t, withTime } from "./page.js";
import { orderList } from "./order-view.js";
import { makePeople } from "./people-part.js";
import { reasonTitle } from "./packet-view.js";
import { channelMark } from "./row-view.js";
import { nameOf } from "./thread-state.js";
import { localeOf, wordOr } from "./words.js";

const EVIDENCE = { signed_login: "good", proof: "good", one_time_code: "good", messenger: "good", agent: "wait", none: "wait" };
const FIRST_OPEN = { contact: true, people: true, orders: true, past: true, ratings: false, consents: false, notes: true };

const country = (code) => {
  try { return new Intl.DisplayNames(localeOf(language), { type: "region" }).of(code); } catch { return code; }
};

export function makePersonPane({ conversation, show, store }) {
  const head = $("person-head"), body = $("person-body");
  const people = makePeople({ conversation });
  let sign = null;
  const folds = () => ({ ...FIRST_OPEN, ...store.get("folds") });

  function part(name, count, ...content) {
    const toggled = (event) => store.set("folds", { ...store.get("folds"), [name]: event.target.open });
    return h("details.part", { open: folds()[name], on: { toggle: toggled } },
      h("summary", {}, h("h3", {}, t(`person.${name}`)), count === null ? null : h("span.count", {}, String(count))), content);
  }

  const fact = (label, value) => (value ? h("div", {}, h("dt", {}, label), h("dd", {}, value)) : null);
  const none = (key) => h("p.soft", {}, t(`person.${key}`));

  function evidence(person) {
    const kind = person?.evidence in EVIDENCE ? person.evidence : "none";
    return h(`p.evidence.${EVIDENCE[kind]}`, {}, icon(EVIDENCE[kind] === "good" ? "shield" : "warn"),
      h("span", {}, h("strong", {}, t(`person.evidence.${kind}`)), h("span.soft", {}, t(`person.evidence_hint.${kind}`))));
  }

  const who = (person) => h("div.who-is", {},
    h("p.person-name", {}, person.name),
    person.since ? h("p.soft", {}, withTime("person.since", person.since, "date")) : null,
    person.level ? h("p.loyalty", {}, h("span", {}, `${t("person.loyalty")}: ${wordOr(t, `person.level.${person.level}`, person.level)}`), h("span.number", {}, t("person.points", { n: person.points ?? 0 }))) : null);

  const contact = (person) => h("dl.facts-list", {},
    fact(t("person.email"), person.email ? h("a", { href: `mailto:${person.email}` }, person.email) : null),
    fact(t("person.phone"), person.phone ? h("a", { href: `tel:${person.phone.replaceAll(" ", "")}` }, person.phone) : null),
    fact(t("person.place"), [person.city, person.country ? country(person.country) : null].filter(Boolean).join(", ")),
    fact(t("person.language"), wordOr(t, `app.languages.${person.language}`, person.language ?? "")));

  const pastItem = (past) => h("li", {},
    h("a", { href: `#/${encodeURIComponent(past.id)}` }, past.subject || t("person.no_subject")),
    h("p.soft.line-up", {}, channelMark(past.channel), stamp(past.opened_at, "date"), past.reason ? h("span", {}, reasonTitle(past.reason)) : null,
      past.rating ? stars(past.rating, t("person.stars", { n: past.rating })) : null));

  const ratingItem = (rating) => h("li", {}, h("p.line-up", {}, stars(rating.stars, t("person.stars", { n: rating.stars })), stamp(rating.at, "date", "soft")), rating.comment ? h("p", {}, rating.comment) : null);
  const noteItem = (note) => h("li.note-item", {}, h("p", {}, note.text), h("p.soft.line-up", {}, h("span", {}, nameOf(note.author ?? note.by)), stamp(note.at, "date")));

  const consents = (given) => h("ul.consents", {}, Object.entries(given).map(([name, yes]) =>
    h("li", {}, icon(yes ? "check" : "cross"), h("span", {}, wordOr(t, `person.consent.${name}`, name)), h("span.soft", {}, t(yes ? "person.agreed" : "person.declined")))));

  const listOr = (items, view, key, kind) => (items?.length ? h(`ul.${kind}`, {}, items.map(view)) : none(key));

  function content(person) {
    const orders = person.orders ?? [], past = person.past ?? [], ratings = person.ratings ?? [], notes = person.notes ?? [];
    return [
      who(person), evidence(person),
      part("orders", orders.length, orders.length ? orderList(orders) : none("no_orders")),
      part("notes", notes.length, listOr(notes, noteItem, "no_notes", "plain-list")),
      part("past", past.length, listOr(past, pastItem, "no_past", "plain-list")),
      part("contact", null, contact(person)),
      part("people", null, people.root),
      part("ratings", ratings.length, listOr(ratings, ratingItem, "no_ratings", "plain-list")),
      Object.keys(person.consents ?? {}).length ? part("consents", null, consents(person.consents)) : null,
    ].filter(Boolean);
  }

  const unknown = (about) => [
    h("div.who-is", {}, h("p.person-name", {}, about.name || t("person.unknown")), about.name ? h("p.soft", {}, t("person.unknown")) : null),
    evidence(null), h("p.soft", {}, t("person.unknown_hint")),
    part("people", null, people.root),
  ];

  function draw() {
    const { thread } = conversation;
    const next = JSON.stringify([conversation.id, Boolean(thread), Boolean(conversation.error), thread?.person, thread?.identity, thread?.conversation.name]);
    if (next === sign) return;
    sign = next;
    head.replaceChildren(
      h("button.icon-button.back", { type: "button", title: t("person.back"), "aria-label": t("person.back"), on: { click: () => show("thread") } }, icon("back")),
      h("h2", { id: "person-title", tabIndex: -1 }, t("person.title")));
    if (!conversation.id || conversation.error) return body.replaceChildren(h("p.soft", {}, conversation.id ? "" : t("person.none")));
    if (!thread) return body.replaceChildren(skeleton("person-bones", 4));
    people.draw();
    return keepingFocus(body, () => body.replaceChildren(...(thread.person ? content(thread.person) : unknown(thread.conversation))));
  }

  return { draw, focus: () => $("person-title")?.focus({ preventScroll: true }) };
}
