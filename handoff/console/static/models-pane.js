/** Before and after, putting live, taking back, and the history of models. */

import { $, h } from "./dom.js";
import { icon } from "./icons.js";
import { announce, api, brokenState, emptyState, language, skeleton, stamp, t } from "./page.js";
import { difference, previous, sides } from "./review-state.js";
import { localeOf } from "./words.js";

const share = new Intl.NumberFormat(localeOf(language), { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const number = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 1 });
const TREND = { better: "up", worse: "down", same: "same" };
const TAG = { live: ["good", "check"], candidate: ["wait", "dot"], retired: ["", "turn"] };

/** `changed()` is called after another model went live. */
export function makeModelsPane({ changed }) {
  const compare = $("compare"), place = $("models");
  let models = null, error = null, refused = null, busy = false, news = null;

  async function refresh() {
    try {
      models = await api.get("/training/models");
      error = null;
    } catch (failure) {
      error = failure;
    }
    draw();
  }

  async function act(path, said) {
    if (busy) return;
    busy = true;
    refused = news = null;
    draw();
    try {
      await api.post(path);
      models = await api.get("/training/models");
      news = t(said, { name: models.find((model) => model.status === "live")?.name ?? "" });
      announce(news);
      changed();
    } catch (failure) {
      refused = failure.sentence;
    }
    busy = false;
    draw();
    $(`${$("compare-card").hidden ? "models" : "compare"}-title`)?.focus();
  }

  const value = (accuracy) => (accuracy === null ? h("span.soft", {}, t("training.no_value")) : share.format(accuracy));

  function change({ points, trend }) {
    if (trend === "unknown") return h("span.soft", {}, "–");
    return h(`span.trend.${trend}`, {}, icon(TREND[trend]), trend === "same" ? t("training.same") : t(`training.${trend}`, { n: number.format(Math.abs(points)) }));
  }

  const tableRow = (row) => h("tr", {}, h("th", { scope: "row" }, row.key === "all" ? t("training.all") : t(`app.languages.${row.key}`)),
    h("td", {}, value(row.before)), h("td", {}, value(row.after)), h("td", {}, change(row)));

  const table = (live, candidate) => h("table", {},
    h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col" }, t("training.before")), h("th", { scope: "col" }, t("training.after")), h("th", { scope: "col" }, t("training.difference")))),
    h("tbody", {}, difference(live, candidate).map(tableRow)));

  function summary(live, candidate) {
    if (!live) return t("training.first_model");
    const [all] = difference(live, candidate);
    return all.trend === "unknown" ? t("training.no_value") : t(`training.${all.trend}_all`, { n: number.format(Math.abs(all.points)) });
  }

  function drawCompare() {
    const { live, candidate } = sides(models ?? []);
    $("compare-card").hidden = !candidate;
    if (!candidate) return compare.replaceChildren();
    return compare.replaceChildren(
      h("p.strong", {}, summary(live, candidate)), table(live, candidate), h("p.soft.small", {}, t("training.compare_hint")),
      h("p.buttons", {}, h("button.button.main", { type: "button", disabled: busy, on: { click: () => act(`/training/models/${candidate.id}/promote`, "training.live_now") } }, t("training.put_live")),
        h("span.soft", {}, candidate.name)));
  }

  function modelItem(model) {
    const [tone, mark] = TAG[model.status] ?? ["", "dot"];
    const per = ["de", "vi", "en"].map((code) => `${code.toUpperCase()} ${typeof model.accuracy?.[code] === "number" ? share.format(model.accuracy[code]) : "–"}`).join(" · ");
    return h("li", {}, h("p.model-top", {}, h("strong", {}, model.name), h(`span.tag${tone ? `.${tone}` : ""}`, {}, icon(mark), t(`training.status.${model.status}`))),
      h("p", {}, h("span.number", {}, typeof model.accuracy?.all === "number" ? share.format(model.accuracy.all) : t("training.no_value")), h("span.soft", {}, `  ${per}`)),
      h("p.soft.small.line-up", {}, stamp(model.created_at), h("span", {}, t("training.examples_n", { n: model.examples })), model.added ? h("span", {}, t("training.added_count", { n: model.added })) : null, model.by ? h("span", {}, model.by) : null));
  }

  function drawModels() {
    if (error && !models) return place.replaceChildren(brokenState(t("training.models_failed"), error.sentence, refresh));
    if (!models) return place.replaceChildren(skeleton("line-bones", 3));
    if (!models.length) return place.replaceChildren(emptyState(t("training.models_empty"), t("training.models_empty_hint")));
    const live = models.find((model) => model.status === "live"), before = previous(models);
    return place.replaceChildren(...[
      news ? h("p.notice.good", {}, icon("check"), h("span", {}, news)) : null,
      refused ? h("p.notice.lost", { role: "alert" }, icon("warn"), h("span", {}, refused)) : null,
      live ? h("p.live-line", {}, h("span", {}, t("training.is_live", { name: live.name })),
        before ? h("button.button.small", { type: "button", disabled: busy, title: t("training.take_back_to", { name: before.name }), on: { click: () => act("/training/rollback", "training.took_back") } }, t("training.take_back")) : null) : null,
      h("ul.models", {}, models.map(modelItem)),
    ].filter(Boolean));
  }

  function draw() {
    drawCompare();
    drawModels();
  }

  draw();
  return { refresh };
}
