/** Training: the button, how far it is, and what came of it. Survives a reload, because the server knows. */

import { $, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { announce, api, t, withTime } from "./page.js";
import { isRunning } from "./review-state.js";

const ASK_MS = 1500;

/** `finished()` is called when a run has ended; waiting(n) says how many examples are new. */
export function makeRunPane({ finished }) {
  const place = $("run");
  let run = null, fresh = null, error = null, starting = false, known = false, timer = null, sign = "";

  async function refresh() {
    clearTimeout(timer);
    const before = run;
    try {
      run = await api.get("/training/runs/latest");
      known = true;
      if (error?.quiet) error = null;
    } catch (failure) {
      error = { sentence: failure.sentence, quiet: true };
      timer = setTimeout(refresh, 5000);
      return draw();
    }
    if (isRunning(before) && !isRunning(run)) {
      announce(run?.phase === "failed" ? t("training.failed") : t("training.phase.done"));
      finished(run);
    } else if (isRunning(run) && before?.phase !== run.phase) announce(t(`training.phase.${run.phase}`));
    if (isRunning(run)) timer = setTimeout(refresh, ASK_MS);
    return draw();
  }

  async function start() {
    starting = true;
    error = null;
    draw();
    try {
      const answer = await api.post("/training/runs");
      run = { run: answer?.run, phase: "waiting", percent: 0, sentence: "", started_at: new Date().toISOString() };
    } catch (failure) {
      error = failure;  // 409: one is running already; refresh shows it
    }
    starting = false;
    return refresh();
  }

  const progress = () => {
    const value = Math.round(run.percent ?? 0);
    const inner = h("i");
    inner.style.inlineSize = `${value}%`;
    return [
      h("p.run-phase", {}, h("strong", {}, t(`training.phase.${run.phase}`)), h("span.number", {}, t("training.percent", { n: value }))),
      h("div.progress", { role: "progressbar", "aria-label": t("training.progress"), "aria-valuenow": String(value), "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuetext": `${t(`training.phase.${run.phase}`)}, ${value} %` }, inner),
      h("p.soft", {}, run.sentence || t("training.running")),
      run.started_at ? h("p.soft.small", {}, withTime("training.started", run.started_at)) : null,
      h("p.soft.small", {}, t("training.train_takes")),
    ];
  };

  const idle = () => [
    run?.phase === "failed" ? h("div.notice.lost", {}, icon("warn"), h("p", {}, run.sentence ? `${run.sentence} ` : "", t("training.failed"))) : null,
    fresh === null ? null : h("p", {}, fresh ? t("training.train_with", { n: fresh }) : t("training.train_without")),
    h("p.soft.small", {}, t("training.train_takes")),
    h("button.button", { className: `button${fresh ? " main" : ""}`, type: "button", "data-focus": "train", disabled: starting || !known, on: { click: start } }, t("training.train")),
  ];

  function draw() {
    const next = JSON.stringify([run, fresh, error?.sentence, starting, known]);
    if (next === sign) return;
    sign = next;
    keepingFocus(place, () => place.replaceChildren(...[
      error ? h("div.notice.lost", { role: "alert" }, icon("warn"), h("p", {}, error.sentence)) : null,
      ...(isRunning(run) ? progress() : idle()),
    ].filter(Boolean)));
  }

  draw();
  return {
    refresh,
    waiting(n) { fresh = n; draw(); },
  };
}
