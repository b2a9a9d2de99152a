/** One article in one language: written, saved, published; what is typed stays on this device until it is saved. */

import { makeArticleForm } from "./article-form.js";
import { makeArticleSide } from "./article-side.js";
import { diffView } from "./diff-view.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { LANGUAGES, articleAddress, makeArticleDrafts, newAddress, sameForm, toBody, toForm } from "./library-state.js";
import { announce, api, brokenState, skeleton, t, withTime } from "./page.js";

const KEEP_MS = 400;

export function makeArticlePane({ place, edits, store }) {
  const drafts = makeArticleDrafts(store);
  let at = null, article = null, version = 0, form = null, side = null, busy = false, waiting = null, mine = 0;
  const head = h("div.article-head"), notices = h("div.notices"), bar = h("div.article-bar");

  const path = () => `/knowledge/articles/${encodeURIComponent(article.key)}/${at.language}`;
  const saved = () => toForm(article ?? {});
  const dirty = () => Boolean(form) && !sameForm(form.get(), saved());

  async function open(address) {
    const opened = (mine += 1);
    [at, article, form, side] = [address, null, null, null];
    place.replaceChildren(skeleton("article-bones", 4));
    try {
      if (at.view === "article") take(await api.get(`/knowledge/articles/${encodeURIComponent(at.key)}/${at.language}`));
      const entry = at.view === "new" && at.key ? await sourceOf(at.key) : null;
      if (opened === mine) show(entry);
    } catch (failure) {
      if (opened === mine) place.replaceChildren(brokenState(t("library.article_failed"), failure.sentence, () => open(address)));
    }
  }

  /** The article a new translation follows, as the side panel shows it. */
  async function sourceOf(key) {
    for (const code of LANGUAGES) {
      const found = await api.get(`/knowledge/articles/${encodeURIComponent(key)}/${code}`).catch(() => null);
      if (found) return { key, language: found.translations.source ?? code, languages: found.translations.languages.map((one) => one.language), tags: found.tags, intents: found.intents, audience: found.audience };
    }
    return null;
  }

  const take = (answer) => { article = answer; version = answer.version; };

  function show(entry) {
    notices.replaceChildren();
    side = makeArticleSide({ article: () => article, form: () => (form ? form.get() : saved()), language: at.language, restore, edits, store });
    const main = edits ? editor(entry) : null;
    place.replaceChildren(head, h(`div.article${edits ? "" : ".reading"}`, {}, main, side.root));
    if (entry) side.follow(entry);
    else side.draw();
    draw();
  }

  function editor(entry) {
    form = makeArticleForm({ language: at.language, changed });
    form.set({ ...saved(), ...(entry ? { intents: entry.intents, audience: entry.audience } : {}) });
    const draft = drafts.get(at.key, at.language);
    if (draft && !sameForm(draft.form, saved())) {
      form.set(draft.form);
      version = article ? draft.version : 0;
      notices.append(notice("note", withTime("library.draft_kept", draft.at), h("button.button.small", { type: "button", on: { click: discard } }, t("library.discard"))));
    }
    return h("form.card.article-form", { "aria-label": t("library.edit_label"), on: { submit: (event) => { event.preventDefault(); save(); }, keydown: shortcut } }, notices, form.root, bar);
  }

  function shortcut(event) {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  }

  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(keep, KEEP_MS);
    side.typed();
    drawBar();
  }

  function keep() {
    if (!form) return;
    if (dirty()) drafts.keep(at.key, at.language, form.get(), version);
    else drafts.drop(at.key, at.language);
  }

  function discard() {
    drafts.drop(at.key, at.language);
    form.set(saved());
    version = article?.version ?? 0;
    notices.replaceChildren();
    side.draw();
    draw();
    form.focus();
  }

  /** Everything that is sent goes this way: one at a time, failures beside what was typed. */
  async function send(act, said) {
    if (busy) return;
    busy = true;
    drawBar();
    try {
      const answer = await act();
      busy = false;
      notices.replaceChildren();
      drafts.drop(at.key, at.language);
      if (at.view === "new") return void location.replace(articleAddress(answer.key, answer.language));
      take(answer);
      form?.set(saved());
      side.draw();
      draw();
      announce(said);
    } catch (failure) {
      busy = false;
      keep();
      if (failure.status === 409 && failure.answer?.current) await conflict(failure);
      else notices.replaceChildren(notice("warn", h("p", {}, failure.sentence)));
      notices.firstElementChild?.classList.add("lost");
      notices.firstElementChild?.setAttribute("role", "alert");
      draw();
    }
  }

  const save = (status = null) => send(
    () => (at.view === "new"
      ? api.post("/knowledge/articles", { ...toBody(form.get()), language: at.language, key: at.key })
      : api.put(path(), { ...toBody(form.get(), article), version, status })),
    t(status === "published" ? "library.published_now" : "library.saved_now"));
  const setStatus = (status) => send(() => api.post(`${path()}/status`, { version, status }), t(`library.state.${status}`));
  const restore = (number) => send(() => api.post(`${path()}/restore`, { version, restore: number }), t("library.restored", { n: number }));
  const confirm = () => send(() => api.post(`${path()}/confirm`), t("library.confirmed"));
  const lead = () => send(() => api.post(`${path()}/original`), t("library.leads_now"));

  /** Somebody saved first: their words and ours side by side; ours stay in the form. */
  async function conflict({ sentence, answer }) {
    const theirs = { ...article, ...answer.current };
    const pieces = await api.post("/knowledge/compare", { before: theirs.body, after: form.get().body }).catch(() => null);
    version = theirs.version;
    article = theirs;
    drafts.keep(at.key, at.language, form.get(), version);
    notices.replaceChildren(h("div.notice.conflict", {}, icon("warn"), h("div", {},
      h("p.strong", {}, sentence), h("p", {}, t("library.conflict_hint")), pieces ? diffView(pieces) : null,
      h("div.buttons", {}, h("button.button.small", { type: "button", on: { click: discard } }, t("library.take_theirs")), h("button.button.small.main", { type: "button", on: { click: () => save() } }, t("library.save_mine"))))));
  }

  const notice = (sign, ...content) => h("div.notice", {}, icon(sign), content);

  function draw() {
    const tags = article?.translations;
    const own = tags?.languages.find((one) => one.language === at.language);
    head.replaceChildren(
      h("a.back-link", { href: "#/" }, icon("back"), t("library.views.articles")),
      h("div.article-name", {}, h("h2", { lang: at.language }, article?.title ?? t("library.new_title", { language: t(`app.languages.${at.language}`) })),
        own ? h("p.line-up", {}, h(`span.tag.${own.status}`, {}, t(`library.state.${own.status}`)), own.validity === "now" ? null : h("span.tag.wait", {}, icon("clock"), t(`library.validity.${own.validity}`)), own.audience === "agents" ? h("span.tag", {}, icon("shield"), t("library.audience.agents")) : null,
          own.behind ? h("span.tag.wait", {}, icon("clock"), t("library.behind")) : null) : null),
      languages(tags));
    drawBar();
  }

  function languages(tags) {
    if (!tags) return h("span");
    return h("nav.chips", { "aria-label": t("library.languages_label") }, LANGUAGES.map((code) => {
      const version_ = tags.languages.find((one) => one.language === code), name = t(`app.languages.${code}`);
      if (!version_ && !edits) return null;
      return h(`a.lang-chip${version_ ? "" : ".missing"}`, { href: version_ ? articleAddress(article.key, code) : newAddress(code, article.key), "aria-current": code === at.language ? "page" : null },
        name, version_ ? null : h("span.soft", {}, ` · ${t("library.missing")}`), tags.source === code ? h("span.soft", {}, ` · ${t("library.source")}`) : null, version_?.behind ? h("span.soft", {}, ` · ${t("library.behind")}`) : null);
    }), edits && tags.source !== at.language ? h("button.link", { type: "button", on: { click: lead } }, t("library.make_source")) : null);
  }

  function drawBar() {
    if (!form) return;
    const own = article?.translations.languages.find((one) => one.language === at.language);
    const status = article?.status ?? "draft", changes = dirty();
    const button = (label, act, more = "") => h(`button.button${more}`, { type: "button", disabled: busy, on: { click: act }, "data-focus": label }, t(`library.${label}`));
    const active = bar.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    bar.replaceChildren(...[
      h("p.soft.small.saved", { role: "status" }, busy ? t("library.saving") : changes ? t("library.unsaved") : article ? t("library.all_saved") : ""),
      own?.behind ? button("still_right", confirm, ".small") : null,
      status === "published" && !changes ? button("unpublish", () => setStatus("draft"), ".small") : null,
      article && status !== "archived" && !changes ? button("archive", () => setStatus("archived"), ".small") : null,
      status === "archived" ? button("back_to_draft", () => setStatus("draft"), ".small") : null,
      h(`button.button${article && status === "draft" ? "" : ".main"}`, { type: "submit", disabled: busy || (Boolean(article) && !changes), "data-focus": "save", title: "Ctrl+S" }, t(status === "published" ? "library.save_live" : "library.save")),
      article && status === "draft" ? button("publish", () => save("published"), ".main") : null,
    ].filter(Boolean));
    if (active) bar.querySelector(`[data-focus="${active}"]:not(:disabled)`)?.focus();
  }

  return {
    open,
    leave() { clearTimeout(waiting); side?.stop(); keep(); mine += 1; },
  };
}
