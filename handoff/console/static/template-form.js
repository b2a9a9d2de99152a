/** Typing a template in as it was approved, for messengers that do not tell theirs. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { api, t } from "./page.js";

const STATES = ["draft", "submitted", "approved", "rejected", "paused"], CATEGORIES = ["utility", "marketing", "authentication"];

/** `saved(name)` is called after one was saved. */
export function makeTemplateForm({ saved }) {
  const dialog = h("dialog.keys.insert", { "aria-labelledby": "typed-title" });
  document.body.append(dialog);

  const row = (name, control, hint) => {
    control.id = `typed-${name}`;
    if (hint) control.setAttribute("aria-describedby", `typed-${name}-hint`);
    return h("div.row", {}, h("label", { htmlFor: control.id }, t(`templates.${name === "state" ? "state_label" : name}`)), control, hint ? h("p.soft.small", { id: `typed-${name}-hint` }, hint) : null);
  };
  const choice = (names, chosen, words) => h("select.field", {}, names.map((name) => h("option", { value: name, selected: name === chosen }, t(`templates.${words}.${name}`))));

  function open(account, template = null) {
    const known = Boolean(template);
    const given = {
      name: h("input.field.mono", { value: template?.name ?? "", disabled: known, autocomplete: "off", spellcheck: false }),
      language: h("input.field.mono", { value: template?.language ?? "", disabled: known, autocomplete: "off", spellcheck: false }),
      category: choice(CATEGORIES, template?.category ?? "utility", "categories"),
      body: h("textarea.field", { value: template?.body ?? "", rows: 5 }),
      state: choice(STATES, template?.state ?? "approved", "state"),
      reason: h("input.field", { value: template?.reason ?? "", autocomplete: "off" }),
    };
    const alert = h("p.notice.lost", { role: "alert", hidden: true });
    const form = h("form.fields", { noValidate: true, on: { submit: (event) => { event.preventDefault(); save(account, given, alert); } } },
      row("name", given.name, t("templates.name_hint")), row("language", given.language, t("templates.language_hint")), row("category", given.category),
      row("body", given.body, t("templates.body_hint")), row("state", given.state), row("reason", given.reason), alert,
      h("p.buttons", {}, h("button.button.main", { type: "submit" }, t("messengers.save")), h("button.button", { type: "button", on: { click: () => dialog.close() } }, t("messengers.cancel"))));
    dialog.replaceChildren(h("header", {}, h("h2", { id: "typed-title" }, t(known ? "templates.edit" : "templates.add")),
      h("button.icon-button", { type: "button", "aria-label": t("app.close"), on: { click: () => dialog.close() } }, icon("cross"))), form);
    dialog.showModal();
    (known ? given.body : given.name).focus();
  }

  async function save(account, given, alert) {
    const values = Object.fromEntries(Object.entries(given).map(([name, control]) => [name, control.value.trim()]));
    const empty = ["name", "language", "body"].find((name) => !values[name]);
    try {
      if (empty) throw { sentence: t("messengers.required", { fields: t(`templates.${empty}`) }) };
      await api.put(`/templates/${encodeURIComponent(account.channel)}/${encodeURIComponent(account.name)}`, values);
    } catch (failure) {
      alert.textContent = failure.sentence;
      alert.hidden = false;
      given[empty ?? "name"].focus();
      return;
    }
    dialog.close();
    await saved(values.name);
  }

  return { open };
}
