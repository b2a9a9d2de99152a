/** What the library's page knows without a page: addresses, filters, drafts, and what a form holds. */

export const LANGUAGES = ["de", "vi", "en"];
export const STATES = ["draft", "published", "archived"];
const FIELDS = ["title", "body", "tags", "asked", "intents", "link", "audience", "valid_from", "valid_to"];

/** #/ the list · #/unanswered … · #/new/de · #/new/de/key · #/article/key/de */
export function readAddress(hash) {
  const [view = "", ...rest] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (["unanswered", "suggestions", "duplicates"].includes(view)) return { view };
  if (view === "new" && LANGUAGES.includes(rest[0])) return { view: "new", language: rest[0], key: rest[1] || null };
  if (view === "article" && rest[0] && LANGUAGES.includes(rest[1])) return { view: "article", key: rest[0], language: rest[1] };
  return { view: "articles" };
}

export const articleAddress = (key, language) => `#/article/${encodeURIComponent(key)}/${language}`;
export const newAddress = (language, key = "") => `#/new/${language}${key ? `/${encodeURIComponent(key)}` : ""}`;

/** The filter as a query; what is not set is left out. */
export function filterQuery({ q = "", language = "", state = "", tag = "", only = "" }, reader, offset = 0) {
  const asked = { q: q.trim(), language, state, tag, behind: only === "behind" ? "true" : "", missing: only === "missing" ? "true" : "", reader, offset: offset ? String(offset) : "" };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value)).toString();
}

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
const commas = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
const day = (iso) => (iso ? iso.slice(0, 10) : "");

/** An article as its form holds it: everything is text, days are days (in UTC, as in files). */
export const toForm = (article) => ({
  title: article.title ?? "", body: article.body ?? "", tags: (article.tags ?? []).join(", "),
  asked: (article.asked ?? []).join("\n"), intents: [...(article.intents ?? [])], link: article.link ?? "",
  audience: article.audience ?? "public", valid_from: day(article.valid_from), valid_to: day(article.valid_to),
});

/** A form as the server takes it; a day nobody touched keeps its exact moment. */
export function toBody(form, article = {}) {
  const moment = (name) => (form[name] === day(article[name]) ? article[name] ?? null : form[name] || null);
  return {
    title: form.title.trim(), body: form.body, tags: commas(form.tags), asked: lines(form.asked), intents: form.intents,
    link: form.link.trim() || null, audience: form.audience, valid_from: moment("valid_from"), valid_to: moment("valid_to"),
  };
}

export const sameForm = (one, other) => FIELDS.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));

/** What was typed and not saved, per article and language. */
export function makeArticleDrafts(store, { now = () => Date.now() } = {}) {
  const name = (key, language) => `article.${key ?? ""}.${language}`;
  return {
    get: (key, language) => store.get(name(key, language)),
    keep: (key, language, form, version) => store.set(name(key, language), { form, version, at: new Date(now()).toISOString() }),
    drop: (key, language) => store.set(name(key, language), null),
  };
}

/** The version of an article that stood at a moment: what a translation was last compared with. */
export const versionAt = (versions, moment) =>
  versions.find((version) => Date.parse(version.at) <= Date.parse(moment))?.version ?? versions.at(-1)?.version ?? null;

/** How many of a hundred answers helped, of those that were judged; null when nobody judged. */
export function helpfulShare({ helped = 0, not_helped: not = 0 }) {
  return helped + not ? Math.round((100 * helped) / (helped + not)) : null;
}

/** What an agent's message says when an answer is put into it: after what is there, with its page. */
export function inserted(text, at, hit, origin) {
  const page = hit.link && !hit.internal ? `\n${new URL(hit.link, origin)}` : "";
  const answer = `${hit.answer}${page}`;
  const before = text.slice(0, at).replace(/\s+$/, ""), after = text.slice(at).replace(/^\s+/, "");
  const head = before ? `${before}\n\n${answer}` : answer;
  return { text: after ? `${head}\n\n${after}` : head, at: head.length };
}
