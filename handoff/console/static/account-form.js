/** One account's settings: the fields its messenger declares; secrets go in and are never shown. */

import { NAME, missing, sent } from "./account-state.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { api, brokenState, language as reader, skeleton, t } from "./page.js";
import { channelName } from "./row-view.js";
import { wordOr } from "./words.js";

/** A field's words in the reader's language, else as the channel declares them. */
export const labelOf = (channel, field) => wordOr(t, `fields.${channel}.${field.name}`, field.label);
const hintOf = (channel, field) => wordOr(t, `field_hints.${channel}.${field.name}`, field.hint);

export function makeAccountForm({ place, tell }) {
  let kinds = [], kind = null, account = null, values = {};

  async function open(channel, name) {
    place.replaceChildren(skeleton("line-bones", 4));
    try {
      const found = await api.get("/channels");
      kinds = found.channels;
      account = found.accounts.find((one) => one.channel === channel && one.name === name) ?? null;
    } catch (failure) {
      return place.replaceChildren(brokenState(t("messengers.failed_load"), failure.sentence, () => open(channel, name)));
    }
    choose(account?.channel ?? kinds[0].name);
    return place.querySelector("h2").focus();
  }

  function choose(name) {
    kind = kinds.find((one) => one.name === name);
    values = Object.fromEntries(kind.fields.map((field) => [field.name, account?.settings[field.name] ?? (account || field.secret ? "" : field.default ?? "")]));
    draw();
  }

  function draw() {
    const name = h("input.field.mono", { id: "account-name", value: account?.name ?? "", disabled: Boolean(account), autocomplete: "off", spellcheck: false, "aria-describedby": "account-name-hint" });
    const spoken = h("select.field", { id: "account-language" }, ["de", "vi", "en"].map((code) => h("option", { value: code, selected: (account?.language ?? reader) === code }, t(`app.languages.${code}`))));
    const alert = h("p.notice.lost", { role: "alert", hidden: true });
    const form = h("form.fields", { noValidate: true, on: { submit: (event) => { event.preventDefault(); save(name.value.trim(), spoken.value, alert); } } },
      account ? null : row("account-channel", t("messengers.choose"), chooser()),
      row("account-name", t("messengers.name"), name, t("messengers.name_hint")),
      row("account-language", t("messengers.language"), spoken, t("messengers.language_hint")),
      kind.fields.map(fieldRow), alert,
      h("p.buttons", {}, h("button.button.main", { type: "submit" }, t("messengers.save")), h("a.button", { href: "#/accounts" }, t("messengers.cancel"))));
    const title = account ? t("messengers.edit_title", { channel: channelName(account.channel), name: account.name }) : t("messengers.add_title");
    place.replaceChildren(h("section.card.narrow", { "aria-labelledby": "form-title" }, h("h2", { id: "form-title", tabIndex: -1 }, title), form));
  }

  function chooser() {
    const select = h("select.field", { id: "account-channel", on: { change: () => { choose(select.value); place.querySelector("#account-channel").focus(); } } },
      kinds.map((one) => h("option", { value: one.name, selected: one === kind }, channelName(one.name))));
    return select;
  }

  const row = (id, label, control, ...hints) => {
    const said = hints.filter(Boolean);
    if (said.length) control.setAttribute("aria-describedby", `${id}-hint`);
    return h("div.row", {}, h("label", { htmlFor: id }, label), control, said.length ? h("p.soft.small", { id: `${id}-hint` }, said.join(" ")) : null);
  };

  function fieldRow(field) {
    const id = `field-${field.name}`, set = account && field.secret && field.default === null;
    const label = [labelOf(kind.name, field), field.default === "" ? h("span.soft", {}, ` (${t("messengers.optional")})`) : null];
    if (set) return secretRow(field, id, label);
    const usual = field.default && field.default !== values[field.name] ? t("messengers.default", { value: field.default }) : "";
    return row(id, label, input(field, id), hintOf(kind.name, field), usual, field.secret ? t("messengers.secret_hint") : "", field.secret && account ? t("messengers.secret_stays") : "");
  }

  const input = (field, id) => h("input.field", {
    id, value: values[field.name], type: field.secret ? "password" : "text", autocomplete: field.secret ? "new-password" : "off", spellcheck: false,
    on: { input: (event) => { values[field.name] = event.target.value; } },
  });

  /** "Set": replaced only by those who say so. */
  function secretRow(field, id, label) {
    const place_ = h("div.row");
    const kept = () => place_.replaceChildren(h("p.label", {}, label), h("p.webhook", {}, h("span.tag.good", {}, icon("shield"), t("messengers.secret_set")),
      h("button.button.small", { type: "button", on: { click: anew } }, t("messengers.replace"), h("span.hidden", {}, `: ${labelOf(kind.name, field)}`))));
    function anew() {
      const control = input(field, id);
      place_.replaceChildren(...row(id, label, control, hintOf(kind.name, field), t("messengers.secret_hint")).childNodes,
        h("button.link", { type: "button", on: { click: () => { values[field.name] = ""; kept(); place_.querySelector("button").focus(); } } }, t("messengers.keep")));
      control.focus();
    }
    kept();
    return place_;
  }

  async function save(name, language, alert) {
    const lacks = missing(kind.fields, values, account);
    const refuse = (sentence, id) => {
      alert.textContent = sentence;
      alert.hidden = false;
      place.querySelector(`#${id}`)?.focus();
    };
    if (!account && !NAME.test(name)) return refuse(t("messengers.name_hint"), "account-name");
    if (lacks.length) return refuse(t("messengers.required", { fields: lacks.map((one) => labelOf(kind.name, kind.fields.find((field) => field.name === one))).join(", ") }), `field-${lacks[0]}`);
    let saved;
    try {
      saved = await api.put(`/channels/${kind.name}/${encodeURIComponent(name)}`, { values: sent(kind.fields, values), language });
    } catch (failure) {
      return refuse(failure.sentence, "");
    }
    tell(t(account || !saved.webhook ? "messengers.saved" : "messengers.saved_new", { name, channel: channelName(kind.name) }));
    location.hash = "#/accounts";
    return undefined;
  }

  return { open };
}
