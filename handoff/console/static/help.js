/** The overview of keys, opened with "?". Single-key shortcuts can be switched off there. */

import { $, h } from "./dom.js";
import { icon } from "./icons.js";
import { KEYS } from "./keys.js";
import { t } from "./page.js";

const kbd = (text) => text.split(" ").flatMap((key, at) => [at ? ` ${t("keys.then")} ` : "", h("kbd", {}, key)]);
const either = (keys) => keys.flatMap((key, at) => [at ? ` ${t("keys.or")} ` : "", ...kbd(key)]);

export function makeHelp({ store }) {
  const dialog = $("keys");
  const enabled = () => store.get("keys") !== false;

  function build() {
    const groups = [...new Set(KEYS.map((entry) => entry.group))];
    const rows = (group) => KEYS.filter((entry) => entry.group === group)
      .map((entry) => h("div", {}, h("dt", {}, t(`keys.${entry.action}`)), h("dd", {}, either(entry.shown ?? [...entry.keys, ...(entry.also ?? [])]))));
    dialog.replaceChildren(
      h("header", {}, h("h2", { id: "keys-title" }, t("keys.title")), h("button.icon-button", { type: "button", "aria-label": t("app.close"), on: { click: () => dialog.close() } }, icon("cross"))),
      h("div.key-groups", {}, groups.map((group) => h("section", {}, h("h3", {}, t(`keys.groups.${group}`)), h("dl", {}, rows(group))))),
      h("label.check", {}, h("input", { type: "checkbox", checked: enabled(), on: { change: (event) => store.set("keys", event.target.checked ? null : false) } }),
        h("span", {}, t("keys.enabled"), h("span.soft", {}, t("keys.enabled_hint")))));
  }

  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  return {
    enabled,
    open() { build(); dialog.showModal(); },
    get isOpen() { return dialog.open; },
  };
}
