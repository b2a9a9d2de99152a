/** The accounts of all messengers: how each does, its webhook's address, and test, edit, remove. */

import { SIGNS, accountState } from "./account-state.js";
import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { api, brokenState, clock, emptyState, skeleton, stamp, t } from "./page.js";
import { channelName } from "./row-view.js";

const path = ({ channel, name }) => `/channels/${encodeURIComponent(channel)}/${encodeURIComponent(name)}`;
const key = ({ channel, name }) => `${channel}/${name}`;

export function makeAccountsPane({ place, tell, counted }) {
  let accounts = null, error = null;
  const tests = new Map();  // key → {busy} | {answer} | {sentence}
  const list = h("ul.cares"), state = h("div");
  const root = h("section.card", { "aria-labelledby": "accounts-title" },
    h("div.card-head", {}, h("h2", { id: "accounts-title" }, t("messengers.views.accounts")), h("a.button.main", { href: "#/new" }, t("messengers.add"))), list, state);

  async function load() {
    try {
      ({ accounts } = await api.get("/channels"));
      error = null;
    } catch (failure) {
      error = failure;
    }
    draw();
  }

  function draw() {
    patch(list, (accounts ?? []).map((account) => ({
      key: key(account), sign: JSON.stringify([account, tests.get(key(account))]),
      fill: (element) => { element.className = "care account"; element.replaceChildren(...card(account)); },
    })));
    if (error && !accounts) return state.replaceChildren(brokenState(t("messengers.failed_load"), error.sentence, load));
    if (!accounts) return state.replaceChildren(skeleton("line-bones", 4));
    counted("accounts", accounts.length);
    return state.replaceChildren(...(accounts.length ? [] : [emptyState(t("messengers.empty"), t("messengers.empty_hint"), h("a.button", { href: "#/new" }, t("messengers.add")))]));
  }

  function card(account) {
    const channel = channelName(account.channel), how = accountState(account), [tone, mark] = SIGNS[how];
    return [
      h("div.account-head", {}, h("h3", {}, icon(account.channel), `${channel}: ${account.name}`), h(`span.tag${tone ? `.${tone}` : ""}`, {}, icon(mark), t(`messengers.state.${how}`))),
      account.log_in_again ? h("p.notice.lost", {}, icon("warn"), h("span", {}, t("messengers.log_in", { channel }), h("br"), h("span.soft.small", { lang: "en" }, account.log_in_again))) : null,
      account.trouble ? h("p.notice.lost", {}, icon("warn"), h("span", {}, t("messengers.mailbox"), h("br"), h("span.mono.small", { lang: "en" }, account.trouble))) : null,
      account.paused_until ? h("p.notice.wait", {}, icon("clock"), h("span", {}, t("messengers.paused", { time: clock.full(account.paused_until), channel }))) : null,
      h("dl.account-facts", {},
        fact("last_call", account.last_call ? stamp(account.last_call) : t("messengers.never")),
        fact("last_sent", account.last_sent ? stamp(account.last_sent) : t("messengers.never")),
        fact("failures", account.failed ? [`${account.failed} `, h("a", { href: `#/lost/${account.channel}` }, t("messengers.show_failures"), h("span.hidden", {}, `: ${channel}`))] : "0"),
        fact("refused_calls", String(account.refused_calls))),
      account.refused_calls ? h("p.soft.small", {}, t("messengers.refused_hint", { n: account.refused_calls, channel })) : null,
      account.webhook ? h("div.row", {}, h("p.label", {}, t("messengers.webhook")),
        h("p.webhook", {}, h("code.mono", {}, account.webhook),
          h("button.button.small", { type: "button", "data-focus": `copy-${key(account)}`, on: { click: () => copy(account.webhook) } }, t("messengers.copy"))),
        h("p.soft.small", {}, t("messengers.webhook_hint", { channel }))) : null,
      outcome(account, channel),
      h("p.buttons", {},
        h("button.button", { type: "button", disabled: Boolean(tests.get(key(account))?.busy), "data-focus": `test-${key(account)}`, on: { click: () => test(account) } }, t("messengers.test")),
        h("a.button", { href: `#/account/${account.channel}/${encodeURIComponent(account.name)}` }, t("messengers.edit")),
        h("button.button", { type: "button", on: { click: (event) => ask(account, channel, event.currentTarget) } }, t("messengers.remove"))),
    ].filter(Boolean);
  }

  const fact = (name, value) => h("div", {}, h("dt", {}, t(`messengers.${name}`)), h("dd", {}, value));

  function outcome(account, channel) {
    const found = tests.get(key(account));
    if (!found) return null;
    if (found.busy) return h("p.soft", { role: "status" }, t("messengers.testing", { channel }));
    if (found.sentence) return h("div.notice.lost", { role: "alert" }, icon("warn"), h("p", {}, found.sentence, " ", t("messengers.test_todo")));
    return h("div.notice.good", { role: "status" }, icon("check"), h("div", {}, h("p", {}, t("messengers.test_good", { channel })),
      found.answer ? h("details", {}, h("summary", {}, t("messengers.test_answer")), h("p.mono", {}, found.answer)) : null));
  }

  async function test(account) {
    tests.set(key(account), { busy: true });
    draw();
    try {
      tests.set(key(account), await api.post(`${path(account)}/test`));
    } catch (failure) {
      tests.set(key(account), { sentence: failure.sentence });
    }
    draw();
    list.querySelector(`[data-focus="test-${CSS.escape(key(account))}"]`)?.focus();
  }

  async function copy(address) {
    await navigator.clipboard.writeText(address);
    tell(t("messengers.copied"));
  }

  /** Asks first, and says what becomes of what still waits. */
  function ask(account, channel, opener) {
    const alert = h("p.notice.lost", { role: "alert", hidden: true });
    const dialog = h("dialog.keys", { "aria-labelledby": "remove-title", "aria-describedby": "remove-what" },
      h("h2", { id: "remove-title" }, t("messengers.remove_sure", { name: account.name, channel })),
      h("div.fields", { id: "remove-what" }, h("p", {}, t("messengers.remove_explains", { channel })),
        h("p", {}, account.waiting ? t("messengers.remove_waiting", { n: account.waiting }) : t("messengers.remove_none"))), alert,
      h("p.buttons", {}, h("button.button.lost", { type: "button", on: { click: remove } }, t("messengers.remove")),
        h("button.button", { type: "button", autofocus: true, on: { click: () => dialog.close() } }, t("messengers.cancel"))));
    dialog.addEventListener("close", () => { dialog.remove(); (opener.isConnected ? opener : root.querySelector("a.button.main")).focus(); });
    document.body.append(dialog);
    dialog.showModal();
    async function remove() {
      try {
        await api.remove(path(account));
      } catch (failure) {
        alert.textContent = failure.sentence;
        alert.hidden = false;
        return;
      }
      await load();
      dialog.close();
      tell(t("messengers.removed", { name: account.name }));
      counted("lost");
    }
  }

  return {
    open() {
      place.replaceChildren(root);
      draw();
      load();
    },
  };
}
