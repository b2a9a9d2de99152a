/** The examples trainers have added: which wait for the next training, which are live, all removable. */

import { $, h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { announce, api, brokenState, emptyState, skeleton, stamp, t } from "./page.js";
import { languageMark } from "./row-view.js";

/** `title(intent)` names an intent; `counted(n)` hears how many wait for training. */
export function makeExamplesPane({ undo, title, counted, toast }) {
  let examples = null, error = null;
  const leaving = new Set();
  const state = $("added-state");

  async function refresh() {
    try {
      examples = await api.get("/training/examples");
      error = null;
    } catch (failure) {
      error = failure;
    }
    draw();
  }

  function remove(example) {
    leaving.add(example.id);
    undo.later(`example/${example.id}`, async (away) => {
      try {
        await api.remove(`/training/examples/${example.id}`, { leaving: away });
        examples = examples.filter((other) => other.id !== example.id);
      } catch (failure) {
        toast(failure.sentence);
      }
      leaving.delete(example.id);
      draw();
    });
    announce(t("training.removed", { text: example.text }));
    draw();
  }

  function keep(example) {
    if (undo.cancel(`example/${example.id}`)) announce(t("training.undone"));
    leaving.delete(example.id);
    draw();
  }

  const row = (example) => [
    h("p", { lang: example.language }, example.text),
    h("p.soft.line-up", {}, languageMark(example.language), h("span", {}, title(example.intent)), example.by ? h("span", {}, example.by) : null, stamp(example.at)),
    h("div.added-end", {},
      h(`span.tag.${example.live ? "good" : "wait"}`, {}, icon(example.live ? "check" : "clock"), t(example.live ? "training.in_live" : "training.waiting_for_training")),
      h("button.link", { type: "button", "data-focus": "remove", "aria-label": t("training.remove_long", { text: example.text }), on: { click: () => remove(example) } }, t("training.remove"))),
  ];

  const going = (example) => [
    h("p.soft", {}, t("training.removed", { text: example.text })),
    h("button.button.small", { type: "button", "data-focus": "remove", on: { click: () => keep(example) } }, t("app.undo")),
  ];

  function draw() {
    const all = examples ?? [];
    $("added-count").textContent = all.length || "";
    counted(examples ? all.filter((example) => !example.live && !leaving.has(example.id)).length : null);
    patch($("added"), all.map((example) => ({
      key: example.id, sign: JSON.stringify([example, leaving.has(example.id), title(example.intent)]),
      fill: (element) => {
        element.className = leaving.has(example.id) ? "going" : "";
        element.replaceChildren(...(leaving.has(example.id) ? going(example) : row(example)));
      },
    })));
    if (error && !examples) state.replaceChildren(brokenState(t("training.examples_failed"), error.sentence, refresh));
    else if (!examples) state.replaceChildren(skeleton("line-bones", 3));
    else state.replaceChildren(all.length ? "" : emptyState(t("training.added_empty"), t("training.added_empty_hint")));
  }

  return { refresh, draw };
}
