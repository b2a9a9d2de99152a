/** Choosing a template: the approved ones, their values as fields, and what the customer will read. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { announce, api, brokenState, emptyState, skeleton, t } from "./page.js";
import { called, complete, pieces, places, spoken } from "./template-text.js";
import { wordOr } from "./words.js";

/** `send(template, values, id)`, the same id for what is tried again, answers with the sentence of what went wrong, or null; `claims()` whether it takes the conversation first. */
export function makeTemplatePane({ send, claims }) {
  let found = [], chosen = null, values = {}, id = null, refused = "", busy = false;
  const title = h("h2", { id: "template-title" }, t("picker.title"));
  const body = h("div.picker");
  const dialog = h("dialog.keys.insert", { "aria-labelledby": "template-title" },
    h("header", {}, title, h("button.icon-button", { type: "button", "aria-label": t("app.close"), on: { click: () => dialog.close() } }, icon("cross"))), body);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  async function load(conversation) {
    body.replaceChildren(skeleton("line-bones", 3));
    try {
      found = await api.get(`/conversations/${encodeURIComponent(conversation)}/templates`);
    } catch (failure) {
      return body.replaceChildren(brokenState(t("templates.failed_load"), failure.sentence, () => load(conversation)));
    }
    choose(found[0] ?? null);
    return body.querySelector("select, button")?.focus();
  }

  function choose(template) {
    [chosen, values, refused] = [template, {}, ""];
    renew();
    draw();
  }

  /** Other words are another message; the same words, sent again when an answer was lost, are not. */
  const renew = () => { id = crypto.randomUUID(); };

  const name = (template) => `${called(template)} · ${wordOr(t, `app.languages.${spoken(template.language)}`, template.language)}`;

  function draw() {
    if (!chosen) return body.replaceChildren(emptyState(t("picker.empty"), t("picker.empty_hint")));
    const select = h("select.field", { id: "template-choice", on: { change: () => { choose(found[select.selectedIndex]); body.querySelector("select").focus(); } } },
      found.map((template) => h("option", { selected: template === chosen }, name(template))));
    const preview = h("blockquote.bubble.preview", { lang: spoken(chosen.language), "aria-live": "polite" });
    const alert = h("p.notice.lost", { role: "alert", hidden: !refused }, refused);
    const fields = places(chosen.body).map((place) => field(place, () => fill(preview)));
    const form = h("form.fields", { noValidate: true, on: { submit: (event) => { event.preventDefault(); submit(alert); } } },
      h("div.row", {}, h("label", { htmlFor: "template-choice" }, t("picker.choose")), select, h("p.soft.small", {}, t("picker.hint"))),
      fields, h("div.row", {}, h("p.label", {}, t("picker.preview")), preview), alert,
      h("p.buttons", {}, h("button.button.main", { type: "submit", disabled: busy }, icon("send"), t(claims() ? "picker.claim_and_send" : "picker.send"))));
    fill(preview);
    return body.replaceChildren(form);
  }

  /** "customer_name" → "customer name"; a number says no more than which it is. */
  const label = (place) => (/^\d/.test(place) ? t("picker.value", { n: place }) : place.replaceAll("_", " "));

  const field = (place, changed) => h("div.row", {}, h("label", { htmlFor: `template-value-${place}` }, label(place)),
    h("input.field", { id: `template-value-${place}`, autocomplete: "off", required: true, lang: spoken(chosen.language), on: { input: (event) => { values[place] = event.target.value; renew(); changed(); } } }));

  function fill(preview) {
    preview.replaceChildren(...pieces(chosen.body, values).map((piece) =>
      (typeof piece === "string" ? piece : piece.value ? h("strong", {}, piece.value) : h("span.gap", {}, label(piece.place)))));
  }

  async function submit(alert) {
    if (busy) return undefined;
    setBusy(true);
    refused = complete(chosen.body, values) ? await send(chosen, places(chosen.body).map((place) => values[place]), id) : t("picker.missing");
    setBusy(false);
    if (!alert.isConnected) return announce(refused || t("picker.sent"));  // the pane shows something else by now
    if (!refused) {
      dialog.close();
      return announce(t("picker.sent"));
    }
    alert.textContent = refused;
    alert.hidden = false;
    const missing = [...body.querySelectorAll("input")].find((input) => !input.value.trim());
    if (missing || !body.contains(document.activeElement)) (missing ?? body.querySelector("button")).focus();
    return undefined;
  }

  function setBusy(now) {
    busy = now;
    const button = body.querySelector("button[type=submit]");
    if (button) button.disabled = busy;
  }

  return {
    open(conversation) {
      if (!dialog.open) dialog.showModal();
      load(conversation);
    },
    get isOpen() { return dialog.open; },
  };
}
