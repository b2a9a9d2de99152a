/** The templates of each account: fetched or typed in, with their state at the messenger. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { api, brokenState, emptyState, skeleton, stamp, t } from "./page.js";
import { channelName } from "./row-view.js";
import { makeTemplateForm } from "./template-form.js";
import { spoken } from "./template-text.js";
import { wordOr } from "./words.js";

const TAG = { draft: ["", "note"], submitted: ["wait", "clock"], approved: ["good", "check"], rejected: ["lost", "cross"], paused: ["wait", "warn"] };
const path = ({ channel, name }) => `/templates/${encodeURIComponent(channel)}/${encodeURIComponent(name)}`;

export function makeTemplatesPane({ place, tell, counted }) {
  let accounts = null, error = null, busy = null;
  const refusals = new Map();  // account → sentence
  const root = h("div.stack");
  const form = makeTemplateForm({ saved: async (name) => { await load(); tell(t("templates.saved", { name })); } });

  async function load() {
    try {
      ({ accounts } = await api.get("/templates"));
      error = null;
    } catch (failure) {
      error = failure;
    }
    draw();
  }

  function draw() {
    if (error && !accounts) return root.replaceChildren(h("section.card", {}, brokenState(t("templates.failed_load"), error.sentence, load)));
    if (!accounts) return root.replaceChildren(h("section.card", {}, skeleton("line-bones", 4)));
    counted("templates", accounts.reduce((sum, account) => sum + account.templates.length, 0));
    if (!accounts.length) return root.replaceChildren(h("section.card", {}, emptyState(t("templates.no_accounts"), t("templates.no_accounts_hint"), h("a.button", { href: "#/new" }, t("messengers.add")))));
    return root.replaceChildren(...accounts.map(section));
  }

  function section(account) {
    const channel = channelName(account.channel), id = `templates-${account.channel}-${account.name}`, mine = busy === path(account);
    const hint = account.fetches ? t("templates.fetch_hint") : account.channel === "whatsapp" ? t("templates.waba_hint") : t("templates.hand_hint", { channel });
    return h("section.card", { "aria-labelledby": id },
      h("div.card-head", {}, h("h2", { id, tabIndex: -1 }, icon(account.channel), " ", t("templates.of_account", { channel, name: account.name })),
        h("p.buttons", {},
          account.fetches ? h("button.button", { type: "button", disabled: mine, on: { click: () => refresh(account, id) } }, icon("turn"), mine ? t("templates.refreshing") : t("templates.refresh", { channel })) : null,
          h("button.button", { type: "button", on: { click: () => form.open(account) } }, icon("note"), t("templates.add")))),
      h("p.soft.small", {}, hint),
      refusals.has(path(account)) ? h("p.notice.lost", { role: "alert" }, icon("warn"), h("span", {}, refusals.get(path(account)))) : null,
      account.templates.length ? h("ul.cares", {}, account.templates.map((template) => item(account, template))) : emptyState(t("templates.empty"), t("templates.empty_hint")));
  }

  function item(account, template) {
    const [tone, mark] = TAG[template.state];
    return h("li.care", {},
      h("p.account-head", {}, h("strong.mono", {}, template.name), h(`span.tag${tone ? `.${tone}` : ""}`, {}, icon(mark), t(`templates.state.${template.state}`))),
      h("p.soft.line-up", {}, h("span", {}, `${wordOr(t, `app.languages.${spoken(template.language)}`, template.language)} (${template.language})`), h("span", {}, wordOr(t, `templates.categories.${template.category}`, template.category)),
        h("span", {}, t("templates.values", { n: template.values })), h("span", {}, t(template.fetched ? "templates.fetched" : "templates.typed"), " ", stamp(template.updated_at))),
      h("blockquote.examples.template-body", { lang: spoken(template.language) }, template.body),
      template.reason ? h("p.small", {}, `${t("templates.reason")}: ${template.reason}`) : null,
      template.fits ? null : h("p.notice.wait", {}, icon("warn"), h("span", {}, h("strong", {}, `${t("templates.unfit")}. `), t("templates.unfit_hint"))),
      template.fetched ? null : h("p.buttons", {}, h("button.button.small", { type: "button", on: { click: () => form.open(account, template) } }, t("templates.edit"), h("span.hidden", {}, `: ${template.name} ${template.language}`)),
        h("button.button.small", { type: "button", on: { click: () => remove(account, template) } }, t("templates.remove"), h("span.hidden", {}, `: ${template.name} ${template.language}`))));
  }

  async function attempt(account, work) {
    refusals.delete(path(account));
    try {
      await work();
    } catch (failure) {
      refusals.set(path(account), failure.sentence);
    }
    busy = null;
    await load();
  }

  async function refresh(account, id) {
    busy = path(account);
    draw();
    await attempt(account, async () => tell(t("templates.refreshed", { n: (await api.post(`${path(account)}/refresh`)).found })));
    root.querySelector(`#${CSS.escape(id)}`)?.focus();
  }

  function remove(account, template) {
    const dialog = h("dialog.keys", { "aria-labelledby": "template-remove" }, h("h2", { id: "template-remove" }, t("templates.remove_sure", { name: `${template.name} (${template.language})` })),
      h("p.buttons", {}, h("button.button.lost", { type: "button", on: { click: async () => {
        dialog.close();
        await attempt(account, async () => { await api.remove(`/templates/${template.id}`); tell(t("templates.removed", { name: template.name })); });
        root.querySelector("h2")?.focus();
      } } }, t("templates.remove")), h("button.button", { type: "button", autofocus: true, on: { click: () => dialog.close() } }, t("messengers.cancel"))));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  return {
    open() {
      place.replaceChildren(root);
      draw();
      load();
    },
  };
}
