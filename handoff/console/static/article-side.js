/** Beside the article: how customers see it, another language, its versions, where it was used. */

import { changesView } from "./diff-view.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { LANGUAGES, articleAddress, newAddress, versionAt } from "./library-state.js";
import { announce, api, brokenState, emptyState, intentTitle, language as reader, skeleton, stamp, t } from "./page.js";

const PAUSE_MS = 350;
const fragment = (html) => {
  // The server has cleaned it (knowledge/rendering.py); no script, style or handler is left in it.
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
};

/** `article()` is what is saved (null for a new one), `form()` what is typed; `restore(version)` takes one back. */
export function makeArticleSide({ article, form, language, restore, edits, store }) {
  let view = store.get("library.side") ?? "preview", waiting = null, asked = 0;
  const panel = h("div.side-panel", { id: "side-panel" });
  const names = () => (article() ? ["preview", "beside", "versions", "usage"] : article() === null && beside() ? ["preview", "beside"] : ["preview"]);
  const choices = h("div.choices", { role: "group", "aria-label": t("library.side_label") });
  const root = h("aside.card.article-side", { "aria-label": t("library.side_label") }, choices, panel);
  let sibling = null;  // a new translation's source
  const beside = () => sibling ?? article()?.translations.languages.find((one) => one.language !== language);

  function choose(name) {
    view = name;
    store.set("library.side", name);
    draw();
  }

  /** Only the newest question's answer is shown. */
  async function show(load, view_) {
    const mine = (asked += 1);
    if (!panel.childElementCount) panel.replaceChildren(skeleton("side-bones", 3));
    try {
      const answer = await load();
      if (mine === asked) panel.replaceChildren(...[view_(answer)].flat().filter(Boolean));
    } catch (failure) {
      if (mine === asked) panel.replaceChildren(brokenState(t("library.side_failed"), failure.sentence, draw));
    }
  }

  const SHOW = {
    preview: () => show(() => (edits ? api.post("/knowledge/preview", { body: form().body }) : article()), ({ html }) => {
      const title = form().title.trim();
      return html || title ? h("div.rendered", { lang: language }, h("h2", {}, title), fragment(html)) : h("p.soft", {}, t("library.preview_empty"));
    }),
    beside: () => show(besideLoad, besideView),
    versions: () => show(() => api.get(`${path()}/versions`), versionsView),
    usage: () => show(() => api.get(`/knowledge/usage/${encodeURIComponent(article().key)}`), usageView),
  };
  const path = () => `/knowledge/articles/${encodeURIComponent(article().key)}/${language}`;

  async function besideLoad() {
    const key = article()?.key ?? sibling.key, all = article()?.translations;
    const source = all?.source ?? sibling.language;
    const wished = store.get("library.beside");
    const there = all ? all.languages.map((one) => one.language).filter((code) => code !== language) : LANGUAGES.filter((code) => sibling.languages.includes(code) && code !== language);
    const code = there.includes(wished) ? wished : source !== language ? source : there[0];
    if (!code) return null;
    const other = await api.get(`/knowledge/articles/${encodeURIComponent(key)}/${code}`);
    const own = all?.languages.find((one) => one.language === language);
    if (!own?.behind || code !== source) return { other, there, changes: null };
    const versions = await api.get(`/knowledge/articles/${encodeURIComponent(key)}/${code}/versions`);
    const before = versionAt(versions, own.looked_at);
    return { other, there, changes: await api.get(`/knowledge/articles/${encodeURIComponent(key)}/${code}/compare?before=${before}&after=${other.version}`) };
  }

  function besideView(found) {
    if (!found) return emptyState(t("library.no_other"), t("library.no_other_hint"),
      edits && article() ? article().translations.missing.map((code) => h("a.button", { href: newAddress(code, article().key) }, t("library.translate_into", { language: t(`app.languages.${code}`) }))) : null);
    const { other, there, changes } = found;
    return [
      h("div.choices", { role: "group", "aria-label": t("library.beside_label") }, there.map((code) =>
        h("button.choice", { type: "button", "aria-pressed": String(code === other.language), on: { click: () => { store.set("library.beside", code); draw(); } } }, t(`app.languages.${code}`)))),
      changes?.length ? h("section.change", {}, h("h3", {}, t("library.changed_since")), changesView(changes)) : null,
      h("div.rendered", { lang: other.language }, h("h2", {}, other.title), fragment(other.html)),
      h("p", {}, h("a", { href: articleAddress(other.key, other.language) }, t("library.open_other"))),
    ];
  }

  const versionsView = (versions) => h("ol.versions", {}, versions.map((version, at) => {
    const details = h("details.part", { on: { toggle: (event) => { if (event.target.open) compare(event.target, versions, at); } } },
      h("summary", {}, h("span", {}, h("strong", {}, t("library.version_n", { n: version.version })), " ", h("span.soft", {}, `${version.author} · `), stamp(version.at)), h(`span.tag.${version.status}`, {}, t(`library.state.${version.status}`))),
      h("div.version-body", {}, skeleton("side-bones", 1)));
    return h("li", {}, details);
  }));

  async function compare(details, versions, at) {
    const body = details.querySelector(".version-body"), version = versions[at], before = versions[at + 1];
    try {
      const changes = before ? await api.get(`${path()}/compare?before=${before.version}&after=${version.version}`) : null;
      body.replaceChildren(...[changes ? changesView(changes) : h("p.soft", {}, t("library.first_version")),
        at && edits ? h("button.button.small", { type: "button", on: { click: () => restore(version.version) } }, icon("turn"), t("library.restore")) : null].flat().filter(Boolean));
    } catch (failure) {
      body.replaceChildren(h("p.notice.lost", { role: "alert" }, failure.sentence));
    }
  }

  function usageView(used) {
    if (!used.answered) return emptyState(t("library.unused"), t("library.unused_hint", { n: used.days }));
    const number = (name, n) => h("div", {}, h("dt", {}, t(`library.usage.${name}`)), h("dd.number", {}, new Intl.NumberFormat(reader).format(n)));
    return [
      h("p.soft.small", {}, t("library.last_days", { n: used.days })),
      h("dl.figures", {}, number("answered", used.answered), number("helped", used.helped), number("not_helped", used.not_helped), number("person", used.person)),
      h("h3", {}, t("library.understood_as")), h("p.line-up", {}, used.intents.map(({ intent, n }) => h("span.tag", {}, `${intentTitle(intent)} ${n}`))),
      h("h3", {}, t("library.conversations")), h("ul.plain-list.uses", {}, used.conversations.map(useItem)),
    ];
  }

  const useItem = (use) => h("li", {},
    h("a", { href: `/console#/${encodeURIComponent(use.conversation ?? "")}`, lang: use.language }, use.text || t("library.button_pressed")),
    h("p.soft.line-up", {}, stamp(use.at), use.helpful === null ? null : h("span", {}, icon(use.helpful ? "check" : "cross"), t(use.helpful ? "library.usage.helped" : "library.usage.not_helped")), use.person ? h("span", {}, icon("person"), t("library.usage.person")) : null));

  function draw() {
    const shown = names();
    if (!shown.includes(view)) view = "preview";
    choices.hidden = shown.length < 2;
    choices.replaceChildren(...shown.map((name) => h("button.choice", { type: "button", "aria-pressed": String(name === view), "aria-controls": "side-panel", "data-focus": name,
      on: { click: () => { panel.replaceChildren(); choose(name); choices.querySelector(`[data-focus="${name}"]`).focus(); announce(t(`library.side.${name}`)); } } }, t(`library.side.${name}`))));
    SHOW[view]();
  }

  return {
    root, draw,
    /** A new translation is written beside the article it follows. */
    follow(entry) { sibling = entry; view = "beside"; draw(); },
    typed() {
      if (view !== "preview") return;
      clearTimeout(waiting);
      waiting = setTimeout(() => SHOW.preview(), PAUSE_MS);
    },
    stop: () => clearTimeout(waiting),
  };
}
