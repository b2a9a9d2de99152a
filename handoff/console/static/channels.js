/** The channels page's front door: the address says which view is open. */

import { makeAccountForm } from "./account-form.js";
import { makeAccountsPane } from "./accounts-pane.js";
import { $, h } from "./dom.js";
import { makeLostPane } from "./lost-pane.js";
import { countLost } from "./nav-count.js";
import { announce } from "./page.js";
import { makeTemplatesPane } from "./templates-pane.js";

const main = $("main"), place = $("view");
const manages = main.dataset.manages === "yes";

/** A sentence at the edge of the page, and for those who listen. */
function tell(sentence) {
  const note = h("div.toast.good", {}, sentence);
  document.body.append(note);
  announce(sentence);
  setTimeout(() => note.remove(), 8000);
}

const counted = (view, n) => {
  const badge = document.querySelector(`[data-count="${view}"]`);
  if (badge) badge.textContent = n ? String(n) : "";
  if (view === "lost") countLost();
};
const shared = { place, tell, counted, manages };
const form = makeAccountForm(shared);
const views = { accounts: makeAccountsPane(shared), new: form, account: form, lost: makeLostPane(shared), templates: makeTemplatesPane(shared) };

/** #/account/whatsapp/shop → ["account", "whatsapp", "shop"]. */
function follow(first = false) {
  const [wished, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const view = manages ? (wished in views ? wished : "accounts") : "lost";
  const tab = { new: "accounts", account: "accounts" }[view] ?? view;
  for (const link of document.querySelectorAll("[data-view]"))
    if (link.dataset.view === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  views[view].open(...rest);
  if (first) return;
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

window.addEventListener("hashchange", () => follow());
follow(true);
