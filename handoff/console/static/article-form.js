/** The fields of an article: title and words first, the rest folded away. */

import { combobox } from "./combobox.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { intentTitle, language as reader, t } from "./page.js";
import { findIntents, titleOf } from "./review-state.js";

const known = Object.entries(JSON.parse(document.getElementById("intents").textContent)).map(([name, title]) => ({ name, title: { [reader]: title } }));

/** `changed()` hears every change. `set(form)` fills the fields, `get()` reads them. */
export function makeArticleForm({ language, changed }) {
  let intents = [];
  const hear = { on: { input: changed } };
  const input = (id, more = {}) => h("input.field", { id: `article-${id}`, autocomplete: "off", ...hear, ...more });
  const area = (id, rows, more = {}) => h("textarea.field", { id: `article-${id}`, rows, ...hear, ...more });
  const fields = {
    title: input("title", { maxLength: 300, required: true, lang: language }),
    body: area("body", 18, { spellcheck: true, lang: language }),
    asked: area("asked", 4, { lang: language }),
    tags: input("tags", { lang: language }),
    link: input("link", { maxLength: 500, spellcheck: false }),
    valid_from: input("valid_from", { type: "date" }), valid_to: input("valid_to", { type: "date" }),
    audience: h("select.field", { id: "article-audience", on: { change: changed } }, ["public", "agents"].map((name) => h("option", { value: name }, t(`library.audience.${name}`)))),
  };
  fields.body.classList.add("article-body");

  const chips = h("ul.chips");
  const choice = combobox({
    label: t("library.add_intent"), placeholder: t("library.add_intent"), nothing: t("training.no_match"),
    find: (typed) => findIntents(known.filter(({ name }) => !intents.includes(name)), typed, reader), text: (option) => titleOf(option, reader),
    view: (option) => [h("span.option-title", {}, titleOf(option, reader))],
    chosen: (option) => { if (option) setIntents([...intents, option.name], true); },
  });

  function setIntents(next, byHand) {
    intents = next;
    chips.replaceChildren(...intents.map((name) => h("li.tag", {}, intentTitle(name),
      h("button.icon-button.tiny", { type: "button", "aria-label": t("library.remove_intent", { intent: intentTitle(name) }), on: { click: () => { setIntents(intents.filter((other) => other !== name), true); choice.input.focus(); } } }, icon("cross")))));
    if (!byHand) return;
    choice.set(null);
    changed();
  }

  const row = (name, hint = "") => h("div.row", {}, h("label", { htmlFor: `article-${name}` }, t(`library.field.${name}`)), fields[name],
    hint ? h("p.soft.small", { id: `article-${name}-hint` }, hint) : null);
  for (const name of ["body", "asked", "tags", "valid_to"]) fields[name].setAttribute("aria-describedby", `article-${name}-hint`);

  const root = h("div.fields", {},
    row("title"), row("body", t("library.body_hint")), row("asked", t("library.asked_hint")),
    h("details.part", {}, h("summary", {}, h("h3", {}, t("library.details"))),
      h("div.fields", {}, row("tags", t("library.tags_hint")),
        h("div.row", {}, h("span.label", {}, t("library.field.intents")), chips, choice.root),
        row("audience"), row("link"),
        h("div.two", {}, row("valid_from"), row("valid_to", t("library.valid_hint"))))));

  return {
    root,
    set(form) {
      for (const [name, field] of Object.entries(fields)) if (field.value !== form[name]) field.value = form[name];
      setIntents([...form.intents], false);
    },
    get: () => ({ ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])), intents: [...intents] }),
    focus: () => fields.title.focus(),
  };
}
