/** What was missed, one card a message: what it was taken for, what it meant, or not worth learning. */

import { combobox } from "./combobox.js";
import { $, h, patch } from "./dom.js";
import { icon } from "./icons.js";
import { bar } from "./packet-view.js";
import { announce, api, brokenState, emptyState, intentTitle, language, percent, skeleton, stamp, t } from "./page.js";
import { findIntents, mergeTurns, titleOf } from "./review-state.js";
import { languageMark } from "./row-view.js";

const MARK = { not_understood: "warn", handed_over: "turn", asked_back: "same" };

/** `undo` waits before anything is sent; `learned()` is called after an example was added. */
export function makeReviewPane({ undo, learned, toast }) {
  const list = $("turns"), state = $("turns-state"), filter = $("review-language");
  let turns = [], counts = {}, intents = [], outcome = "all", error = null, loaded = false, asking = null;
  const decided = new Map();  // turn → {kind: assign|dismiss, intent?}

  const title = (name) => {
    const intent = intents.find((one) => one.name === name);
    return intent ? titleOf(intent, language) : intentTitle(name);
  };
  const short = (text) => (text.length > 60 ? `${text.slice(0, 57)} …` : text);

  async function refresh() {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const query = new URLSearchParams({ outcome, language: filter.value });
      const [answer, known] = await Promise.all([
        api.get(`/training/review?${query}`, { signal: mine.signal }),
        intents.length ? intents : api.get("/training/intents", { signal: mine.signal }),
      ]);
      intents = known;
      counts = answer.counts;
      turns = mergeTurns(loaded ? turns : [], answer.items, decided);
      loaded = true;
      error = null;
    } catch (failure) {
      if (failure.name === "AbortError") return;
      error = failure;
    }
    draw();
  }

  function anew() {
    loaded = false;
    turns = [];
    draw();
    return refresh();
  }

  function decide(turn, decision) {
    decided.set(turn.turn, decision);
    undo.later(`turn/${turn.turn}`, (leaving) => carryOut(turn, decision, leaving));
    announce(sentence(turn, decision));
    draw();
    document.querySelector(`[data-key="${turn.turn}"] button`)?.focus();
  }

  const sentence = (turn, { kind, intent }) =>
    kind === "assign" ? t("training.assigned", { text: short(turn.text), intent: title(intent) }) : t("training.dismissed", { text: short(turn.text) });

  async function carryOut(turn, { kind, intent }, leaving) {
    try {
      await api.post(`/training/${kind}`, kind === "assign" ? { turn: turn.turn, intent } : { turn: turn.turn }, { leaving });
      if (leaving) return;
      const inside = document.querySelector(`[data-key="${turn.turn}"]`)?.contains(document.activeElement);
      turns = turns.filter((other) => other.turn !== turn.turn);
      decided.delete(turn.turn);
      draw();
      if (inside) $("review-title").focus();
      refresh();
      if (kind === "assign") learned();
    } catch (failure) {
      decided.set(turn.turn, { kind: "open", sentence: failure.sentence, intent });
      toast(failure.sentence);
      draw();
    }
  }

  function takeBack(turn) {
    if (!undo.cancel(`turn/${turn.turn}`)) return;
    decided.delete(turn.turn);
    announce(t("training.undone"));
    draw();
    document.querySelector(`[data-key="${turn.turn}"] input`)?.focus();
  }

  function draw() {
    for (const button of $("outcomes").querySelectorAll("[data-outcome]")) {
      const name = button.dataset.outcome;
      button.setAttribute("aria-pressed", String(name === outcome));
      const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
      button.querySelector(".count").textContent = name === "all" ? (loaded || all ? all : "") : counts[name] ?? "";
    }
    patch(list, turns.map((turn) => ({
      key: turn.turn,
      sign: JSON.stringify([turn.turn, turn.intent, turn.confidence, decided.get(turn.turn) ?? null, intents.length]),
      fill: (element) => {
        const decision = decided.get(turn.turn);
        const done = decision && decision.kind !== "open";
        element.className = done ? "turn done" : "turn";
        element.replaceChildren(...(done ? doneView(turn, decision) : openView(turn, decision)));
      },
    })));
    if (error && !loaded) return state.replaceChildren(brokenState(t("training.review_failed"), error.sentence, anew));
    if (!loaded) return state.replaceChildren(skeleton("turn-bones", 4));
    if (turns.length) return state.replaceChildren();
    const narrowed = filter.value || outcome !== "all";
    return state.replaceChildren(narrowed ? emptyState(t("training.empty_filtered"), t("training.empty_filtered_hint")) : emptyState(t("training.empty"), t("training.empty_hint")));
  }

  const doneView = (turn, decision) => [
    h("p", {}, icon(decision.kind === "assign" ? "check" : "cross"), h("span", {}, sentence(turn, decision))),
    h("button.button.small", { type: "button", on: { click: () => takeBack(turn) } }, t("app.undo")),
  ];

  function guesses(turn) {
    if (!turn.intent) return h("p.soft.guessed", {}, t("training.no_guess"));
    const ranking = turn.ranking?.length ? turn.ranking.slice(0, 3) : [{ intent: turn.intent, confidence: turn.confidence }];
    return h("ul.guesses", { "aria-label": t("training.guessed") }, ranking.map(({ intent, confidence }) =>
      h("li", {}, h("span", {}, title(intent)), h("span.bar", { "aria-hidden": "true" }, bar(confidence)), h("span.number", {}, t("training.percent", { n: percent(confidence) })))));
  }

  function openView(turn, failed) {
    let intent = failed?.intent ?? null;
    const assign = h("button.button.main", { type: "submit", disabled: !intent, "data-focus": "assign" }, t("training.assign"));
    const choice = combobox({
      label: t("training.choose_for", { text: short(turn.text) }), placeholder: t("training.choose"),
      find: (typed) => findIntents(intents, typed, language, turn.ranking ?? []), text: (option) => titleOf(option, language),
      view: (option) => optionView(option, turn), nothing: t("training.no_match"),
      found: (n) => announce(n ? t("training.results", { n }) : t("training.no_match")),
      chosen: (option) => { intent = option?.name ?? null; assign.disabled = !intent; },
    });
    if (intent) choice.set(intents.find((one) => one.name === intent));
    const submit = (event) => { event.preventDefault(); if (intent) decide(turn, { kind: "assign", intent }); };
    return [
      h("p.turn-text", { lang: turn.language }, turn.text),
      h("p.soft.line-up", {}, languageMark(turn.language), h(`span.outcome.${turn.outcome}`, {}, icon(MARK[turn.outcome] ?? "dot"), t(`training.outcomes.${turn.outcome}`)), stamp(turn.at),
        turn.conversation ? h("a", { href: `/console#/${encodeURIComponent(turn.conversation)}` }, t("training.open_conversation")) : null),
      guesses(turn),
      failed?.sentence ? h("p.notice.lost", { role: "alert" }, failed.sentence) : null,
      h("form.decide", { on: { submit } }, choice.root, assign,
        h("button.button", { type: "button", "aria-label": t("training.dismiss_long", { text: short(turn.text) }), on: { click: () => decide(turn, { kind: "dismiss" }) } }, t("training.dismiss"))),
    ].filter(Boolean);
  }

  function optionView(option, turn) {
    const guess = turn.ranking?.find((one) => one.intent === option.name);
    const number = option.examples?.[turn.language] ?? 0;
    return [h("span.option-title", {}, titleOf(option, language)), guess ? h("span.tag", {}, `${t("training.suggested")} ${t("training.percent", { n: percent(guess.confidence) })}`) : null,
      h("span.soft.option-count", {}, ["de", "vi", "en"].map((code) => h(`span${code === turn.language ? ".strong" : ""}`, { title: t("training.examples_n", { n: option.examples?.[code] ?? 0 }) }, `${code.toUpperCase()} ${option.examples?.[code] ?? 0} `)), h("span.hidden", {}, t("training.examples_n", { n: number })))];
  }

  filter.addEventListener("change", anew);
  $("outcomes").addEventListener("click", (event) => {
    const button = event.target.closest("[data-outcome]");
    if (!button) return;
    outcome = button.dataset.outcome;
    anew();
  });
  draw();
  return { refresh, title };
}
