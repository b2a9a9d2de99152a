/** Articles from files and into files: what a file would change is shown before anything changes. */

import { h } from "./dom.js";
import { announce, api, t } from "./page.js";

const FORMATS = { md: "Markdown", html: "HTML", csv: "CSV", jsonl: "JSON Lines", docx: "Word", pdf: "PDF" };
const READ = ".md,.markdown,.html,.htm,.xhtml,.csv,.tsv,.jsonl,.ndjson,.docx,.pdf,.zip";
const SHOWN = 50;  // lines about one file

export function makeTransferPart({ edits, changed }) {
  const told = h("div", { role: "status" });
  const file = h("input", { type: "file", id: "transfer-file", accept: READ, on: { change: () => file.files[0] && look(file.files[0]) } });
  const address = (chosen, more = "") => `/knowledge/import?name=${encodeURIComponent(chosen.name)}${more}`;

  async function look(chosen) {
    const report = await ask(chosen, "&dry_run=true");
    if (!report) return;
    const news = report.added + report.changed;
    show(report,
      news ? h("button.button.main", { type: "button", on: { click: () => bring(chosen) } }, t("library.import_now", { n: news })) : null,
      h("button.button", { type: "button", on: { click: clear } }, t(news ? "library.import_not" : "library.import_other")));
  }

  async function bring(chosen) {
    const report = await ask(chosen);
    if (!report) return;
    file.value = "";
    show(report, h("p", {}, t("library.imported")));
    announce(t("library.imported"));
    changed();
  }

  /** The file stays chosen when it fails: once more is one click. */
  async function ask(chosen, more) {
    told.replaceChildren(h("p.soft", {}, t("library.import_reading")));
    file.disabled = true;
    try {
      return await api.post(address(chosen, more), chosen);
    } catch (failure) {
      told.replaceChildren(h("p.problem", {}, failure.sentence), h("button.button", { type: "button", on: { click: () => look(chosen) } }, t("app.try_again")));
      return null;
    } finally { file.disabled = false; }
  }

  function show(report, ...below) {
    const lines = report.problems.slice(0, SHOWN).map((one) => h("li", { lang: "en" }, `${one.file} ${one.sentence}`));
    const rest = report.problems.length - lines.length;
    told.replaceChildren(...[
      h("p", {}, t("library.import_counts", report)),
      lines.length ? h("ul.examples.problems", {}, lines, rest > 0 ? h("li", {}, t("library.import_more", { n: rest })) : null) : null,
      h("div.buttons", {}, below),
    ].filter(Boolean));
  }

  function clear() {
    file.value = "";
    told.replaceChildren();
    file.focus();
  }

  return h("details.transfer", {},
    h("summary", {}, t(edits ? "library.transfer" : "library.export")),
    edits ? h("div", {}, h("label.label", { htmlFor: "transfer-file" }, t("library.import_file")), file, h("p.soft.small", {}, t("library.import_hint")), told) : null,
    h("p.line-up", {}, h("span", {}, t("library.export_as")), Object.entries(FORMATS).map(([format, name]) => h("a", { href: `/api/knowledge/export?format=${format}`, download: "" }, name))));
}
