/** The training page's front door: review, examples, training and models together. */

import { $, h } from "./dom.js";
import { makeExamplesPane } from "./examples-pane.js";
import { stars } from "./icons.js";
import { makeModelsPane } from "./models-pane.js";
import { api, language, t } from "./page.js";
import { makeReviewPane } from "./review-pane.js";
import { makeRunPane } from "./run-pane.js";
import { makeUndo } from "./undo.js";
import { localeOf } from "./words.js";

const undo = makeUndo();

function toast(sentence) {
  const note = h("div.toast", { role: "status" }, sentence);
  document.body.append(note);
  setTimeout(() => note.remove(), 8000);
}

const models = makeModelsPane({ changed: () => examples.refresh() });
const run = makeRunPane({ finished: () => { models.refresh(); examples.refresh(); } });
const review = makeReviewPane({ undo, toast, learned: () => examples.refresh() });
const examples = makeExamplesPane({ undo, toast, title: (name) => review.title(name), counted: (n) => run.waiting(n) });

async function ratings() {
  const summary = await api.get("/ratings/summary").catch(() => null);
  if (!summary?.count) return;
  const average = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 1 }).format(summary.average);
  const sentence = t("training.average", { n: average });
  $("ratings").replaceChildren(stars(Math.round(summary.average), sentence), ` ${sentence} · ${t("training.ratings_count", { n: summary.count })}`,
    summary.helpful ? ` · ${t("training.helpful_share", summary.helpful)}` : "");
}

examples.draw();
review.refresh().then(() => examples.draw());
examples.refresh();
run.refresh();
models.refresh();
ratings();

window.addEventListener("pagehide", () => undo.flush());
document.addEventListener("visibilitychange", () => { if (!document.hidden) review.refresh(); });
setInterval(() => { if (!document.hidden) review.refresh(); }, 30_000);
