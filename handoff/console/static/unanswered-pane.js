/** Questions that found nothing, by meaning: one click makes a draft of a group, one puts it away. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { LANGUAGES, articleAddress } from "./library-state.js";
import { announce, api, brokenState, emptyState, language as reader, skeleton, stamp, t } from "./page.js";
import { languageMark } from "./row-view.js";

export function makeUnansweredPane({ place, counted, toast }) {
  let answer = null, error = null;
  const busy = new Set();
  const rows = h("ul.cares"), state = h("div"), lead = h("p.soft", {}, t("library.unanswered_lead"));
  const root = h("section.card", { "aria-label": t("library.views.unanswered") }, lead, rows, state);

  async function load() {
    try {
      answer = await api.get("/knowledge/unanswered");
      error = null;
    } catch (failure) { error = failure; }
    draw();
  }

  /** Nothing is lost when it fails: the group stays, with the sentence. */
  async function act(group, path, body, done) {
    const key = group.turns[0];
    busy.add(key);
    draw();
    try {
      const made = await api.post(`/knowledge/unanswered/${path}`, { turns: group.turns, ...body });
      answer.groups = answer.groups.filter((other) => other !== group);
      announce(t("library.dismissed"));
      done?.(made);
    } catch (failure) { toast(failure.sentence); }
    busy.delete(key);
    draw();
  }

  function draw() {
    const groups = answer?.groups ?? [];
    counted("unanswered", groups.length);
    patch(rows, groups.map((group) => ({ key: group.turns[0], sign: JSON.stringify([group.n, group.turns.length, busy.has(group.turns[0])]), fill: (element) => { element.className = "care"; element.replaceChildren(...view(group)); } })));
    if (error && !answer) return state.replaceChildren(brokenState(t("library.care_failed"), error.sentence, load));
    if (!answer) return state.replaceChildren(skeleton("care-bones", 4));
    return state.replaceChildren(...(groups.length ? [] : [emptyState(t("library.no_unanswered"), t("library.no_unanswered_hint", { n: answer.days }))]));
  }

  function view(group) {
    const [first, ...others] = group.examples;
    const waiting = busy.has(group.turns[0]);
    const [main] = Object.entries(group.languages).sort((a, b) => b[1] - a[1])[0];
    const language = h("select.field", { "aria-label": t("library.draft_language") }, LANGUAGES.map((code) => h("option", { value: code, selected: code === (main ?? reader) }, t(`app.languages.${code}`))));
    return [
      h("p.care-title", { lang: first.language }, first.text),
      h("p.soft.line-up", {}, h("strong", {}, t("library.asked_n", { n: group.n })), Object.keys(group.languages).map(languageMark), stamp(group.latest)),
      others.length ? h("ul.examples", {}, others.map(example)) : null,
      h("div.buttons", {},
        language, h("button.button.main", { type: "button", disabled: waiting, on: { click: () => act(group, "draft", { language: language.value }, (made) => { location.hash = articleAddress(made.key, made.language); }) } }, icon("note"), t("library.make_draft")),
        h("button.button", { type: "button", disabled: waiting, "aria-label": t("library.dismiss_long", { text: first.text }), on: { click: () => act(group, "dismiss", {}) } }, t("library.dismiss")),
        h("a.small", { href: `/console#/${encodeURIComponent(first.conversation)}` }, t("training.open_conversation"))),
    ].filter(Boolean);
  }

  const example = (one) => h("li", {}, h("a", { href: `/console#/${encodeURIComponent(one.conversation)}`, lang: one.language }, one.text));

  return { open() { place.replaceChildren(root); draw(); load(); } };
}
