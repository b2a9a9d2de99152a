/** The library's front door: the address says which view is open. */

import { makeArticlePane } from "./article-pane.js";
import { makeDuplicatesPane } from "./duplicates-pane.js";
import { $, h } from "./dom.js";
import { makeStore } from "./drafts.js";
import { makeListView } from "./library-list.js";
import { readAddress } from "./library-state.js";
import { me } from "./page.js";
import { makeSuggestionsPane } from "./suggestions-pane.js";
import { makeUnansweredPane } from "./unanswered-pane.js";

const main = $("main"), place = $("view");
const edits = main.dataset.edits === "yes";
const store = makeStore(localStorage, me.email);

/** A sentence at the edge of the page, for failures of what is not on the screen any more. */
function toast(sentence) {
  const note = h("div.toast", { role: "status" }, sentence);
  document.body.append(note);
  setTimeout(() => note.remove(), 8000);
}

const counted = (view, n) => {
  const badge = document.querySelector(`[data-count="${view}"]`);
  if (badge) badge.textContent = n ? String(n) : "";
};
const shared = { place, edits, store, toast, counted };
const article = makeArticlePane(shared);
const views = {
  articles: makeListView(shared), article, new: article,
  unanswered: makeUnansweredPane(shared), suggestions: makeSuggestionsPane(shared), duplicates: makeDuplicatesPane(shared),
};
let open = null;

function follow(first = false) {
  const address = readAddress(location.hash);
  const view = edits || ["articles", "article"].includes(address.view) ? address : { view: "articles" };
  open?.leave?.();
  open = views[view.view];
  const tab = { article: "articles", new: "articles" }[view.view] ?? view.view;
  for (const link of document.querySelectorAll("[data-view]"))
    if (link.dataset.view === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  open.open(view);
  if (!first) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

window.addEventListener("hashchange", () => follow());
window.addEventListener("pagehide", () => open?.leave?.());
follow(true);
